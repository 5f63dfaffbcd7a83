import type { Company, CompanyContact } from './types.ts';
import { editDistance } from './words.ts';

/** Legal forms say what a company is, not who. */
const LEGAL_FORMS = new Set(
  'ab ag aps as asa bv bvba co company corp corporation cv gmbh inc incorporated kft kg kk llc llp lp ltd limited nv oy oyj plc pty pte sa sas sarl se spa sprl srl srls the ug vof'.split(
    ' ',
  ),
);

/** Mail boxes anybody can have: the same domain means nothing. */
const FREE_MAIL = new Set(
  'aol.com fastmail.com gmail.com gmx.de gmx.net googlemail.com hotmail.com hotmail.co.uk icloud.com live.com mail.com me.com msn.com outlook.com proton.me protonmail.com t-online.de web.de yahoo.com yahoo.co.uk ymail.com zoho.com'.split(
    ' ',
  ),
);

/** A name without case, accents, punctuation and legal form: "The Café, B.V." is "cafe". */
export function plainName(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[.'’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const meaning = words.filter((word) => !LEGAL_FORMS.has(word));
  return (meaning.length > 0 ? meaning : words).join(' ');
}

/** A name made ready to be compared with thousands of others. */
export interface ComparableName {
  plain: string;
  words: readonly string[];
}

export function comparableName(name: string): ComparableName {
  const plain = plainName(name);
  return { plain, words: [...new Set(plain.split(' '))] };
}

/** From here on a name is called similar. */
export const ALIKE = 0.6;

/** 1 for the same name, down to 0: letters or whole words in common, whichever says more. */
export function namesAlike(a: ComparableName, b: ComparableName): number {
  if (a.plain === '' || b.plain === '') return 0;
  if (a.plain === b.plain) return 1;
  const common = a.words.reduce((count, word) => (b.words.includes(word) ? count + 1 : count), 0);
  const words = (2 * common) / (a.words.length + b.words.length);
  const letters = 1 - editDistance(a.plain, b.plain) / Math.max(a.plain.length, b.plain.length);
  return Math.min(0.99, Math.max(words, letters));
}

/** The domain of an e-mail address; null for none, and for free mail. */
export function domainOf(email: string | null): string | null {
  const domain = email?.trim().toLowerCase().split('@')[1];
  return domain === undefined || domain === '' || FREE_MAIL.has(domain) ? null : domain;
}

/** Domains a company is known by: its web address and its people's e-mails. */
export function domainsOfCompany(company: Company, people: readonly CompanyContact[]): Set<string> {
  const site = company.webAddress
    ?.trim()
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^www\./, '')
    .split(/[/:?#]/)[0];
  const domains = [domainOf(site ? `@${site}` : null), ...people.map((person) => domainOf(person.email))];
  return new Set(domains.filter((domain) => domain !== null));
}
