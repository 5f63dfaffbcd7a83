import { FINDING_KINDS } from '../../src/domain/doctor.ts';
import type { DoctorGroup } from '../../src/domain/doctor-view.ts';
import { DEFAULT_SETTINGS } from '../../src/domain/settings.ts';
import { PLACEHOLDERS } from '../../src/domain/template.ts';
import type { CompanyContact, Person, RunState } from '../../src/domain/types.ts';
import { type InvoiceRow, type NextStep, notice, type RunCardView, type View } from '../../src/domain/views.ts';
import { relinkSample } from './samples-relink.ts';

/** How much a sample holds: nothing at all, what people see on a common day, or more than Slack takes. */
export type Size = 'empty' | 'small' | 'large';

/** What somebody might call a company to wake the whole channel. */
export const NASTY = '<!channel> & <@U123> "Müller’s" *bold* `code` 🚀 Größe 株式会社 <https://evil.test|click>';
const LONG = `${NASTY} ${'very long name '.repeat(20)}`;

const ACTIONS = ['adopt', 'accept-difference', 'void-in-xero', 'join-lines'] as const;
const AT = '2026-11-03T14:02:00Z';
const ANN: Person = { id: 'slack:T1:U0ANN', name: 'ann' };
const UUID = '00000000-0000-4000-8000-000000000000';

export function uuid(n: number): string {
  return UUID.slice(0, -String(n).length) + n;
}

export function many<T>(size: Size, make: (n: number) => T, large = 1000): T[] {
  return Array.from({ length: { empty: 0, small: 3, large }[size] }, (_, n) => make(n));
}

export function text(size: Size, plain: string): string {
  return size === 'empty' ? '' : size === 'small' ? plain : LONG;
}

export function rows(size: Size): InvoiceRow[] {
  return many(size, (n) => ({
    invoiceId: 1000 + n,
    number: size === 'large' ? `${'9'.repeat(50)}-${n}` : `INV-${n}`,
    company: text(size, 'Acme Ltd'),
    companyId: n,
    date: '2026-10-31',
    currency: 'GBP',
    net: '1000.00',
    tax: '200.00',
    gross: '1200.00',
    verdict: 'ready',
    reason: n % 2 ? text(size, 'a reason') : null,
    canHold: true,
    held: n % 3 === 1,
    links: [{ label: 'Autotask', url: 'https://autotask.test/?a=1&b=2' }],
  }));
}

export function runCard(size: Size, more: Partial<RunCardView> = {}): RunCardView {
  const totals = many(size, (n) => ({ currency: `C${n}`, count: 3, net: '1000', tax: '200.1', gross: '1200.1' }), 30);
  return {
    kind: 'run',
    runId: 'R7K2QM',
    state: 'open',
    title: text(size, 'Invoices dated 1–31 Oct 2026 · Managed Services'),
    requestedBy: ANN,
    organisation: size === 'empty' ? null : { name: text(size, 'Demo Ltd'), status: 'DRAFT' },
    counts: {
      found: { empty: 0, small: 3, large: 1000 }[size],
      companies: { empty: 0, small: 2, large: 400 }[size],
      ...{ ready: 3, waiting: 1, held: 1, refused: 1, nothingToPost: 1, inXero: 1 },
      ...{ inXeroNotMarked: 1, marked: 1, voided: 1, undone: 1, beingSent: 1, inProgress: 1 },
    },
    totals,
    foundTotals: totals.slice(0, -1),
    attention: many(size, (n) => ({
      tone: 'warning' as const,
      sentence: text(size, 'One invoice mixes divisions.'),
      invoices: many(size, (m) => `INV-${m}`, 100),
      action: n < 4 ? { kind: ACTIONS[n] ?? 'adopt', count: 2 } : null,
    })),
    notes: many(size, () => text(size, 'The API user may see all invoices.')),
    invoices: rows(size),
    moreInvoices: size === 'large' ? 900 : 0,
    next: { kind: 'none', sentence: text(size, 'Nothing is left to do.') || 'Nothing.' },
    decisions: many(size, () => ({ what: text(size, 'Approved'), by: ANN, at: AT }), 40),
    progress: null,
    report: null,
    ...more,
  };
}

export function nextSteps(size: Size): NextStep[] {
  const sentence = text(size, 'Connect to Xero first.') || 'Connect.';
  const organisations = many(size, (n) => ({ id: uuid(n), name: text(size, `Org ${n}`) }), 150);
  return [
    { kind: 'none', sentence },
    { kind: 'wait', sentence },
    { kind: 'connect', sentence },
    { kind: 'choose-organisation', sentence, organisations },
    { kind: 'choose-organisation', sentence, organisations: organisations.slice(0, 100) },
    { kind: 'questions', maps: 2, mapKinds: ['account', 'tax'], companies: 3, invoices: 9 },
    { kind: 'questions', maps: 0, mapKinds: [], companies: 1, invoices: 1 },
    {
      ...{ kind: 'confirm', fingerprint: 'f'.repeat(64), count: 3, companies: 2 },
      ...{ held: 1, nothingToPost: 1, adoptable: 1 },
    },
    { kind: 'ask-for-approval' },
    { kind: 'mark', count: 3, nothingToPost: 1, changed: 1 },
    { kind: 'stop' },
    { kind: 'try-again', fingerprint: 'f'.repeat(64), count: 2, mark: { count: 3, nothingToPost: 0, changed: 0 } },
    { kind: 'try-again', fingerprint: 'f'.repeat(64), count: 1, mark: null },
  ] as NextStep[];
}

const STATES: RunState[] = [
  ...([
    'searching',
    'open',
    'checking',
    'posting',
    'posted',
    'marking',
    'undoing',
    'done',
    'cancelled',
    'failed',
  ] as const),
];

export function runCards(size: Size): RunCardView[] {
  return [
    ...nextSteps(size).map((next) => runCard(size, { next })),
    ...STATES.map((state) => runCard(size, { state })),
    runCard(size, {
      state: 'posting',
      next: { kind: 'stop' },
      progress: { posted: 12, of: 40, sentence: text(size, 'Waiting for Xero') || null },
    }),
    runCard(size, { state: 'posting', next: { kind: 'stop' }, progress: { posted: 0, of: 0, sentence: null } }),
    ...nextSteps(size).map((next) => runCard(size, { state: 'posted', next, report: report(size) })),
  ];
}

export function report(size: Size): NonNullable<RunCardView['report']> {
  return {
    posted: 38,
    of: 40,
    totals: many(size, (n) => reportTotals(`C${n}`, n % 2 ? '0.00' : '-0.01'), 30),
    documents: many(size, (n) => ({
      number: `INV-${n}`,
      company: text(size, 'Acme Ltd'),
      total: '1200.00',
      currency: 'GBP',
      links: [
        { label: 'Xero', url: `https://go.xero.test/${'x'.repeat(100)}` },
        { label: text(size, 'Autotask'), url: 'https://autotask.test/?a=1&b=2' },
        { label: 'odd', url: 'javascript:alert(1)' },
      ],
    })),
    moreDocuments: size === 'large' ? 900 : 0,
    failed: many(size, (n) => ({
      number: `INV-${n}`,
      company: text(size, 'Acme Ltd'),
      reason: text(size, 'Account code 200 is archived.'),
      whatToDo: text(size, 'Choose another account.'),
    })),
    differences: many(size, (n) => ({
      number: `INV-${n}`,
      sentence: text(size, 'Xero holds 99.99.'),
      canDelete: n % 2 === 0,
      invoiceId: n,
    })),
    marked: 0,
    toMark: 38,
    pdfs: { done: 30, toCome: 7, failed: 1 },
    emails: size === 'large' ? { done: 0, toCome: 0, failed: 999 } : null,
    markNotes: many(size, () => text(size, 'INV-2 was marked by another tool.')),
    undo: size === 'empty' ? null : undoReport(size),
    canUndo: size !== 'empty',
  };
}

function undoReport(size: Size): NonNullable<NonNullable<RunCardView['report']>['undo']> {
  const told = (n: number) => ({
    ...{ number: `INV-${n}`, company: text(size, 'Acme Ltd'), sentence: text(size, 'It is paid in Xero.') },
    links: [{ label: 'Xero', url: 'https://go.xero.test/1' }],
  });
  return {
    ...{ outOfXero: 12, letGo: 1, unmarked: 1, open: size === 'large' ? 3 : 0, of: 40, numbers: 2 },
    ...{ sentence: text(size, 'Xero is not answering.') || null, left: many(size, told), moreLeft: 0 },
    notes: many(size, told),
  };
}

function undo(size: Size): Extract<View, { kind: 'undo' }> {
  const n = size === 'empty' ? 0 : 3;
  return {
    ...{ kind: 'undo', runId: 'RUN1', title: text(size, 'Invoices of last month'), fingerprint: 'f'.repeat(64) },
    ...{
      organisation: size === 'empty' ? null : text(size, 'Demo Ltd'),
      note: size === 'large' ? text(size, 'x') : null,
    },
    counts: { deleted: n, voided: n, gone: n, letGo: n, left: n, marks: n, numbers: n },
    rows: many(size, (row) => ({
      ...{ number: `INV-${row}`, company: text(size, 'Acme Ltd'), currency: 'GBP', total: '1200.00' },
      ...{ what: 'voided in Xero', clearsMark: row % 2 === 0, isLeft: row % 3 === 0 },
      sentence: row % 3 === 0 ? text(size, 'It is paid in Xero.') : null,
      links: [{ label: 'Xero', url: 'https://go.xero.test/1' }],
    })),
    ...{ page: 2, pages: 3 },
  };
}

function status(size: Size): Extract<View, { kind: 'status' }> {
  return {
    kind: 'status',
    connections: many(size, (n) => ({
      id: `connection-${n}`,
      state: (['connected', 'dead', 'none'] as const)[n % 3] ?? 'none',
      organisations: many(size, () => text(size, 'Demo Ltd'), 30),
      connectedBy: ANN,
      connectedAt: AT,
      sentence: text(size, 'Tokens are fresh.'),
    })),
    autotask: {
      sentence: text(size, 'Autotask answers.'),
      webUrl: size === 'empty' ? null : 'https://ww4.autotask.test/',
    },
    outside: many(size, () => text(size, 'Xero is not answering since 14:02. Nothing is lost; next try 14:32.')),
    open: many(size, () => ({ sentence: text(size, '2 invoices are in doubt'), count: 2 })),
    mayDisconnect: true,
  };
}

function doctor(size: Size): Extract<View, { kind: 'doctor' }> {
  const press = {
    ...{ kind: 'press' as const, label: text(size, 'Mark 3 now') },
    ...{ question: text(size, 'Sure?'), fingerprint: 'f'.repeat(64) },
  };
  const mends: DoctorGroup['mend'][] = [
    press,
    { kind: 'connect', label: 'Connect to Xero' },
    { kind: 'relink', label: text(size, 'Choose another contact'), organisation: 'org-1' },
    { kind: 'search', label: 'Search for 200', text: `id:${'1234567890,'.repeat(80)} include-invoiced` },
    null,
  ];
  const groups = FINDING_KINDS.map((finding, n) => ({
    ...{
      finding,
      title: text(size, 'In doubt for too long'),
      whatToDo: text(size, 'Look in Xero.'),
      count: 9,
      more: n,
    },
    rows: many(
      size,
      () => ({
        ...{ label: text(size, 'INV-1'), company: text(size, 'Acme'), sentence: text(size, 'Xero was not heard.') },
        links: [{ label: text(size, 'Xero'), url: 'https://go.xero.test/?a=1&b=2' }],
      }),
      30,
    ),
    mend: mends[n % mends.length] ?? null,
    ...(n % 2 === 0 && { also: { ...press, label: text(size, 'Leave 3 unmarked'), way: 'accept' as const } }),
    mended: n % 4 === 3 ? { what: text(size, 'Marked'), by: ANN, at: AT } : null,
  }));
  return {
    ...{ kind: 'doctor', examinedAt: AT, nightly: size === 'large', count: size === 'empty' ? 0 : 9 },
    groups: size === 'empty' ? [] : groups,
    looked: many(size, () => text(size, '3 documents'), 6),
    notes: many(size, () => text(size, 'Autotask was not compared.'), 9),
  };
}

function runs(size: Size): Extract<View, { kind: 'runs' }> {
  return {
    kind: 'runs',
    runs: many(size, (n) => ({
      runId: `RUN${n}`,
      title: text(size, 'Invoices of last month'),
      state: text(size, 'done'),
      requestedBy: ANN,
      createdAt: AT,
      summary: text(size, '3 posted'),
      canUndo: n % 2 === 0,
      cardUrl: n % 2 ? 'https://slack.test/archives/C1/p1' : null,
    })),
  };
}

export const homeParts = (size: Size) => ({ status: status(size), runs: runs(size) });

function person(size: Size, id: number): CompanyContact {
  return {
    ...{ id, companyId: 1, firstName: text(size, 'Bea'), lastName: text(size, 'Smith') },
    ...{ email: id % 2 ? `${text(size, 'bea')}@acme.test` : null, isBilling: id === 0, isPrimary: id === 1 },
  };
}

export function contactQuestions(size: Size): Extract<View, { kind: 'contact-questions' }> {
  const answers = [
    null,
    { kind: 'create' as const, companyContactId: 1, name: 'Acme', save: false },
    { kind: 'map' as const, contactId: uuid(1), save: true },
    { kind: 'map' as const, contactId: uuid(999_999), save: true },
    { kind: 'skip' as const },
  ];
  return {
    kind: 'contact-questions',
    runId: 'R7K2QM',
    organisation: { id: uuid(1), name: text(size, 'Demo Ltd') },
    companies: many(size, (n) => ({
      companyId: 500 + n,
      name: text(size, 'Acme Ltd'),
      invoices: 2,
      gross: 'GBP 1,200.00',
      question: {
        why: 'no-match' as const,
        sentence: text(size, 'No contact has this number.'),
        suggestions: many(
          size,
          (m) => ({
            ...{ contactId: uuid(m), name: text(size, 'Acme'), email: 'a@acme.test' },
            ...{ reason: text(size, 'same name'), score: 1 },
          }),
          300,
        ),
      },
      people: many(size, (id) => person(size, id), 120),
      problem: n % 2 ? text(size, 'Xero has that name already.') : null,
      answer: answers[n % answers.length] ?? null,
    })),
    page: 2,
    pages: 3,
    total: 12,
  };
}

export function setUp(size: Size, page = 1): Extract<View, { kind: 'set-up' }> {
  return {
    kind: 'set-up',
    section: 'accounts',
    runId: size === 'small' ? null : 'R7K2QM',
    organisation: { id: uuid(1), name: text(size, 'Demo Ltd') },
    accounts: many(size, (n) => ({ code: String(200 + n), name: text(size, 'Sales') })),
    taxRates: many(size, (n) => ({ type: `OUTPUT${n}`, name: text(size, '20% (VAT on Income)'), rate: '20' }), 150),
    status: 'DRAFT',
    defaultAccount: '201',
    taxes: many(size, (n) => ({
      ...{ key: `region ${n}|category`, label: text(size, 'UK / Standard'), rate: n % 2 ? '0.2' : null },
      ...{ current: null, suggested: 'OUTPUT1', decided: null, problem: n % 3 ? null : text(size, 'It is archived.') },
      difference: n % 2 ? text(size, 'Autotask bills 20%, Xero has 23%.') : null,
    })),
    billingCodes: many(size, (n) => ({
      ...{ key: String(n), label: text(size, 'Support'), current: n % 2 ? '200' : null, problem: null },
      decided: n % 2 ? { by: { id: 'slack:T1:U1', name: text(size, 'Ann') }, at: '2026-11-02T09:00:00Z' } : null,
    })),
    items: many(size, (n) => ({ code: `I${n}`, name: text(size, 'Cable') })),
    choices: [],
    others: [],
    defaultProblem: size === 'large' ? text(size, 'It is archived.') : null,
    page,
    pages: 2,
  };
}

/** One View of every kind but the run card, which `runCards` gives in all its states. */
export function otherViews(size: Size): View[] {
  return [
    notice('info', text(size, 'Searching.') || 'Searching.'),
    notice('error', text(size, 'That did not work.') || 'No.', {
      lines: many(size, () => text(size, 'Nothing was done.')),
      people: many(size, (n) => `slack:T1:U0${n}`),
      links: many(size, (n) => ({ label: text(size, 'Open'), url: `https://x.test/${n}` })),
      actions: many(size, () => ({ kind: 'search', text: 'last-month', label: text(size, 'Search') }) as const),
      reference: 'abcd1234',
    }),
    notice('done', 'Done.', {
      actions: [
        { kind: 'open-search', label: 'Search' },
        { kind: 'connect', label: 'Connect' },
        { kind: 'open-settings', label: 'Settings' },
      ],
    }),
    {
      kind: 'help',
      commands: many(size, () => ({
        usage: text(size, '/upsync search last-month'),
        meaning: text(size, 'Searches.'),
      })),
      status: status(size),
    },
    {
      kind: 'search-form',
      divisions: many(size, (n) => ({ value: `${n} ${text(size, 'Division / Line')}`, label: text(size, 'Division') })),
      presets: many(size, (n) => ({ value: `preset-${n}`, label: text(size, 'Last month') }), 12),
      initial: {
        ...{
          division: `1 ${text(size, 'Division / Line')}`,
          preset: 'preset-1',
          invoiceIds: size === 'large' ? '1,'.repeat(4000) : '',
        },
        ...{ from: '2026-10-01', to: null, includeMarked: true },
      },
      place: 'slack:T1:C1',
      note: text(size, 'The list could not be read.') || null,
    },
    {
      kind: 'invoice-list',
      runId: 'R7K2QM',
      title: text(size, 'All') || 'All',
      rows: rows(size),
      page: 2,
      pages: 3,
      mayHold: true,
    },
    {
      kind: 'connect',
      url: `https://login.xero.test/?scope=${'s'.repeat(size === 'large' ? 2900 : 10)}`,
      expiresAt: AT,
      redirectUri: 'http://localhost:3000/xero/callback',
    },
    {
      kind: 'organisation-choice',
      runId: 'R7K2QM',
      organisations: many(size, (n) => ({ id: uuid(n), name: text(size, `Org ${n}`) }), 300),
    },
    setUp(size),
    setUp(size, 2),
    contactQuestions(size),
    {
      kind: 'preview',
      runId: 'R7K2QM',
      organisation: text(size, 'Demo Ltd') || null,
      documents: many(size, (n) => ({
        ...{ invoiceId: n, kind: 'invoice', number: `INV-${n}`, contact: text(size, 'Acme') },
        ...{ date: '2026-10-31', dueDate: '2026-11-30', currency: 'GBP' },
        lines: many(
          size,
          () => ({
            ...{ description: text(size, 'Support'), amount: '10.00', price: size === 'large' ? '3 × 30.00' : null },
            account: '200',
            ...{
              tax: 'OUTPUT2',
              from: 'map',
              taxFrom: text(size, 'UK × Standard'),
              tracking: text(size, 'Region: North'),
            },
          }),
          40,
        ),
        ...{ firstLine: 1, lineCount: 40 },
        ...{ subTotal: '10.00', totalTax: '2.00', total: '12.00', notes: many(size, () => text(size, 'a note'), 40) },
      })),
      problems: many(size, () => ({ number: 'INV-9', sentence: text(size, 'The period is locked.') })),
      page: 1,
      pages: 4,
    },
    {
      ...{ kind: 'run-totals', runId: 'R7K2QM', title: text(size, '1–31 Oct 2026'), by: 'tax rate' },
      rows: many(size, (n) => comparison(text(size, 'Acme'), n % 2 ? 'equal' : 'differs'), 60),
      ...{ all: 400, differing: size === 'empty' ? 0 : 7, page: 2, pages: 4 },
    },
    status(size),
    undo(size),
    doctor(size),
    relinkSample(size),
    runs(size),
    {
      kind: 'document-settings',
      organisation: { id: uuid(1), name: text(size, 'Demo Ltd') },
      settings: {
        ...DEFAULT_SETTINGS,
        ...(size === 'large' && {
          ...{ numberSource: 'xero-replacing', lineDetail: 'fewest', zeroLines: 'drop', zeroTotals: 'post' },
          ...{ descriptionTemplate: `{item} ${NASTY}`, brandingThemeId: uuid(7777), markAsSent: true },
        }),
      },
      brandingThemes: size === 'empty' ? null : many(size, (n) => ({ id: uuid(n), name: text(size, 'Standard') }), 150),
      placeholders: PLACEHOLDERS,
    },
    {
      kind: 'settings',
      organisations: many(size, (n) => ({
        ...{ id: uuid(n), name: text(size, 'Demo Ltd'), status: 'AUTHORISED' as const },
        ...{ defaultAccount: n ? '200' : null, maps: n },
      })),
      allowOwnApproval: true,
      retentionMonths: 24,
      mayEdit: size !== 'empty',
      holders: { approvers: many(size, (n) => `slack:T1:U${n}`), admins: [] },
    },
  ];
}

function reportTotals(currency: string, tax: string) {
  const autotask = { count: 3, net: '100.00', tax: '0.00', gross: '100.00' };
  const xero = { ...autotask, tax, gross: tax === '0.00' ? '100.00' : '99.99' };
  return { currency, autotask: autotask.gross, xero: xero.gross, sides: { autotask, xero } };
}

function comparison(name: string, state: 'equal' | 'differs') {
  const figures = (gross: string) => ({ count: 3, net: '100.00', tax: '20.00', gross });
  return { name, currency: 'GBP', autotask: figures('120.00'), xero: figures('119.99'), state };
}
