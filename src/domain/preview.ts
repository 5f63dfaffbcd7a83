import { proposedNumber } from './draft.ts';
import { mapsSentence, reasonOf } from './invoice-rows.ts';
import { taxLabel } from './maps.ts';
import { isEqual } from './money.ts';
import type { PlannedInvoice } from './plan.ts';
import type { Books, ContactAnswer, Draft, DraftLine, Invoice, LineTracking } from './types.ts';
import type { PreviewLine, PreviewView } from './views.ts';

export interface PreviewInput {
  planned: readonly PlannedInvoice[];
  books: Books | null;
  answers: ReadonlyMap<number, ContactAnswer>;
}

/** What Xero would hold, document by document, and every problem that keeps an Invoice from it. Sends nothing. */
export function previewOf(input: PreviewInput): Pick<PreviewView, 'documents' | 'problems'> {
  const documents: PreviewView['documents'] = [];
  const problems: PreviewView['problems'] = [];
  for (const planned of input.planned) {
    const { verdict } = planned;
    if (verdict.kind === 'ready') documents.push(documentOf(planned, verdict.draft, input));
    else if (PROBLEMS.has(verdict.kind)) {
      problems.push({ number: proposedNumber(planned.invoice).number, sentence: problemOf(planned, input) });
    }
  }
  return { documents, problems };
}

/** Lines of one document that a page shows together. */
export const LINES_IN_A_PIECE = 12;

/** A document of many lines becomes several, so that every line is on some page. */
export function inPieces(documents: PreviewView['documents']): PreviewView['documents'] {
  return documents.flatMap((document) => {
    const pieces = Math.max(1, Math.ceil(document.lines.length / LINES_IN_A_PIECE));
    return Array.from({ length: pieces }, (_, nth) => {
      const first = nth * LINES_IN_A_PIECE;
      const lines = document.lines.slice(first, first + LINES_IN_A_PIECE);
      return { ...document, lines, firstLine: first + 1, notes: nth === 0 ? document.notes : [] };
    });
  });
}

/** Who its company is there, is the first thing to be answered. */
function problemOf(planned: PlannedInvoice, { answers }: PreviewInput): string {
  const { verdict, invoice } = planned;
  if (verdict.kind === 'needs-organisation') return 'No Xero organisation is chosen yet.';
  if (verdict.kind !== 'needs-contact') return reasonOf(planned) ?? 'It cannot be sent as it is.';
  const answer = answers.get(invoice.companyId);
  const asked = answer?.kind === 'question' ? answer.question.sentence : 'Its company was not looked up in Xero yet.';
  const missing = verdict.missing.length > 0 ? ` ${mapsSentence(verdict.missing)}` : '';
  return `${asked}${missing}`;
}

const PROBLEMS: ReadonlySet<string> = new Set(['refused', 'needs-contact', 'needs-map', 'needs-organisation']);

function documentOf(
  { invoice }: PlannedInvoice,
  draft: Draft,
  { books, answers }: PreviewInput,
): PreviewView['documents'][number] {
  const answer = answers.get(invoice.companyId);
  return {
    invoiceId: invoice.id,
    kind: draft.kind === 'credit-note' ? 'Credit note' : 'Invoice',
    number: draft.number || `${proposedNumber(invoice).number} (Xero numbers it)`,
    contact: answer?.kind === 'known' ? answer.contactName : '',
    date: draft.date,
    dueDate: draft.dueDate,
    currency: draft.currency,
    ...{ lines: draft.lines.map((line) => lineOf(line, invoice, books)), firstLine: 1, lineCount: draft.lines.length },
    subTotal: draft.subTotal,
    totalTax: draft.totalTax,
    total: draft.total,
    notes: draft.notes,
  };
}

function lineOf(line: DraftLine, invoice: Invoice, books: Books | null): PreviewLine {
  const account = books?.accounts.find(({ code }) => code === line.accountCode);
  const rate = books?.taxRates.find(({ type }) => type === line.taxType);
  const billed = invoice.lines.filter(({ id }) => line.lineIds.includes(id));
  const several = (names: string[]) => [...new Set(names)].join(', ');
  const code = several(billed.map(({ billingCode, billingCodeId }) => billingCode ?? `billing code ${billingCodeId}`));
  const item = line.itemCode === undefined ? '' : ` (item ${line.itemCode})`;
  return {
    description: line.description,
    amount: line.lineAmount,
    price: isEqual(line.quantity, '1') ? null : `${line.quantity} × ${line.unitAmount}`,
    account: `${account ? `${account.code} ${account.name}` : line.accountCode}${item}`,
    tax: `${rate?.name ?? line.taxType}${line.taxAmount === null ? '' : `, tax ${line.taxAmount} sent`}`,
    tracking: (line.tracking ?? []).map((each) => trackingName(each, books)).join(', '),
    from: line.accountFrom === 'default' ? 'default account' : `by ${code}`,
    taxFrom: `by ${several(billed.map(({ taxCategory }) => taxLabel(invoice.taxRegion, taxCategory)))}`,
  };
}

function trackingName({ categoryId, optionId }: LineTracking, books: Books | null): string {
  const category = books?.tracking?.find(({ id }) => id === categoryId);
  const option = category?.options.find(({ id }) => id === optionId);
  return category && option ? `${category.name}: ${option.name}` : optionId;
}
