import { centSentence, judgeAmounts, type Targets } from './amounts.ts';
import { sourceOf } from './changed.ts';
import { cutWords } from './description.ts';
import { dueDateOf } from './due-date.ts';
import { type BuiltLines, buildLines, isMuchMoved, type MappedLine, turnSigns, withoutZeroLines } from './lines.ts';
import { chooseAccount, chooseDueRule, chooseTax, chooseTracking } from './maps.ts';
import { abs, compare, formatAmount, subtract } from './money.ts';
import { documentNumber, referenceEnding } from './numbers.ts';
import { describeDay } from './period.ts';
import { completeSettings } from './settings.ts';
import type {
  Books,
  Company,
  Draft,
  Invoice,
  InvoiceLine,
  LineDetail,
  MapEntry,
  MissingMap,
  OrganisationSettings,
  PsaReference,
  RefusalCode,
  Verdict,
} from './types.ts';

export { proposedNumber } from './numbers.ts';

export interface DraftInput {
  invoice: Invoice;
  company: Company;
  contactId: string;
  organisationId: string;
  generation: number;
  books: Books;
  reference: PsaReference;
  maps: readonly MapEntry[];
  /** What an admin chose; the rest is the default. */
  settings: Partial<OrganisationSettings>;
  /** A person had the lines of this Invoice joined, whatever the settings say. */
  joined?: boolean;
  /** Xero has no e-mail address of the contact. */
  hasNoEmail?: boolean;
}

export type DraftAnswer =
  | { ok: true; draft: Draft }
  | { ok: false; verdict: Extract<Verdict, { kind: 'voided' | 'nothing-to-post' | 'refused' | 'needs-map' }> };

/** Xero's limit for InvoiceNumber, and the one we keep for Reference. */
const NUMBER_MAX_CHARS = 255;
const REFERENCE_MAX_CHARS = 255;
const NO_ADDRESS = 'Its contact has no e-mail address in Xero: add one there, or it is posted and not e-mailed.';

/**
 * The document an Invoice becomes, equal to it to the cent in net, tax and total; or why there is none. Always
 * LineAmountTypes Exclusive.
 */
export function buildDraft(input: DraftInput): DraftAnswer {
  const { invoice } = input;
  const settings = completeSettings(input.settings);
  const amounts = judgeAmounts(invoice, settings);
  if (!amounts.ok) return amounts;
  const { targets } = amounts;
  const { number, isId } = documentNumber(invoice, settings);
  const closed = refuseHeader(input, settings, number);
  if (closed !== null) return closed;
  const mapped = mapLines(input, settings.zeroLines === 'drop' ? withoutZeroLines(invoice.lines) : invoice.lines);
  if (!mapped.ok) return mapped;
  const turned = targets.kind === 'credit-note' ? mapped.lines.map(turnSigns) : mapped.lines;
  const wanted = input.joined ? 'fewest' : settings.lineDetail;
  const built = joinAsWanted(turned, targets, input, { settings, number, wanted });
  if (!built.ok) return refuse(built.code, built.reason, built.joinHelps);
  const status = targets.isZero ? 'AUTHORISED' : settings.status;
  // the e-mail itself marks it as sent; of nothing to pay nobody is told
  const email = settings.emailInvoices && status === 'AUTHORISED' && targets.kind === 'invoice' && !targets.isZero;
  const draft: Draft = {
    kind: targets.kind,
    invoiceId: invoice.id,
    generation: input.generation,
    organisationId: input.organisationId,
    contactId: input.contactId,
    number,
    numberIsId: isId,
    date: invoice.date,
    dueDate: dueDateOf(invoice, chooseDueRule(invoice, input.maps)),
    reference: referenceOf(invoice, targets.kind === 'credit-note' || number === ''),
    currency: input.company.currency,
    status,
    brandingThemeId: settings.brandingThemeId,
    sentToContact: settings.markAsSent && !email && status === 'AUTHORISED' && targets.kind === 'invoice',
    ...(settings.attachPdf && { attachPdf: true }),
    ...(email && { email: true }),
    ...(email && input.hasNoEmail && { emailMissing: true }),
    lines: built.lines,
    subTotal: targets.subTotal,
    totalTax: targets.totalTax,
    total: targets.total,
    notes: [
      ...notesOf(input, { isId, number, built, targets, wanted }),
      ...(email && input.hasNoEmail ? [NO_ADDRESS] : []),
    ],
    ...(isMuchMoved(built.moved) && { taxMoved: built.moved }),
    joinOffer: built.joinOffer,
    source: sourceOf(invoice, { withNumber: settings.numberSource === 'autotask' }),
  };
  return { ok: true, draft };
}

type Joined = Extract<BuiltLines, { ok: true }> & { joinOffer: Draft['joinOffer'] };

/** The lines as wanted, with the offer to join them where much tax is sent against Xero's own, or it does not fit at all. */
function joinAsWanted(
  lines: readonly MappedLine[],
  targets: Targets,
  { invoice }: DraftInput,
  { settings, number, wanted }: { settings: OrganisationSettings; number: string; wanted: LineDetail },
): Joined | (Extract<BuiltLines, { ok: false }> & { joinHelps: boolean }) {
  const { from, to } = invoice;
  const context = {
    template: settings.descriptionTemplate,
    invoiceNumber: number,
    order: invoice.orderNumber ?? '',
    period: from === null || to === null ? null : { from, to },
  };
  const built = buildLines(lines, targets, { detail: wanted, context });
  if (wanted === 'fewest') return built.ok ? { ...built, joinOffer: null } : { ...built, joinHelps: false };
  if (built.ok && !isMuchMoved(built.moved)) return { ...built, joinOffer: null };
  const joined = buildLines(lines, targets, { detail: 'fewest', context });
  if (!built.ok) return { ...built, joinHelps: joined.ok };
  const helps = joined.ok && joined.detail === 'fewest' && compare(abs(joined.moved), abs(built.moved)) < 0;
  return { ...built, joinOffer: helps ? { moved: built.moved, joined: joined.moved } : null };
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
    ...(draft.brandingThemeId ? [`theme ${draft.brandingThemeId}`] : []),
    ...(draft.sentToContact ? ['sent'] : []),
    ...(draft.attachPdf ? ['pdf'] : []),
    ...(draft.email ? ['email'] : []),
    draft.lines.map((line) => [
      line.description,
      line.quantity,
      line.unitAmount,
      line.lineAmount,
      line.accountCode,
      line.taxType,
      line.taxAmount,
      ...(line.itemCode || line.tracking ? [line.itemCode ?? null, line.tracking ?? []] : []),
    ]),
  ]);
}

function refuse(
  code: RefusalCode,
  reason: string,
  joinHelps = false,
): { ok: false; verdict: Extract<Verdict, { kind: 'refused' }> } {
  if (!joinHelps) return { ok: false, verdict: { kind: 'refused', code, reason } };
  const more = `${reason} With lines of equal account, tax and tracking joined it fits.`;
  return { ok: false, verdict: { kind: 'refused', code, reason: more, joinHelps } };
}

function refuseHeader(
  { invoice, company, books }: DraftInput,
  settings: OrganisationSettings,
  number: string,
): DraftAnswer | null {
  const organisation = books.organisation.name;
  if (company.currency !== books.organisation.baseCurrency && !books.currencies.includes(company.currency)) {
    const enabled = books.currencies.join(', ');
    const reason = `${company.name} is billed in ${company.currency}, which ${organisation} does not have (it has ${enabled}). Add the currency in Xero, then try again.`;
    return refuse('currency', reason);
  }
  if (books.lockedUntil !== null && invoice.date <= books.lockedUntil) {
    const reason = `It is dated ${describeDay(invoice.date)}, and the books of ${organisation} are locked up to ${describeDay(books.lockedUntil)}. Move the lock date in Xero, then search again.`;
    return refuse('locked-period', reason);
  }
  if (number.length > NUMBER_MAX_CHARS) {
    return refuse('too-long', `Its number is longer than the ${NUMBER_MAX_CHARS} characters that Xero takes.`);
  }
  const { brandingThemeId } = settings;
  if (brandingThemeId && books.brandingThemes && !books.brandingThemes.some(({ id }) => id === brandingThemeId)) {
    const reason = `The branding theme chosen for ${organisation} is not there any more; an admin can choose another one in /upsync settings.`;
    return refuse('setting-broken', reason);
  }
  return null;
}

function mapLines(
  input: DraftInput,
  from: readonly InvoiceLine[],
): { ok: true; lines: MappedLine[] } | Extract<DraftAnswer, { ok: false }> {
  const missing = new Map<string, MissingMap>();
  const lines: MappedLine[] = [];
  for (const line of from) {
    const account = chooseAccount(line, input.maps, input.books);
    const tax = chooseTax(input.invoice, line, input);
    const tracked = chooseTracking(line, input.maps, input.books);
    for (const choice of [account, tax, tracked])
      if (choice.kind === 'missing') missing.set(`${choice.missing.kind} ${choice.missing.key}`, choice.missing);
    if (account.kind !== 'found' || tax.kind !== 'found' || tracked.kind !== 'found') continue;
    const { accountCode, from: accountFrom, itemCode } = account;
    const { tracking } = tracked;
    const more = { ...(itemCode && { itemCode }), ...(tracking.length > 0 && { tracking }) };
    lines.push({ line, accountCode, accountFrom, taxType: tax.taxType, rate: tax.rate, ...more });
  }
  if (missing.size > 0) return { ok: false, verdict: { kind: 'needs-map', missing: [...missing.values()] } };
  return { ok: true, lines };
}

/**
 * The purchase order. Credit notes have no link back in Xero, and what Xero numbers has no number of ours: their
 * reference ends in a text we find them by.
 */
function referenceOf(invoice: Invoice, withEnding: boolean): string {
  const order = invoice.orderNumber?.trim() ?? '';
  if (!withEnding) return cutWords(order, REFERENCE_MAX_CHARS);
  const ending = referenceEnding(invoice.id);
  return order === '' ? ending : `${cutWords(order, REFERENCE_MAX_CHARS - ending.length - 1)} ${ending}`;
}

interface Noted {
  isId: boolean;
  number: string;
  built: Joined;
  targets: Targets;
  wanted: LineDetail;
}

function notesOf({ invoice }: DraftInput, { isId, number, built, targets, wanted }: Noted): string[] {
  const notes: string[] = [];
  if (isId) notes.push(`Autotask has no number for it; its id ${invoice.id} is the number, as Autotask prints it.`);
  if (number === '') notes.push('Xero numbers it when it arrives there.');
  if (targets.isZero) notes.push('Its total is 0.00: it is sent as an authorised document, which Xero shows as paid.');
  const cent = centSentence(invoice);
  if (cent !== null) notes.push(cent);
  if (isMuchMoved(built.moved)) {
    const own = formatAmount(subtract(targets.totalTax, built.moved));
    notes.push(
      `Autotask billed ${formatAmount(targets.totalTax)} of tax, Xero alone would make it ${own}: some lines carry a cent more or less.`,
    );
    if (built.joinOffer)
      notes.push(
        `With lines of equal account, tax and tracking joined, ${formatAmount(built.joinOffer.joined)} instead of ${formatAmount(built.joinOffer.moved)} would go against Xero's own.`,
      );
  }
  if (built.detail !== wanted)
    notes.push('Its lines are not joined as far as asked: joined lines could not carry its tax to the cent.');
  const defaults = built.lines.filter((line) => line.accountFrom === 'default').length;
  if (defaults > 0) notes.push(defaultsSentence(defaults, built.lines.length));
  if (invoice.markedAt !== null) notes.push(`Autotask says it was processed on ${describeDay(invoice.markedAt)}.`);
  return notes;
}

function defaultsSentence(defaults: number, all: number): string {
  if (all === 1) return 'Its line uses the default account.';
  if (defaults === all) return `All ${all} lines use the default account.`;
  return `${defaults} of ${all} lines ${defaults === 1 ? 'uses' : 'use'} the default account.`;
}
