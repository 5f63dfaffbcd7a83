import { documentKindOf, judgeAmounts, type Targets } from './amounts.ts';
import { judgeDocuments } from './collision.ts';
import { buildDraft, fingerprintText, proposedNumber } from './draft.ts';
import { chooseOrganisation } from './maps.ts';
import { VOIDED_MEANWHILE } from './marks.ts';
import { IN_PROGRESS, IN_XERO, isMarkable, isUndone } from './posting.ts';
import type {
  Books,
  Company,
  ContactAnswer,
  ContactQuestion,
  Instant,
  Invoice,
  MapEntry,
  MissingMap,
  OrganisationSettings,
  Posting,
  PsaReference,
  RunInvoice,
  Verdict,
} from './types.ts';

export interface PlanInput {
  run: { id: string; detailsDeletedAt?: Instant | null };
  invoices: readonly RunInvoice[];
  /** The latest generation of each invoice that the ledger knows, of whichever run. */
  postings: ReadonlyMap<number, Posting>;
  companies: readonly Company[];
  /** By company id; a company that is missing was not looked up yet. */
  answers: ReadonlyMap<number, ContactAnswer>;
  reference: PsaReference;
  /** Null before an organisation was chosen and looked into. */
  books: Books | null;
  maps: readonly MapEntry[];
  /** What an admin chose; the rest is the default. */
  settings: Partial<OrganisationSettings>;
  /** Contacts that Xero has no e-mail address of; left out where nothing is e-mailed. */
  withoutEmail?: ReadonlySet<string>;
  /**
   * Plans this run's own approved and rejected Invoices as if nothing had happened to them: for the Drafts of a batch,
   * and for Try again.
   */
  afresh?: boolean;
}

export interface PlannedInvoice {
  invoice: Invoice;
  /** Null where Autotask did not hand the company out. */
  company: Company | null;
  verdict: Verdict;
  /** A person left it out of this run. */
  held: boolean;
  /** The latest generation, of whichever run. */
  posting: Posting | null;
  /** Autotask says it was processed. */
  marked: boolean;
  /** What there is to say of its company's contact: a number in Xero that is not ours to overwrite. */
  contactNote: string | null;
}

/** A Verdict for every Invoice of a run. Sends nothing, asks nobody: the same input gives the same plan. */
export function planRun(input: PlanInput): PlannedInvoice[] {
  const steps = planSteps(input);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, Invoice by Invoice: who plans thousands lets others do something in between. */
export function* planSteps(input: PlanInput): Generator<undefined, PlannedInvoice[]> {
  const companies = new Map(input.companies.map((company) => [company.id, company]));
  const planned: PlannedInvoice[] = [];
  for (const runInvoice of input.invoices) {
    const { invoice, held } = runInvoice;
    const company = companies.get(invoice.companyId) ?? null;
    const posting = input.postings.get(invoice.id) ?? null;
    const marked = invoice.markedAt !== null || (posting?.state === 'marked' && posting.markedAt !== null);
    const verdict = judgeInvoice(input, runInvoice, { company, posting, marked });
    const answer = input.answers.get(invoice.companyId);
    const contactNote = answer?.kind === 'known' ? answer.note : null;
    planned.push({ invoice, company, verdict, held, posting, marked, contactNote });
    yield;
  }
  return refuseDoubles(planned);
}

interface Known {
  company: Company | null;
  posting: Posting | null;
  marked: boolean;
}

/** From what is certain to what needs asking; the first that applies is the answer. */
function judgeInvoice(input: PlanInput, runInvoice: RunInvoice, known: Known): Verdict {
  const { invoice } = runInvoice;
  const ledger = judgeLedger(input, known);
  if (ledger !== null) return ledger;
  if (invoice.isVoided) return { kind: 'voided', at: invoice.voidedAt };
  if (runInvoice.held) return { kind: 'held', by: 'person' };
  if (input.run.detailsDeletedAt && documentKindOf(invoice) !== null) {
    const reason = 'Its lines were deleted, being old. A new search reads them again.';
    return { kind: 'refused', code: 'no-lines', reason };
  }
  const amounts = judgeAmounts(invoice, input.books === null ? {} : input.settings);
  if (!amounts.ok) return amounts.verdict;
  if (input.books === null) return { kind: 'needs-organisation' };
  const elsewhere = judgeOrganisation(invoice, input.maps, input.books.organisation.id);
  if (elsewhere !== null) return elsewhere;
  if (known.company === null) {
    const reason = `Autotask does not hand out its company (${invoice.companyId}), so its currency and contact are unknown.`;
    return { kind: 'refused', code: 'contact-unusable', reason };
  }
  const answer = input.answers.get(invoice.companyId);
  if (answer?.kind === 'skipped') return { kind: 'held', by: 'skipped-company' };
  const contactId = answer?.kind === 'known' ? answer.contactId : null;
  const document = judgeDocument(input, runInvoice, {
    ...known,
    company: known.company,
    targets: amounts.targets,
    contactId,
  });
  if (contactId !== null) return document;
  // Accounts and taxes are asked for in one round: those of companies without a contact, too.
  return { kind: 'needs-contact', missing: document.kind === 'needs-map' ? document.missing : [] };
}

interface Sendable extends Known {
  company: Company;
  targets: Targets;
  /** Null where nobody said yet who the company is: enough to see which maps are missing. */
  contactId: string | null;
}

function judgeDocument(
  input: PlanInput,
  runInvoice: RunInvoice,
  { company, posting, marked, targets, contactId }: Sendable,
): Verdict {
  const { books, settings } = input;
  if (books === null) return { kind: 'needs-organisation' };
  const { invoice } = runInvoice;
  const { currency } = company;
  const found = judgeDocuments(runInvoice, { targets, contactId: contactId ?? '', currency, marked, settings });
  if (found !== null) return found;
  const draft = buildDraft({
    invoice,
    company,
    contactId: contactId ?? '',
    organisationId: books.organisation.id,
    generation: nextGeneration(posting),
    reference: input.reference,
    books,
    maps: input.maps,
    settings,
    joined: runInvoice.joined === true,
    hasNoEmail: contactId !== null && input.withoutEmail?.has(contactId) === true,
  });
  if (!draft.ok) return draft.verdict;
  return { kind: 'ready', draft: draft.draft, fingerprintText: fingerprintText(draft.draft) };
}

/** Null where the Invoice belongs to the run's organisation, or to whichever it is sent to. */
function judgeOrganisation(invoice: Invoice, maps: readonly MapEntry[], organisationId: string): Verdict | null {
  const choice = chooseOrganisation(invoice, maps, organisationId);
  switch (choice.kind) {
    case 'here':
      return null;
    case 'elsewhere':
      return { kind: 'held', by: 'other-organisation', organisation: choice.organisation };
    case 'missing':
      return { kind: 'needs-map', missing: choice.missing };
    case 'several': {
      const reason = `Its lines belong to more than one organisation: ${choice.organisations.join(', ')}.`;
      return { kind: 'refused', code: 'two-organisations', reason };
    }
  }
}

/** What our own ledger says, which nothing in Xero or Autotask can overrule. */
function judgeLedger(input: PlanInput, { posting, marked }: Known): Verdict | null {
  if (posting === null) return null;
  const own = posting.runId === input.run.id;
  if (own && isUndone(posting)) return { kind: 'undone' };
  const afresh = own && input.afresh === true;
  if (IN_XERO.includes(posting.state)) {
    if (posting.document === null) return { kind: 'nothing-to-post', reason: 'Its total is 0.00.' };
    const { id, number } = posting.document;
    return { kind: 'in-xero', ours: true, documentId: id, number, marked, adoptable: false };
  }
  if (IN_PROGRESS.includes(posting.state)) {
    if (afresh && posting.state === 'approved') return null;
    return { kind: 'in-progress', runId: posting.runId };
  }
  if (posting.state === 'rejected' && own && !afresh) {
    return { kind: 'refused', code: 'rejected', reason: posting.message ?? 'Xero refused it without a reason.' };
  }
  return null;
}

/** Numbers are compared only among Invoices that would be sent; two that share one both wait for a person. */
function refuseDoubles(planned: PlannedInvoice[]): PlannedInvoice[] {
  const users = new Map<string, PlannedInvoice[]>();
  for (const each of planned) {
    const key = claimOf(each.verdict);
    if (key !== null) users.set(key, [...(users.get(key) ?? []), each]);
  }
  return planned.map((each) => {
    const sharers = users.get(claimOf(each.verdict) ?? '') ?? [];
    if (sharers.length < 2) return each;
    const number = proposedNumber(each.invoice).number;
    const reason = `Number ${number} is also on ${othersOf(each, sharers)} of this search. Hold one of them, or give it another number in Autotask.`;
    return { ...each, verdict: { kind: 'refused', code: 'number-twice', reason } };
  });
}

/** "invoices 12, 13, 14, 15, 16 and 40 more": where everything has one number, each reason would be pages long. */
function othersOf(each: PlannedInvoice, sharers: readonly PlannedInvoice[]): string {
  const few = sharers.slice(0, 6).filter((other) => other !== each);
  const named = few.slice(0, 5).map(({ invoice }) => invoice.id);
  const more = sharers.length - 1 - named.length;
  return `${named.length > 1 ? 'invoices' : 'invoice'} ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** What an Invoice would take for itself: a number to be sent under, or a document to be adopted. */
function claimOf(verdict: Verdict): string | null {
  // Xero gives every document another number
  if (verdict.kind === 'ready')
    return verdict.draft.number === '' ? null : `number ${verdict.draft.number.toLowerCase()}`;
  if (verdict.kind === 'in-xero' && verdict.adoptable) return `document ${verdict.documentId}`;
  return null;
}

/** A new one follows only on a document that was taken out of Xero, or let go, by a person. */
export function nextGeneration(posting: Posting | null): number {
  if (posting === null) return 1;
  return posting.state === 'voided' ? posting.generation + 1 : posting.generation;
}

/** Everything an approval of the card stands for, sorted: ready documents, and Invoices with nothing to post. */
export function cardFingerprintText(planned: readonly PlannedInvoice[], organisationId: string | null): string {
  const ready = planned.flatMap(({ verdict }) => (verdict.kind === 'ready' ? [verdict.fingerprintText] : []));
  const zero = planned.flatMap(({ verdict, invoice }) => (verdict.kind === 'nothing-to-post' ? [invoice.id] : []));
  return JSON.stringify([organisationId, ready.sort(), zero.sort((a, b) => a - b)]);
}

/** What has to be decided before the waiting Invoices can go on; each once, in the order met. */
export function missingMaps(planned: readonly PlannedInvoice[]): MissingMap[] {
  const missing = new Map<string, MissingMap>();
  for (const { verdict } of planned) {
    if (verdict.kind !== 'needs-map' && verdict.kind !== 'needs-contact') continue;
    for (const each of verdict.missing) missing.set(`${each.kind} ${each.key}`, each);
  }
  return [...missing.values()];
}

export interface OpenQuestion {
  companyId: number;
  company: Company | null;
  question: ContactQuestion;
  invoices: Invoice[];
}

/** Companies that somebody has to say something about, by name. Only those whose Invoices wait for it. */
export function openQuestions(
  planned: readonly PlannedInvoice[],
  answers: ReadonlyMap<number, ContactAnswer>,
): OpenQuestion[] {
  const open = new Map<number, OpenQuestion>();
  for (const { invoice, company, verdict } of planned) {
    const answer = answers.get(invoice.companyId);
    if (verdict.kind !== 'needs-contact' || answer?.kind !== 'question') continue;
    const before = open.get(invoice.companyId);
    const invoices = [...(before?.invoices ?? []), invoice];
    open.set(invoice.companyId, { companyId: invoice.companyId, company, question: answer.question, invoices });
  }
  return [...open.values()].sort((a, b) => nameOf(a).localeCompare(nameOf(b)) || a.companyId - b.companyId);
}

function nameOf(question: OpenQuestion): string {
  return question.company?.name ?? '';
}

/** Invoices that a Yes to the mark question would mark: in Xero as they should be, or nothing to post; not held. */
export function toMark(planned: readonly PlannedInvoice[]): {
  inXero: PlannedInvoice[];
  nothingToPost: PlannedInvoice[];
} {
  const open = planned.filter(
    (each) => !each.held && !each.marked && !each.invoice.isVoided && each.posting?.markMessage !== VOIDED_MEANWHILE,
  );
  const nothingToPost = open.filter(({ verdict }) => verdict.kind === 'nothing-to-post');
  const inXero = open.filter(
    ({ verdict, posting }) => verdict.kind === 'in-xero' && posting !== null && isMarkable(posting),
  );
  return { inXero, nothingToPost };
}
