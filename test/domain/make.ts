import type { PlanInput } from '../../src/domain/plan.ts';
import type {
  Books,
  BooksDocument,
  Company,
  CompanyContact,
  Contact,
  ContactAnswer,
  Draft,
  Invoice,
  InvoiceLine,
  MapEntry,
  Posting,
  PsaReference,
  RunInvoice,
  SyncRun,
} from '../../src/domain/types.ts';

/** Plain values for tests of the domain; every test changes only what it is about. */

export const REFERENCE: PsaReference = {
  levels: [],
  taxRates: [
    { region: 'Home', category: 'Standard', rate: '0.2' },
    { region: 'Home', category: 'Reduced', rate: '0.09' },
  ],
  billingCodes: [{ id: 7, name: 'Managed services' }],
};

export const BOOKS: Books = {
  organisation: { id: 'org-1', name: 'Harbour Books', shortCode: '!abc', baseCurrency: 'EUR' },
  lockedUntil: null,
  currencies: ['EUR', 'USD'],
  accounts: [
    { code: '200', name: 'Sales' },
    { code: '210', name: 'Hardware' },
  ],
  taxRates: [
    { type: 'OUTPUT2', name: '20%', rate: '20' },
    { type: 'REDUCED', name: '9%', rate: '9' },
    { type: 'TAX021', name: '21%', rate: '21' },
    { type: 'TAX015', name: '15%', rate: '15' },
    { type: 'ZERO', name: 'Zero rated', rate: '0' },
  ],
  readAt: '2026-11-02T09:00:00Z',
};

export const MAPS: MapEntry[] = [
  { kind: 'default-account', key: '', accountCode: '200' },
  { kind: 'account', key: '8', accountCode: '210' },
  { kind: 'tax', key: 'Home|Standard', taxType: 'OUTPUT2' },
  { kind: 'tax', key: 'Home|Reduced', taxType: 'REDUCED' },
  { kind: 'tax', key: 'Home|Exempt', taxType: 'ZERO' },
];

export function aCompany(changes: Partial<Company> = {}): Company {
  return {
    id: 100,
    name: 'Mill & Sons Ltd',
    currency: 'EUR',
    webAddress: null,
    taxNumber: null,
    isActive: true,
    ...changes,
  };
}

let lineId = 5000;

export function aLine(amount: string, tax: string, changes: Partial<InvoiceLine> = {}): InvoiceLine {
  lineId += 1;
  return {
    id: lineId,
    date: '2026-10-12',
    itemName: 'Managed workplace',
    description: '',
    type: 'Recurring Service',
    quantity: '1',
    rate: amount,
    amount,
    tax,
    billingCodeId: 7,
    billingCode: 'Managed services',
    taxCategoryId: 1,
    taxCategory: 'Standard',
    level: null,
    ...changes,
  };
}

/** The header follows from the lines unless it is given. */
export function anInvoice(changes: Partial<Invoice> = {}): Invoice {
  const lines = changes.lines ?? [aLine('100.00', '20.00')];
  return {
    id: 4711,
    number: 'INV-4711',
    companyId: 100,
    date: '2026-10-31',
    dueDate: '2026-11-14',
    from: null,
    to: null,
    net: total(lines.map((line) => line.amount)),
    tax: total(lines.map((line) => line.tax)),
    taxRegion: 'Home',
    paymentTermId: null,
    orderNumber: null,
    isVoided: false,
    voidedAt: null,
    markedAt: null,
    ...changes,
    lines,
  };
}

/** Ten-thousandths of a million in whole numbers: a sum that shares no code with the domain. */
export function total(amounts: string[]): string {
  const scaled = amounts.reduce((before, amount) => before + scale(amount), 0n);
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(8, '0');
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -7)}.${digits.slice(-7)}`;
}

/** An amount of at most seven decimals as a whole number of ten-millionths. */
export function scale(amount: string): bigint {
  const [whole = '0', part = ''] = amount.replace('-', '').split('.');
  const value = BigInt(whole) * 10_000_000n + BigInt(part.padEnd(7, '0'));
  return amount.startsWith('-') ? -value : value;
}

export function aContact(changes: Partial<Contact> = {}): Contact {
  return {
    id: 'contact-1',
    name: 'Mill and Sons',
    number: '100',
    email: null,
    taxNumber: null,
    state: 'active',
    mergedTo: null,
    ...changes,
  };
}

export function aPerson(changes: Partial<CompanyContact> = {}): CompanyContact {
  return {
    id: 1,
    companyId: 100,
    firstName: 'Ada',
    lastName: 'Mill',
    email: 'ada@mill.test',
    isBilling: false,
    isPrimary: false,
    ...changes,
  };
}

export function aDocument(changes: Partial<BooksDocument> = {}): BooksDocument {
  return {
    kind: 'invoice',
    id: 'doc-1',
    number: 'INV-4711',
    reference: '',
    url: null,
    contactId: 'contact-1',
    contactName: 'Mill and Sons',
    status: 'DRAFT',
    date: '2026-10-31',
    currency: 'EUR',
    subTotal: '100.00',
    totalTax: '20.00',
    total: '120.00',
    ...changes,
  };
}

export function aDraft(changes: Partial<Draft> = {}): Draft {
  return {
    kind: 'invoice',
    invoiceId: 4711,
    generation: 1,
    organisationId: 'org-1',
    contactId: 'contact-1',
    number: 'INV-4711',
    numberIsId: false,
    date: '2026-10-31',
    dueDate: '2026-11-14',
    reference: '',
    currency: 'EUR',
    status: 'DRAFT',
    lines: [],
    subTotal: '100.00',
    totalTax: '20.00',
    total: '120.00',
    notes: [],
    ...changes,
  };
}

export function aPosting(changes: Partial<Posting> = {}): Posting {
  return {
    id: 'posting-1',
    invoiceId: 4711,
    generation: 1,
    runId: 'RUN1',
    organisationId: 'org-1',
    companyId: 100,
    state: 'posted',
    kind: 'invoice',
    fingerprint: null,
    draft: aDraft(),
    batchId: null,
    attempt: 1,
    document: aDocument(),
    message: null,
    differenceAccepted: false,
    markOwedSince: null,
    markedAt: changes.state === 'marked' ? '2026-11-05T10:00:00.000Z' : null,
    markMessage: null,
    numberState: null,
    numberMessage: null,
    undo: null,
    undoMessage: null,
    pdfState: null,
    pdfMessage: null,
    emailState: null,
    emailMessage: null,
    ...changes,
  };
}

export const KNOWN: ContactAnswer = {
  kind: 'known',
  contactId: 'contact-1',
  contactName: 'Mill and Sons',
  from: 'number',
  note: null,
};

export function aRunInvoice(changes: Partial<Invoice> = {}, more: Partial<RunInvoice> = {}): RunInvoice {
  return { invoice: anInvoice(changes), held: false, inXero: [], ...more };
}

export function aPlan(invoices: RunInvoice[], changes: Partial<PlanInput> = {}): PlanInput {
  return {
    run: { id: 'RUN1' },
    invoices,
    postings: new Map(),
    companies: [aCompany()],
    answers: new Map([[100, KNOWN]]),
    reference: REFERENCE,
    books: BOOKS,
    maps: MAPS,
    settings: { status: 'DRAFT' },
    ...changes,
  };
}

export function aRun(changes: Partial<SyncRun> = {}): SyncRun {
  return {
    id: 'RUN1',
    state: 'open',
    criteria: {
      period: { from: '2026-10-01', to: '2026-10-31' },
      invoiceIds: [],
      division: null,
      includeMarked: false,
      dryRun: false,
    },
    requestedBy: { id: 'chat:1', name: 'Sam' },
    place: 'chat:general',
    organisationId: 'org-1',
    checkedAt: '2026-11-02T09:00:00Z',
    approvedBy: null,
    approvedAt: null,
    markEach: false,
    stopRequestedBy: null,
    markAnswer: null,
    markAnsweredBy: null,
    cancelledBy: null,
    undoneBy: null,
    undoneAt: null,
    notes: [],
    failure: null,
    createdAt: '2026-11-02T08:59:00Z',
    updatedAt: '2026-11-02T09:00:00Z',
    revision: 1,
    ...changes,
  };
}

/** What an honest Xero answers to a Draft. */
export function documentFor(draft: Draft): BooksDocument {
  const { kind, number, reference, contactId, date, currency, status, subTotal, totalTax, total: all } = draft;
  return aDocument({ kind, number, reference, contactId, date, currency, status, subTotal, totalTax, total: all });
}
