import { centSentence, judgeAmounts, type Targets } from './amounts.ts';
import { cutWords, describeLine } from './description.ts';
import { chooseAccount, chooseTax } from './maps.ts';
import { abs, compare, formatAmount, isEqual, negate, subtract, sum, toPlain } from './money.ts';
import { describeDay } from './period.ts';
import { allocateCents, priceLine } from './rounding.ts';
import { fitTax, type TaxFit } from './tax.ts';
import type {
  Amount,
  Books,
  Company,
  Draft,
  DraftLine,
  Invoice,
  InvoiceLine,
  MapEntry,
  MissingMap,
  OrganisationSettings,
  PsaReference,
  RefusalCode,
  Verdict,
} from './types.ts';

export interface DraftInput {
  invoice: Invoice;
  company: Company;
  contactId: string;
  organisationId: string;
  generation: number;
  books: Books;
  reference: PsaReference;
  maps: readonly MapEntry[];
  settings: OrganisationSettings;
}

export type DraftAnswer =
  | { ok: true; draft: Draft }
  | { ok: false; verdict: Extract<Verdict, { kind: 'voided' | 'nothing-to-post' | 'refused' | 'needs-map' }> };

/** Xero's limit for InvoiceNumber, and the one we keep for Reference. */
const NUMBER_MAX_CHARS = 255;
const REFERENCE_MAX_CHARS = 255;
/** More tax than this sent against Xero's own is said before anybody approves. */
const TAX_MOVED_SAID_ABOVE: Amount = '0.05';

/**
 * The document an Invoice becomes, equal to it to the cent in net, tax and total; or why there is none. Always
 * LineAmountTypes Exclusive.
 */
export function buildDraft(input: DraftInput): DraftAnswer {
  const { invoice } = input;
  const amounts = judgeAmounts(invoice);
  if (!amounts.ok) return amounts;
  const { targets } = amounts;
  const closed = refuseHeader(input);
  if (closed !== null) return closed;
  const mapped = mapLines(input);
  if (!mapped.ok) return mapped;
  const turned = targets.kind === 'credit-note' ? mapped.lines.map(turnSigns) : mapped.lines;
  const built = buildLines(turned, targets);
  if (!built.ok) return built;
  const { number, isId } = proposedNumber(invoice);
  const draft: Draft = {
    kind: targets.kind,
    invoiceId: invoice.id,
    generation: input.generation,
    organisationId: input.organisationId,
    contactId: input.contactId,
    number,
    numberIsId: isId,
    date: invoice.date,
    dueDate: invoice.dueDate ?? invoice.date,
    reference: referenceOf(invoice, targets),
    currency: input.company.currency,
    status: input.settings.status,
    lines: built.lines,
    subTotal: targets.subTotal,
    totalTax: targets.totalTax,
    total: targets.total,
    notes: notesOf(input, { isId, built, targets }),
  };
  return { ok: true, draft };
}

/** Autotask's number; where there is none (or "ERROR", left by another connector) the id, as Autotask prints it. */
export function proposedNumber(invoice: { id: number; number: string | null }): { number: string; isId: boolean } {
  const number = invoice.number?.trim() ?? '';
  const usable = number !== '' && number.toUpperCase() !== 'ERROR';
  return usable ? { number, isId: false } : { number: String(invoice.id), isId: true };
}

/**
 * What an approval stands for: everything that will be sent, in a fixed order, without run, approver or clock. Two
 * Drafts with the same text are the same document.
 */
export function fingerprintText(draft: Draft): string {
  return JSON.stringify([
    draft.organisationId,
    draft.contactId,
    draft.invoiceId,
    draft.generation,
    draft.kind,
    draft.number,
    draft.date,
    draft.dueDate,
    draft.reference,
    draft.currency,
    draft.status,
    draft.subTotal,
    draft.totalTax,
    draft.total,
    draft.lines.map((line) => [
      line.description,
      line.quantity,
      line.unitAmount,
      line.lineAmount,
      line.accountCode,
      line.taxType,
      line.taxAmount,
    ]),
  ]);
}

function refuse(code: RefusalCode, reason: string): { ok: false; verdict: Extract<Verdict, { kind: 'refused' }> } {
  return { ok: false, verdict: { kind: 'refused', code, reason } };
}

function refuseHeader({ invoice, company, books }: DraftInput): DraftAnswer | null {
  const organisation = books.organisation.name;
  if (company.currency !== books.organisation.baseCurrency && !books.currencies.includes(company.currency)) {
    const enabled = books.currencies.join(', ');
    const reason = `${company.name} is billed in ${company.currency}, which ${organisation} does not have (it has ${enabled}). Add the currency in Xero, then try again.`;
    return refuse('currency', reason);
  }
  if (books.lockedUntil !== null && invoice.date <= books.lockedUntil) {
    const reason = `It is dated ${describeDay(invoice.date)}, and the books of ${organisation} are locked up to ${describeDay(books.lockedUntil)}. Move the lock date in Xero, then try again.`;
    return refuse('locked-period', reason);
  }
  if (proposedNumber(invoice).number.length > NUMBER_MAX_CHARS) {
    return refuse('too-long', `Its number is longer than the ${NUMBER_MAX_CHARS} characters that Xero takes.`);
  }
  return null;
}

/** A line with what the maps said of it. */
interface MappedLine {
  line: InvoiceLine;
  accountCode: string;
  accountFrom: 'map' | 'default';
  taxType: string;
  rate: Amount;
}

function mapLines(input: DraftInput): { ok: true; lines: MappedLine[] } | Extract<DraftAnswer, { ok: false }> {
  const missing = new Map<string, MissingMap>();
  const lines: MappedLine[] = [];
  for (const line of input.invoice.lines) {
    const account = chooseAccount(line, input.maps, input.books);
    const tax = chooseTax(input.invoice, line, input);
    for (const choice of [account, tax]) {
      if (choice.kind === 'broken') return refuse('map-broken', choice.reason);
      if (choice.kind === 'missing') missing.set(`${choice.missing.kind} ${choice.missing.key}`, choice.missing);
    }
    if (account.kind !== 'found' || tax.kind !== 'found') continue;
    const { accountCode, from: accountFrom } = account;
    lines.push({ line, accountCode, accountFrom, taxType: tax.taxType, rate: tax.rate });
  }
  if (missing.size > 0) return { ok: false, verdict: { kind: 'needs-map', missing: [...missing.values()] } };
  return { ok: true, lines };
}

function turnSigns(mapped: MappedLine): MappedLine {
  const { line } = mapped;
  return { ...mapped, line: { ...line, rate: negate(line.rate), amount: negate(line.amount), tax: negate(line.tax) } };
}

interface BuiltLines {
  ok: true;
  lines: DraftLine[];
  moved: Amount;
}

function buildLines(mapped: readonly MappedLine[], targets: Targets): BuiltLines | Extract<DraftAnswer, { ok: false }> {
  const exact = mapped.map(({ line }) => ({ id: line.id, amount: line.amount }));
  const amounts = allocateCents(exact, targets.subTotal);
  if (amounts === null) {
    const lines = sum(exact.map((line) => line.amount));
    return refuse('lines-do-not-add-up', `Its lines add up to ${lines}, its header says ${targets.subTotal}.`);
  }
  const rounded = mapped.map((each, index) => ({ ...each, amount: amounts[index] ?? '0.00' }));
  const fit = fitTax(
    rounded.map(({ line, amount, rate }) => ({ id: line.id, amount, rate, billed: line.tax })),
    targets.totalTax,
  );
  if (!fit.ok) return refuse('tax-does-not-fit', taxSentence(targets, fit));
  const lines = rounded.map((each, index) => buildLine(each, fit.taxAmounts[index] ?? null));
  return { ok: true, lines, moved: fit.moved };
}

function buildLine({ line, amount, ...mapped }: MappedLine & { amount: Amount }, taxAmount: Amount | null): DraftLine {
  const { quantity, unitAmount, kept } = priceLine({ quantity: line.quantity, rate: line.rate, amount });
  const obvious = isEqual(line.quantity, '1') && isEqual(line.rate, amount);
  const trueLine = { ...line, quantity: toPlain(line.quantity), rate: toPlain(line.rate) };
  return {
    lineIds: [line.id],
    description: describeLine(trueLine, { priceKept: kept || obvious }),
    quantity,
    unitAmount,
    lineAmount: amount,
    accountCode: mapped.accountCode,
    taxType: mapped.taxType,
    taxAmount,
    accountFrom: mapped.accountFrom,
  };
}

function taxSentence(targets: Targets, fit: Extract<TaxFit, { ok: false }>): string {
  const billed = formatAmount(targets.totalTax);
  return `Autotask billed ${billed} of tax, Xero's rates make ${formatAmount(fit.own)}; a cent a line does not bridge that. Check which Xero rate its tax region and category are mapped to.`;
}

/** The purchase order. Credit notes have no link back in Xero, so theirs ends in a text we find them by. */
function referenceOf(invoice: Invoice, targets: Targets): string {
  const order = invoice.orderNumber?.trim() ?? '';
  if (targets.kind === 'invoice') return cutWords(order, REFERENCE_MAX_CHARS);
  const ending = `AT-${invoice.id}`;
  return order === '' ? ending : `${cutWords(order, REFERENCE_MAX_CHARS - ending.length - 1)} ${ending}`;
}

function notesOf(
  { invoice }: DraftInput,
  { isId, built, targets }: { isId: boolean; built: BuiltLines; targets: Targets },
): string[] {
  const notes: string[] = [];
  if (isId) notes.push(`Autotask has no number for it; its id ${invoice.id} is the number, as Autotask prints it.`);
  const cent = centSentence(invoice);
  if (cent !== null) notes.push(cent);
  if (compare(abs(built.moved), TAX_MOVED_SAID_ABOVE) > 0) {
    const own = formatAmount(subtract(targets.totalTax, built.moved));
    notes.push(
      `Autotask billed ${formatAmount(targets.totalTax)} of tax, Xero alone would make it ${own}: some lines carry a cent more or less.`,
    );
  }
  const defaults = built.lines.filter((line) => line.accountFrom === 'default').length;
  if (defaults > 0) notes.push(`${defaults} of ${built.lines.length} lines use the default account.`);
  if (invoice.markedAt !== null) notes.push(`Autotask says it was processed on ${describeDay(invoice.markedAt)}.`);
  return notes;
}
