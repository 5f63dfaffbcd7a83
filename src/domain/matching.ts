import { ALIKE, type ComparableName, comparableName, domainOf, domainsOfCompany, namesAlike } from './likeness.ts';
import type { Company, CompanyContact, Contact, ContactAnswer, ContactQuestion, ContactSuggestion } from './types.ts';

export interface MatchInput {
  company: Company;
  /** A person's decision, kept by upSync. */
  link: { contactId: string } | null;
  /** The contact the link points to; null where Xero has none such. */
  byLinkId: Contact | null;
  /** Every contact whose ContactNumber is this company's id, of whatever state. */
  byNumber: readonly Contact[];
  /** For suggestions: people at the company, and the local copy of Xero's contacts. */
  companyContacts?: readonly CompanyContact[];
  contacts?: readonly Contact[];
}

const MAX_SUGGESTIONS = 5;
const MAX_FOUND = 20;

/** Who a Company is in Xero: the known link, else the one contact with its number, else a question. */
export function decideContact(input: MatchInput): ContactAnswer {
  return input.link === null ? decideByNumber(input) : decideByLink(input, input.link.contactId);
}

function decideByLink(input: MatchInput, contactId: string): ContactAnswer {
  const { company, byLinkId: contact } = input;
  if (contact === null) {
    const active = input.byNumber.filter((other) => other.state === 'active');
    const sentence = `The contact that ${company.name} is linked to does not exist in Xero any more.`;
    return ask(input, 'no-match', sentence, active);
  }
  if (contact.state !== 'active') return askUnusable(input, contact, 'is linked to');
  const rival = input.byNumber.find((other) => other.id !== contactId && other.state === 'active');
  if (rival !== undefined) {
    const sentence = `${company.name} is linked to ${contact.name}, but ${rival.name} has its number ${company.id} in Xero.`;
    return ask(input, 'link-and-number-disagree', sentence, [contact, rival]);
  }
  const foreign = contact.number !== null && contact.number !== String(company.id);
  const note = foreign
    ? `${contact.name} has another contact number (${contact.number}) in Xero; upSync keeps the link.`
    : null;
  return { kind: 'known', contactId, contactName: contact.name, from: 'link', note };
}

function decideByNumber(input: MatchInput): ContactAnswer {
  const { company, byNumber } = input;
  const active = byNumber.filter((contact) => contact.state === 'active');
  const first = active[0];
  // A loser of a merge may keep the number of the contact it was merged into; that is no doubt.
  const rivals = byNumber.filter((contact) => contact !== first && contact.mergedTo !== first?.id);
  if (first !== undefined && rivals.length === 0) {
    return { kind: 'known', contactId: first.id, contactName: first.name, from: 'number', note: null };
  }
  if (byNumber.length > 1) {
    const names = byNumber.map((contact) => describe(contact)).join(', ');
    return ask(
      input,
      'several-with-number',
      `${byNumber.length} contacts have number ${company.id}: ${names}.`,
      active,
    );
  }
  const only = byNumber[0];
  if (only !== undefined) return askUnusable(input, only, 'has the number of');
  return ask(input, 'no-match', `No contact in Xero has number ${company.id}.`);
}

function askUnusable(input: MatchInput, contact: Contact, how: 'is linked to' | 'has the number of'): ContactAnswer {
  const { company } = input;
  const pair =
    how === 'is linked to'
      ? `${company.name} is linked to ${contact.name}`
      : `${contact.name} has number ${company.id}`;
  if (contact.state === 'archived') {
    const sentence = `${pair}, but that contact is archived. Restore it in Xero, or choose another.`;
    return ask(input, 'archived', sentence);
  }
  const target = input.contacts?.find((other) => other.id === contact.mergedTo && other.state === 'active');
  const into = target === undefined ? 'another contact' : target.name;
  return ask(
    input,
    'merged',
    `${pair}, but that contact was merged into ${into}.`,
    target === undefined ? [] : [target],
  );
}

function ask(
  input: MatchInput,
  why: ContactQuestion['why'],
  sentence: string,
  first: readonly Contact[] = [],
): ContactAnswer {
  const ranked = rankSuggestions(input.company, input.companyContacts ?? [], input.contacts ?? []);
  const named = first.map((contact) => ({ ...suggestionOf(contact), reason: REASON_FIRST[why], score: 100 }));
  const rest = ranked.filter((suggestion) => !first.some((contact) => contact.id === suggestion.contactId));
  const suggestions = [...named, ...rest].slice(0, MAX_SUGGESTIONS);
  return { kind: 'question', question: { why, sentence, suggestions } };
}

const REASON_FIRST: Record<ContactQuestion['why'], string> = {
  'no-match': 'has the number',
  'several-with-number': 'has the number',
  'link-and-number-disagree': 'linked, or has the number',
  archived: 'has the number',
  merged: 'merged into it',
};

/** Active contacts that may be this company, best first, each with the reasons. */
export function rankSuggestions(
  company: Company,
  companyContacts: readonly CompanyContact[],
  contacts: readonly Contact[],
): ContactSuggestion[] {
  const own = companyContacts.filter((person) => person.companyId === company.id);
  const sought = {
    number: String(company.id),
    name: comparableName(company.name),
    domains: domainsOfCompany(company, own),
    taxNumber: plainTaxNumber(company.taxNumber),
  };
  return contacts
    .filter((contact) => contact.state === 'active')
    .map((contact) => scoreContact(sought, contact))
    .filter((suggestion) => suggestion.score > 0)
    .sort((a, b) => b.score - a.score || order(a.name, b.name) || order(a.contactId, b.contactId))
    .slice(0, MAX_SUGGESTIONS);
}

/** Names of the local copy are made ready once, not once a company. */
const COMPARABLE = new WeakMap<Contact, ComparableName>();

function comparable(contact: Contact): ComparableName {
  const known = COMPARABLE.get(contact) ?? comparableName(contact.name);
  COMPARABLE.set(contact, known);
  return known;
}

interface Sought {
  number: string;
  name: ComparableName;
  domains: ReadonlySet<string>;
  taxNumber: string;
}

function scoreContact({ number, name, domains, taxNumber }: Sought, contact: Contact): ContactSuggestion {
  const reasons: string[] = [];
  let score = 0;
  const likeness = namesAlike(name, comparable(contact));
  if (likeness >= ALIKE) {
    score += Math.round(likeness * 50);
    reasons.push(likeness === 1 ? 'same name' : 'similar name');
  }
  const domain = domainOf(contact.email);
  if (domain !== null && domains.has(domain)) {
    score += 30;
    reasons.push(`same e-mail domain (${domain})`);
  }
  if (taxNumber !== '' && taxNumber === plainTaxNumber(contact.taxNumber)) {
    score += 40;
    reasons.push('same tax number');
  }
  // it may be another company's, and upSync never writes over it: known before it is chosen
  if (contact.number !== null && contact.number !== number) reasons.unshift(`has the number ${contact.number}`);
  return { ...suggestionOf(contact), reason: reasons.join(', '), score };
}

function suggestionOf(contact: Contact): ContactSuggestion {
  return { contactId: contact.id, name: contact.name, email: contact.email, reason: '', score: 0 };
}

/** People to create a contact from, best first: who gets the bills, then the primary contact, then who has an e-mail. */
export function rankPeople(companyContacts: readonly CompanyContact[]): CompanyContact[] {
  const rank = (person: CompanyContact) =>
    (person.isBilling ? 4 : 0) + (person.isPrimary ? 2 : 0) + (person.email === null ? 0 : 1);
  return [...companyContacts].sort(
    (a, b) => rank(b) - rank(a) || a.lastName.localeCompare(b.lastName) || a.firstName.localeCompare(b.firstName),
  );
}

/** Type-ahead over the local copy: active contacts where every word of the query occurs in name, e-mail or number. */
export function searchContacts(contacts: readonly Contact[], query: string): ContactSuggestion[] {
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const text = query.trim().toLowerCase();
  return contacts
    .filter((contact) => contact.state === 'active')
    .filter((contact) => {
      const searched = `${contact.name} ${contact.email ?? ''} ${contact.number ?? ''}`.toLowerCase();
      return words.every((word) => searched.includes(word));
    })
    .map((contact) => {
      const name = contact.name.toLowerCase();
      const score = name === text ? 3 : name.startsWith(text) ? 2 : name.includes(text) ? 1 : 0;
      return { ...suggestionOf(contact), reason: contact.email ?? '', score };
    })
    .sort((a, b) => b.score - a.score || order(a.name, b.name))
    .slice(0, MAX_FOUND);
}

function plainTaxNumber(text: string | null): string {
  return (text ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '');
}

function describe(contact: Contact): string {
  return contact.state === 'active' ? contact.name : `${contact.name} (${contact.state})`;
}

/** Plain order of characters: thousands of names are sorted while somebody types. */
function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
