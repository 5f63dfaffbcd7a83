import { formatAmount, isEqual } from './money.ts';
import type { BooksDocument, Draft } from './types.ts';

/** What Xero answered to one document; the same shape the port hands out. */
export type SendResult = { ok: true; document: BooksDocument; warnings: string[] } | { ok: false; messages: string[] };

export type ResultAnswer =
  | { kind: 'posted'; document: BooksDocument }
  /** It exists, but not as asked: never sent again. */
  | { kind: 'difference'; document: BooksDocument; message: string }
  | { kind: 'rejected'; message: string };

const EMPTY_ID = '00000000-0000-0000-0000-000000000000';

/** Whether a document is in Xero as asked: id, status, number, contact, currency, totals and no warning. */
export function judgeResult(draft: Draft, result: SendResult): ResultAnswer {
  if (!result.ok) return { kind: 'rejected', message: rejection(result.messages) };
  const { document } = result;
  if (document.id === '' || document.id === EMPTY_ID) {
    return { kind: 'rejected', message: rejection(result.warnings) };
  }
  const differences = differencesOf(draft, document);
  const warnings = result.warnings.map((warning) => `Xero warns: ${ended(warning)}`);
  const said = [...differences, ...warnings];
  if (said.length === 0) return { kind: 'posted', document };
  return { kind: 'difference', document, message: said.join(' ') };
}

/** Sentences on where a document in Xero is not the Draft; none where it is. */
export function differencesOf(draft: Draft, document: BooksDocument): string[] {
  const figures: [string, string, string][] = [
    ['net', draft.subTotal, document.subTotal],
    ['tax', draft.totalTax, document.totalTax],
    ['total', draft.total, document.total],
  ];
  const sentences = figures
    .filter(([, asked, got]) => !isEqual(asked, got))
    .map(([what, asked, got]) => `Its ${what} in Xero is ${formatAmount(got)}, not ${formatAmount(asked)}.`);
  if (!hasStatus(draft, document)) {
    sentences.push(`Its status in Xero is ${document.status}, not ${draft.status}.`);
  }
  if (document.kind !== draft.kind)
    sentences.push(`Xero made it ${document.kind === 'invoice' ? 'an invoice' : 'a credit note'}.`);
  if (draft.number === '' && document.number === null) sentences.push('Xero gave it no number.');
  if (draft.number !== '' && document.number !== draft.number) {
    sentences.push(`Its number in Xero is ${document.number ?? 'missing'}, not ${draft.number}.`);
  }
  if (document.contactId !== draft.contactId)
    sentences.push(`Xero put it on another contact: ${document.contactName}.`);
  if (document.currency !== draft.currency) {
    sentences.push(`Its currency in Xero is ${document.currency}, not ${draft.currency}.`);
  }
  return sentences;
}

/** Xero answers PAID for an authorised document of total zero. */
function hasStatus(draft: Draft, document: BooksDocument): boolean {
  if (document.status === draft.status) return true;
  return draft.status === 'AUTHORISED' && document.status === 'PAID' && isEqual(draft.total, '0');
}

/** What people can do about the refusals that occur; the rest speak for themselves. */
const ADVICE: [RegExp, string][] = [
  [
    /must be unique/i,
    'That number is used in Xero: give the invoice another number in Autotask, or adopt the document.',
  ],
  [/archived/i, 'Restore the contact in Xero, or choose another one.'],
  [/lock date/i, 'Move the lock date in Xero, then try again.'],
  [/not subscribed to currency/i, 'Add the currency in Xero, then try again.'],
  [/account code/i, 'An admin can choose another account in /upsync settings.'],
  [/taxtype|tax type|tax rate/i, 'An admin can choose another tax rate in /upsync settings.'],
  [/line total/i, 'Autotask’s quantity and price do not multiply to the amount.'],
];

/** Xero's words, each once, with what to do about them. */
function rejection(messages: readonly string[]): string {
  const words = [...new Set(messages.map((message) => message.trim()).filter((message) => message !== ''))];
  if (words.length === 0) return 'Xero refused it without a reason.';
  return `Xero says: ${words.map(ended).join(' ')}`;
}

/** What to do about a refusal in Xero's words. */
export function adviceFor(message: string): string {
  return ADVICE.find(([pattern]) => pattern.test(message))?.[1] ?? 'Correct it in Autotask or Xero, then try again.';
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence.trim()) ? sentence.trim() : `${sentence.trim()}.`;
}
