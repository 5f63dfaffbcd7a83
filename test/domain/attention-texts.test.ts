import { describe, expect, test } from '@jest/globals';
import { attentionOf } from '../../src/domain/attention.ts';
import type { PlannedInvoice } from '../../src/domain/plan.ts';
import { runReport } from '../../src/domain/report.ts';
import type { Draft, Posting, RefusalCode, SyncRun, Verdict } from '../../src/domain/types.ts';
import { aCompany, aDocument, aDraft, aLine, anInvoice, aPosting, aRun } from './make.ts';

/** What a card says of one invoice and of two, word for word: a finance lead reads nothing else before deciding. */

function planned(verdict: Verdict, changes: Partial<PlannedInvoice> = {}): PlannedInvoice {
  const rest = { held: false, posting: null, marked: false, contactNote: null };
  return { invoice: anInvoice(), company: aCompany(), verdict, ...rest, ...changes };
}

function ready(changes: Partial<Draft> = {}, more: Partial<PlannedInvoice> = {}): PlannedInvoice {
  return planned({ kind: 'ready', draft: aDraft(changes), fingerprintText: '' }, more);
}

const aDraftLine = {
  ...{ lineIds: [1], description: 'x', quantity: '1', unitAmount: '1.00', lineAmount: '1.00', taxType: 'T' },
  ...{ taxAmount: null, accountCode: '200', accountFrom: 'default' as const },
};
const inXero = (changes: Partial<Extract<Verdict, { kind: 'in-xero' }>> = {}): Verdict => ({
  ...{ kind: 'in-xero', ours: true, documentId: 'doc-1', number: 'INV-4711', marked: false, adoptable: false },
  ...changes,
});
const VOIDED = { invoice: anInvoice({ isVoided: true }) };
const refused = (code: RefusalCode, reason: string) => planned({ kind: 'refused', code, reason });
const about = (each: PlannedInvoice, changes: Partial<Posting>) => ({ ...each, posting: aPosting(changes) });

type Row = [what: string, one: PlannedInvoice, tone: string, single: string, plural: string, action?: string];
const ROWS: Row[] = [
  [
    'adoptable',
    planned(inXero({ ours: false, adoptable: true })),
    'info',
    '1 invoice is in Xero already with the same contact and total, not known to upSync. An approver may adopt it.',
    '2 invoices are in Xero already with the same contact and total, not known to upSync. An approver may adopt them.',
    'adopt',
  ],
  [
    'a difference',
    about(planned(inXero()), { state: 'difference' }),
    'warning',
    '1 invoice is in Xero with a difference, and not marked until an approver accepts it.',
    '2 invoices are in Xero with a difference, and not marked until an approver accepts them.',
    'accept-difference',
  ],
  [
    'posted by another run, not marked',
    about(planned(inXero()), { runId: 'OTHER' }),
    'info',
    '1 invoice is in Xero, but not marked in Autotask.',
    '2 invoices are in Xero, but not marked in Autotask.',
  ],
  [
    'voided in Autotask, ours in Xero',
    about(planned(inXero({ marked: true }), { marked: true, ...VOIDED }), {}),
    'warning',
    '1 invoice was voided in Autotask, but is still in Xero. An approver may void it there.',
    '2 invoices were voided in Autotask, but are still in Xero. An approver may void them there.',
    'void-in-xero',
  ],
  [
    'voided in Autotask, not ours',
    about(planned(inXero({ marked: true }), { marked: true, ...VOIDED }), { state: 'adopted', draft: null }),
    'warning',
    '1 invoice was voided in Autotask, but is still in Xero.',
    '2 invoices were voided in Autotask, but are still in Xero.',
  ],
  [
    'edited since',
    about(planned(inXero({ marked: true }), { marked: true, invoice: anInvoice({ net: '7' }) }), {}),
    'warning',
    '1 invoice changed in Autotask since posting; Xero holds what was posted.',
    '2 invoices changed in Autotask since posting; Xero holds what was posted.',
  ],
  [
    'processed before, not in Xero',
    ready({}, { marked: true, invoice: anInvoice({ markedAt: '2026-11-01T00:00:00Z' }) }),
    'warning',
    '1 invoice was processed before, says Autotask, but is not found in Xero.',
    '2 invoices were processed before, says Autotask, but are not found in Xero.',
  ],
  [
    'a credit note',
    ready({ kind: 'credit-note' }),
    'info',
    '1 invoice is negative and becomes a credit note.',
    '2 invoices are negative and become credit notes.',
  ],
  [
    'without a number',
    ready({ numberIsId: true }),
    'warning',
    '1 invoice has no number in Autotask: the invoice id becomes the number, as Autotask prints it.',
    '2 invoices have no number in Autotask: the invoice id becomes the number, as Autotask prints it.',
  ],
  [
    'another cent together',
    ready({}, { invoice: anInvoice({ net: '10.004', tax: '2.004' }) }),
    'info',
    'Net and tax of 1 invoice, rounded apart, make another cent than together; the books follow the parts.',
    'Net and tax of 2 invoices, rounded apart, make another cent than together; the books follow the parts.',
  ],
  [
    'much tax moved',
    ready({ taxMoved: '0.06', joinOffer: { moved: '0.06', joined: '0.00' } }),
    'warning',
    '1 invoice sends more than 0.05 of tax against Xero’s own. With lines of equal account, tax and tracking joined it sends less.',
    '2 invoices send more than 0.05 of tax against Xero’s own. With lines of equal account, tax and tracking joined they send less.',
    'join-lines',
  ],
  [
    'much tax moved, and no lines to join',
    ready({ taxMoved: '0.06' }),
    'warning',
    '1 invoice sends more than 0.05 of tax against Xero’s own, line by line, so that the total is what Autotask billed. Joining lines would not make it less.',
    '2 invoices send more than 0.05 of tax against Xero’s own, line by line, so that the total is what Autotask billed. Joining lines would not make it less.',
  ],
  [
    'numbered by Xero',
    ready({ number: '' }),
    'info',
    'Xero numbers 1 invoice when it arrives there.',
    'Xero numbers 2 invoices when they arrive there.',
  ],
  [
    'to be e-mailed',
    ready({ email: true }),
    'info',
    'Xero e-mails 1 invoice to its contact once it is there.',
    'Xero e-mails 2 invoices to their contacts once they are there.',
  ],
  [
    'nowhere to be e-mailed to',
    ready({ email: true, emailMissing: true }),
    'warning',
    '1 invoice cannot be e-mailed by Xero: its contact has no e-mail address there. Add one, or it is posted and not e-mailed.',
    '2 invoices cannot be e-mailed by Xero: their contacts have no e-mail address there. Add one, or they are posted and not e-mailed.',
  ],
  [
    'the default account',
    ready({ lines: [aDraftLine, { ...aDraftLine, accountFrom: 'map', accountCode: '300' }] }),
    'info',
    '1 line of 1 invoice goes to the default account (200).',
    '2 lines of 2 invoices go to the default account (200).',
  ],
  [
    'of another organisation',
    planned({ kind: 'held', by: 'other-organisation', organisation: 'Ireland' }),
    'warning',
    '1 invoice belongs to Ireland and is left out of this run. Search again and choose Ireland.',
    '2 invoices belong to Ireland and are left out of this run. Search again and choose Ireland.',
  ],
  [
    'zero',
    planned({ kind: 'nothing-to-post', reason: '' }),
    'info',
    '1 invoice has a total of zero: nothing to post.',
    '2 invoices have a total of zero: nothing to post.',
  ],
  [
    'voided',
    planned({ kind: 'voided', at: null }, VOIDED),
    'info',
    '1 invoice is voided in Autotask, and never posted.',
    '2 invoices are voided in Autotask, and never posted.',
  ],
  [
    'voided and taken out',
    about(planned({ kind: 'voided', at: null }, VOIDED), { state: 'voided' }),
    'info',
    '1 invoice is voided in Autotask and taken out of Xero.',
    '2 invoices are voided in Autotask and taken out of Xero.',
  ],
  [
    'in doubt',
    about(planned({ kind: 'in-progress', runId: 'RUN1' }), { state: 'in_doubt' }),
    'warning',
    '1 invoice is in doubt: Xero did not answer, and upSync looks there before it sends anything again.',
    '2 invoices are in doubt: Xero did not answer, and upSync looks there before it sends anything again.',
  ],
  [
    'a refusal',
    refused('signs-differ', 'Net 1.00 and tax -1.00 have opposite signs.'),
    'warning',
    'Refused: Net 1.00 and tax -1.00 have opposite signs.',
    '2 invoices are refused: Net 1.00 and tax -1.00 have opposite signs.',
  ],
  [
    'sent back',
    about(planned({ kind: 'held', by: 'person' }), { state: 'ready', message: 'It changed.' }),
    'warning',
    'Not sent: It changed.',
    'Not sent: It changed.',
  ],
];

describe('what the card says of', () => {
  test.each(ROWS.map(([what, ...rest]) => ({ what, rest })))('$what', ({ rest }) => {
    const [one, tone, single, plural, action] = rest;
    const two = { ...one, invoice: { ...one.invoice, number: 'SECOND' } };
    const said = (all: PlannedInvoice[]) =>
      attentionOf(aRun(), all).map((each) => ({ ...each, action: each.action?.kind ?? null }));
    const kind = action ?? null;
    expect(said([one])).toEqual([{ tone, sentence: single, invoices: ['INV-4711'], action: kind }]);
    expect(said([one, two])).toEqual([{ tone, sentence: plural, invoices: ['INV-4711', 'SECOND'], action: kind }]);
    const counts = attentionOf(aRun(), [one, two]).map((each) =>
      each.action && 'count' in each.action ? each.action.count : 2,
    );
    expect(counts).toEqual([2]);
  });

  test('a dry run only shows: it offers no deed, but what a preview is made of', () => {
    const dry = aRun({ criteria: { ...aRun().criteria, dryRun: true } });
    const offered = ROWS.flatMap(([, one]) => attentionOf(dry, [one]).flatMap(({ action }) => action?.kind ?? []));
    expect(offered).toEqual(['join-lines']);
  });

  test('refusals of one kind with other reasons: the kind', () => {
    const of = (code: RefusalCode) =>
      attentionOf(aRun(), [refused(code, 'This one.'), refused(code, 'That one.')]).map(({ sentence }) => sentence);
    const kinds: [RefusalCode, string][] = [
      ['lines-do-not-add-up', 'Lines do not add up'],
      ['tax-does-not-fit', 'Tax does not fit the Xero rate'],
      ['signs-differ', 'Net and tax have opposite signs'],
      ['number-taken', 'The number is taken in Xero'],
      ['number-twice', 'Two invoices have one number'],
      ['currency', 'The currency is not enabled in Xero'],
      ['locked-period', 'The period is locked in Xero'],
      ['contact-unusable', 'The company cannot be used'],
      ['too-long', 'Too long for Xero'],
      ['no-lines', 'No lines'],
      ['setting-broken', 'A setting points to something Xero does not have'],
      ['rejected', 'Xero refused it'],
      ['two-organisations', 'Lines of two organisations'],
    ];
    for (const [code, words] of kinds) expect(of(code)).toEqual([`2 invoices are refused: ${words}.`]);
  });

  test('warnings come first, and what needs no attention is not said', () => {
    const all = [planned({ kind: 'nothing-to-post', reason: '' }), refused('no-lines', 'It has no lines.')];
    expect(attentionOf(aRun(), all).map(({ tone }) => tone)).toEqual(['warning', 'info']);
    const quiet = [
      ready(),
      about(planned(inXero()), {}),
      about(planned(inXero()), { state: 'difference', differenceAccepted: true }),
      planned({ kind: 'nothing-to-post', reason: '' }, { marked: true }),
      planned({ kind: 'in-progress', runId: 'OTHER' }),
      about(planned({ kind: 'held', by: 'person' }), { state: 'ready', message: null }),
      planned({ kind: 'held', by: 'person' }, { contactNote: 'Its number in Xero is another.' }),
    ];
    expect(attentionOf(aRun(), quiet)).toEqual([]);
  });

  test('a contact’s note, and a map that serves no more, once for all invoices of it', () => {
    const note = 'Its contact has number 7 in Xero.';
    const notes = [ready({}, { contactNote: note }), ready({}, { contactNote: note })];
    expect(attentionOf(aRun(), notes)).toEqual([
      { tone: 'info', sentence: note, invoices: ['INV-4711', 'INV-4711'], action: null },
    ]);
    const problem = 'The account of X is 999, which is not active.';
    const missing = [{ kind: 'account' as const, key: '7', label: 'X', problem }];
    const waiting = [planned({ kind: 'needs-map', missing }), planned({ kind: 'needs-contact', missing })];
    expect(attentionOf(aRun(), waiting)).toEqual([
      { tone: 'warning', sentence: problem, invoices: ['INV-4711', 'INV-4711'], action: null },
    ]);
    expect(
      attentionOf(aRun(), [planned({ kind: 'needs-map', missing: [{ kind: 'account', key: '7', label: 'X' }] })]),
    ).toEqual([]);
  });
});

describe('what the report says to do about', () => {
  test.each<[RefusalCode, string, string]>([
    ['lines-do-not-add-up', 'x', 'Let an admin of Autotask give the API user access to all lines of business.'],
    [
      'tax-does-not-fit',
      'x',
      'An admin changes it in /upsync settings, under Accounts and tax; or correct the invoice in Autotask.',
    ],
    ['signs-differ', 'x', 'Correct the invoice in Autotask.'],
    ['number-taken', 'x', 'Look at the document in Xero, or give the invoice another number in Autotask.'],
    ['number-twice', 'x', 'Give one of them another number in Autotask, or hold one.'],
    ['currency', 'x', 'Add the currency in Xero.'],
    ['locked-period', 'x', 'Move the lock date in Xero.'],
    ['contact-unusable', 'x', 'Check the company in Autotask.'],
    ['too-long', 'x', 'Shorten it in Autotask.'],
    ['no-lines', 'x', 'Check the invoice in Autotask.'],
    ['setting-broken', 'x', 'An admin can choose again in /upsync settings.'],
    ['two-organisations', 'x', 'Split it in Autotask, or let an admin give both divisions to one organisation.'],
    ['rejected', 'Xero says: The contact is archived.', 'Restore the contact in Xero, or choose another one.'],
  ])('%s', (code, reason, whatToDo) => {
    const { failed } = runReport(aRun(), [refused(code, reason)], () => []);
    expect(failed).toEqual([{ number: 'INV-4711', company: 'Mill & Sons Ltd', reason, whatToDo }]);
  });

  test('a difference: a draft can be deleted, an authorised document cannot; an accepted one is no more said', () => {
    const with_ = (changes: Partial<Posting>) => about(planned(inXero()), { state: 'difference', ...changes });
    const of = (changes: Partial<Posting>) => runReport(aRun(), [with_(changes)], () => []).differences;
    expect(of({ message: 'Its total in Xero is 1.00, not 2.00.' })).toEqual([
      { number: 'INV-4711', sentence: 'Its total in Xero is 1.00, not 2.00.', canDelete: true, invoiceId: 4711 },
    ]);
    expect(of({})).toMatchObject([{ sentence: 'It is in Xero, but not as asked.' }]);
    expect(of({ document: aDocument({ status: 'SUBMITTED' }) })).toMatchObject([{ canDelete: true }]);
    expect(of({ document: aDocument({ status: 'AUTHORISED' }) })).toMatchObject([{ canDelete: false }]);
    expect(of({ differenceAccepted: true })).toEqual([]);
    expect(of({ state: 'posted' })).toEqual([]);
  });
});

describe('what a card says of some invoices only', () => {
  const said = (all: PlannedInvoice[], run = aRun()) => attentionOf(run, all).map(({ sentence }) => sentence);

  test('one that replaces a voided one points to it', () => {
    const old = planned({ kind: 'voided', at: null }, { invoice: anInvoice({ id: 1, number: 'N1', isVoided: true }) });
    const now = ready({}, { invoice: anInvoice({ id: 2, number: 'N1' }) });
    expect(said([old, now])).toContain('It replaces invoice 1 (N1), which was voided in Autotask.');
    expect(said([now]).join()).not.toContain('replaces');
  });

  test('of a search for a division: that its invoices hold more', () => {
    const level = (id: number, division: string) => ({ level: { id, division, lineOfBusiness: '' } });
    const lines = [aLine('1', '0.2', level(1, 'Cloud')), aLine('1', '0.2', level(2, 'Projects'))];
    const mixed = ready({}, { invoice: anInvoice({ lines }) });
    const whole = ready({}, { invoice: anInvoice({ lines: lines.slice(0, 1) }) });
    const of = (division: string | null) => aRun({ criteria: { ...aRun().criteria, division } });
    const more = '1 invoice has lines of other divisions, too; the whole invoice is posted.';
    expect(said([mixed, whole], of('Cloud'))).toEqual([more]);
    expect(said([mixed, whole], of(null))).toEqual([]);
  });

  test('what has a question only since its run was approved: that it was not sent, and how it will be', () => {
    const missing = [{ kind: 'account' as const, key: '7', label: 'Hours' }];
    const one = planned({ kind: 'needs-map', missing });
    const sent = about(planned({ kind: 'needs-map', missing }), { state: 'ready' });
    expect(said([one, sent], aRun({ state: 'posted' }))).toEqual([
      '1 invoice was not sent with this run. Search again to send it.',
    ]);
    expect(said([one, one], aRun({ state: 'done' }))).toEqual([
      '2 invoices were not sent with this run. Search again to send them.',
    ]);
    expect(said([one], aRun({ state: 'open' }))).toEqual([]);
  });

  test('a map that serves no more is chosen again from the report, once', () => {
    const missing = (problem: string) => [{ kind: 'account' as const, key: '7', label: 'Hours', problem }];
    const all = ['It is archived.', 'It is gone.'].map((problem) =>
      planned({ kind: 'needs-map', missing: missing(problem) }),
    );
    const actions = (state: SyncRun['state']) => attentionOf(aRun({ state }), all).map(({ action }) => action);
    expect(actions('posted')).toEqual([{ kind: 'choose-maps', count: 1 }, null]);
    expect(actions('open')).toEqual([null, null]);
  });
});
