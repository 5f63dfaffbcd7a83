import { proposedNumber } from './draft.ts';
import { reasonOf } from './invoice-rows.ts';
import { taxLabel } from './maps.ts';
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
      const sentence = reasonOf(planned) ?? 'It cannot be sent as it is.';
      problems.push({ number: proposedNumber(planned.invoice).number, sentence });
    }
  }
  return { documents, problems };
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
    lines: draft.lines.map((line) => lineOf(line, invoice, books)),
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
    account: `${account ? `${account.code} ${account.name}` : line.accountCode}${item}`,
    tax: rate?.name ?? line.taxType,
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
