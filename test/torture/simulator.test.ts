import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { duplicatesOf } from '../../src/torture/sim/control.ts';
import { type Database, openDatabase } from '../../src/torture/sim/database.ts';
import { type Ending, judge, noViolations } from '../../src/torture/sim/judge.ts';
import { emptyNotes } from '../../src/torture/sim/notes.ts';
import { simulate } from '../../src/torture/sim/simulate.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

describe('a simulated month-end', () => {
  test.each([1, 2, 3])('of seed %i keeps every promise', async (seed) => {
    const { sentences, violations, documents } = await simulate(seed, database);
    expect(documents).toBeGreaterThan(0);
    expect(sentences).toEqual([]);
    expect(violations).toEqual(noViolations());
  });

  test('is the same again under the same seed, and another one under another', async () => {
    const first = await simulate(6, database);
    const again = await simulate(6, database);
    const other = await simulate(7, database);
    expect(again.story).toEqual(first.story);
    expect(again.trace).toBe(first.trace);
    expect(other.trace).not.toBe(first.trace);
  });

  test('is the same on a database that knows nothing of others, and after others', async () => {
    await simulate(8, database);
    const after = await simulate(9, database);
    const fresh = await openDatabase();
    const alone = await simulate(9, fresh).finally(() => fresh.close());
    expect(alone.story).toEqual(after.story);
    expect(alone.trace).toBe(after.trace);
  });
});

describe('the same troubles', () => {
  test('make a poster that only sends again put invoices into Xero twice', async () => {
    let duplicates = 0;
    for (let seed = 1; seed <= 30; seed += 1) duplicates += await duplicatesOf('naive', seed);
    expect(duplicates).toBeGreaterThan(0);
  });
});

describe('the judge', () => {
  const row = {
    ...{ invoiceId: 1, number: 'S-1', company: 'Acme', companyId: 5, date: '2026-05-01', currency: 'EUR' },
    ...{
      net: '10.00',
      tax: '2.00',
      gross: '12.00',
      verdict: 'ready',
      reason: null as string | null,
      canHold: true,
      held: false,
      links: [],
    },
  };
  const document = {
    ...{ organisation: 'o', tenantId: 't', type: 'ACCREC' as const, id: 'd', number: 'S-1', contact: 'Acme' },
    ...{ contactId: 'c', date: '2026-05-01', status: 'DRAFT', currency: 'EUR', subTotal: '10.00', totalTax: '2.00' },
    total: '12.00',
  };
  const invoice = {
    ...{ id: 1, number: 'S-1', company: 'Acme', date: '2026-05-01', currency: 'EUR', net: '10.0000', tax: '2.00000' },
    ...{ voided: false, markedAt: null as string | null },
  };
  const press = {
    ...{ what: 'approve' as const, runId: 'R', fingerprint: 'f', person: 'p', rows: [row], markEach: false },
    outcome: 'accepted' as const,
  };
  const shown = (changes: Partial<typeof row>) => [
    { card: { next: { kind: 'none' as const, sentence: 'Done.' } }, rows: [{ ...row, ...changes }] },
  ];
  const ending = (changes: Partial<Ending>): Ending => ({
    ...{ autotask: [invoice], xero: [document], cards: shown({ verdict: 'in Xero, not marked' }), restless: [] },
    notes: { ...emptyNotes(), presses: [press] },
    ...changes,
  });
  const found = (changes: Partial<Ending>) =>
    Object.entries(judge(ending(changes)).violations).filter(([, count]) => count > 0);

  test('finds nothing where all is well, and every broken promise', () => {
    expect(found({})).toEqual([]);
    expect(found({ xero: [document, { ...document, id: 'e' }] })).toEqual([['duplicates', 1]]);
    expect(found({ xero: [], cards: [] })).toEqual([['lost', 1]]);
    expect(found({ notes: emptyNotes() })).toEqual([['postedWithoutApproval', 1]]);
    expect(found({ xero: [{ ...document, total: '12.01' }] })).toEqual([['unexplainedCents', 1]]);
    expect(found({ notes: { ...emptyNotes(), presses: [press, press] } })).toEqual([['doubledClicks', 1]]);
    expect(found({ restless: ['a run is still posting'] })).toEqual([['unrest', 1]]);
    expect(found({ cards: shown({ verdict: 'in Xero, marked' }) })).toEqual([['unrest', 1]]);
    expect(found({ cards: shown({ verdict: 'refused', reason: 'Xero says no.' }) })).toEqual([
      ['unexplainedCents', 1200],
    ]);
    expect(found({ cards: shown({ verdict: 'in Xero, not by us' }) })).toEqual([['unexplainedCents', 1200]]);
    const marked = { ...invoice, markedAt: '2026-06-03T08:00:00Z' };
    expect(found({ autotask: [marked], xero: [], cards: [], notes: emptyNotes() })).toEqual([['markedNotPosted', 1]]);
  });
});
