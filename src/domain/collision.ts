import type { Targets } from './amounts.ts';
import { formatAmount, isEqual } from './money.ts';
import { documentNumber, numbersToLookUp } from './numbers.ts';
import { completeSettings } from './settings.ts';
import type { BooksDocument, OrganisationSettings, RunInvoice, Verdict } from './types.ts';

/**
 * What documents in Xero under an Invoice's numbers, or with its reference, mean for it. Null: nothing is in the way.
 * Numbers are compared without regard to case; documents of the other kind live in a number range of their own. A number
 * that the document will not have is in nobody's way: under it only the very same document counts.
 */
export function judgeDocuments(
  { invoice, inXero }: RunInvoice,
  expected: Expected & { settings?: Partial<OrganisationSettings> },
): Verdict | null {
  const settings = completeSettings(expected.settings ?? {});
  const number = documentNumber(invoice, settings).number.toLowerCase();
  const numbers = numbersToLookUp(invoice, settings).map((each) => each.toLowerCase());
  const near = inXero.filter(({ kind }) => kind === expected.targets.kind);
  const relevant = near.filter((document) => {
    if (isOurs(document, invoice.id)) return true;
    const carried = document.number?.toLowerCase() ?? '';
    if (carried === '' || !numbers.includes(carried)) return false;
    return carried === number || differenceFrom(document, invoice.id, expected) === null;
  });
  const live = relevant.filter((document) => isLive(document));
  const best = live.find((document) => isOurs(document, invoice.id)) ?? live[0];
  if (best !== undefined) {
    const difference = differenceFrom(best, invoice.id, expected);
    if (difference === null && live.length === 1) return inXeroVerdict(best, invoice.id, expected.marked);
    const reason = difference ?? `${live.length} documents in Xero carry its number or its reference.`;
    return { kind: 'refused', code: 'number-taken', reason, documentId: best.id };
  }
  const voided = relevant.find((document) => document.status === 'VOIDED' && document.number !== null);
  if (voided === undefined || number === '' || voided.number?.toLowerCase() !== number) return null;
  const way =
    settings.numberSource === 'autotask'
      ? 'Give the invoice another number in Autotask.'
      : 'Let Xero number it (in /upsync settings), or enter it by hand.';
  const reason = `A voided document in Xero has number ${voided.number}, and Xero never gives a voided number again. ${way}`;
  return { kind: 'refused', code: 'number-taken', reason, documentId: voided.id };
}

interface Expected {
  targets: Targets;
  contactId: string;
  currency: string;
  marked: boolean;
}

/** upSync sent this document for this Invoice: its link back, or the end of its reference, says so. */
export function isOurs(document: Pick<BooksDocument, 'url' | 'reference'>, invoiceId: number): boolean {
  return sentFor(document) === invoiceId;
}

/** The Autotask invoice id a document of ours carries; null where it is not ours. */
export function sentFor(document: Pick<BooksDocument, 'url' | 'reference'>): number | null {
  const inUrl = /[?&]invoice=(\d{1,15})(?:[&#]|$)/.exec(document.url ?? '');
  const inReference = /(?:^|\s)AT-(\d{1,15})$/.exec(document.reference ?? '');
  const found = inUrl?.[1] ?? inReference?.[1];
  return found === undefined ? null : Number(found);
}

function isLive(document: BooksDocument): boolean {
  return document.status !== 'VOIDED' && document.status !== 'DELETED';
}

function inXeroVerdict(document: BooksDocument, invoiceId: number, marked: boolean): Verdict {
  const { id, number } = document;
  return { kind: 'in-xero', ours: isOurs(document, invoiceId), documentId: id, number, marked, adoptable: true };
}

/** Why a document is not this Invoice's; null where kind, contact, currency and total all say it is. */
function differenceFrom(
  document: BooksDocument,
  invoiceId: number,
  expected: Pick<Expected, 'targets' | 'contactId' | 'currency'>,
): string | null {
  const other = sentFor(document);
  const name = `${document.number ?? 'A document'} in Xero`;
  if (other !== null && other !== invoiceId) return `${name} was sent for Autotask invoice ${other}.`;
  if (document.contactId !== expected.contactId) {
    return `${name} has its number but belongs to ${document.contactName}. Give one of them another number.`;
  }
  if (document.currency !== expected.currency) {
    return `${name} has its number but is in ${document.currency}, not ${expected.currency}.`;
  }
  const { total } = expected.targets;
  if (!isEqual(document.total, total)) {
    return `${name} has its number and contact, but its total is ${formatAmount(document.total)}, not ${formatAmount(total)}.`;
  }
  return null;
}
