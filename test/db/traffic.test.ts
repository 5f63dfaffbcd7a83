import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTraffic, type Traffic } from '../../src/clients/traffic.ts';
import type { Database } from '../../src/db/embedded.ts';
import { sharedTraffic } from '../../src/db/traffic.ts';
import { systemClock } from '../../src/services/clock.ts';
import { testDatabase } from '../helpers/database.ts';

let database: Database;
/** Two processes, as far as the database can tell. */
let here: Traffic;
let there: Traffic;
beforeAll(async () => {
  database = await testDatabase();
  const open = () =>
    createTraffic(sharedTraffic(database.pool), systemClock, (error) => {
      throw error;
    });
  here = open();
  there = open();
});
afterAll(() => {
  here.close();
  there.close();
  return database.close();
});

const ask = { lane: 'a', atOnce: 3, urgency: 'now', budgeted: false, waitedUntil: 0 } as const;
const end = { outcome: { kind: 'answered' }, said: {} } as const;

describe('what processes share', () => {
  test('of many that ask at once, as many get in as there are places', async () => {
    const asked = [here, there, here, there, here, there, here, there];
    const entries = await Promise.all(asked.map((traffic) => traffic.enter('xero:A', ask)));
    expect(entries.filter(({ ok }) => ok)).toHaveLength(3);
    expect(await there.enter('xero:B', ask)).toMatchObject({ ok: true });
    await Promise.all(
      entries.map((entry, index) => (entry.ok ? asked[index]?.leave('xero:A', entry.id, end) : undefined)),
    );
    expect(await there.enter('xero:A', ask)).toMatchObject({ ok: true });
  });

  test('a limit that one met holds the other', async () => {
    const entry = await here.enter('xero:C', ask);
    if (!entry.ok) throw new Error('the way was not free');
    const outcome = { kind: 'limited', retryAfterMs: 40_000_000, which: 'day', chance: 0 } as const;
    await here.leave('xero:C', entry.id, { outcome, said: {} });
    expect(await there.enter('xero:C', ask)).toMatchObject({ ok: false, why: 'limit', which: 'day' });
    expect(await there.conditions()).toMatchObject([
      { system: 'xero', organisationId: 'C', kind: 'limit', which: 'day' },
    ]);
  });

  test('the limit of the whole app holds every organisation', async () => {
    await here.holdAll('xero:', 10_000, 'appminute');
    expect(await there.enter('xero:B', ask)).toMatchObject({ ok: false, which: 'appminute' });
    expect(await there.enter('autotask', ask)).toMatchObject({ ok: true });
  });
});
