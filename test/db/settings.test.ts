import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type TestDb, testDb } from '../helpers/database.ts';

const ANN = { id: 'slack:T1:UANN', name: 'Ann' };
let at: TestDb;

beforeAll(async () => {
  at = await testDb();
});
afterAll(() => at?.close());

describe('single values', () => {
  test('the Autotask database is unknown before the first start, and kept afterwards', async () => {
    expect(await at.db.settings.autotaskDatabase()).toBeNull();
    await at.db.settings.setAutotaskDatabase(4711);
    expect(await at.db.settings.autotaskDatabase()).toBe(4711);
  });

  test('approving one’s own run is not allowed until an admin says so', async () => {
    expect(await at.db.settings.allowOwnApproval()).toBe(false);
    await at.db.settings.setAllowOwnApproval(true, ANN);
    expect(await at.db.settings.allowOwnApproval()).toBe(true);
    await at.db.settings.setAllowOwnApproval(false, ANN);
    expect(await at.db.settings.allowOwnApproval()).toBe(false);
  });

  test('each person has a last search of their own', async () => {
    await at.db.settings.setLastSearch('a', { preset: 'last-month' });
    await at.db.settings.setLastSearch('b', { preset: 'last-week' });
    expect(await at.db.settings.lastSearch('a')).toEqual({ preset: 'last-month' });
    expect(await at.db.settings.lastSearch('nobody')).toBeNull();
  });
});
