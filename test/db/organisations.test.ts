import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DEFAULT_SETTINGS } from '../../src/domain/settings.ts';
import type { Books } from '../../src/domain/types.ts';
import { type TestDb, testDb } from '../helpers/database.ts';
import { ANN, times } from './make.ts';

const NOON = new Date('2026-11-03T12:00:00Z');
const LATER = new Date('2026-11-03T12:02:00Z');
const MUCH_LATER = new Date('2026-11-03T13:00:00Z');
let at: TestDb;
let connection: string;
let kiwi: string;

beforeAll(async () => {
  at = await testDb();
});
afterAll(() => at?.close());
beforeEach(async () => {
  connection = randomUUID();
  kiwi = randomUUID();
  await at.db.connections.create({ id: connection, tokens: 'sealed', by: ANN });
  await at.db.organisations.setOf(connection, [{ organisationId: kiwi, connectionId: 'x1', name: 'Kiwi' }]);
});

describe('the organisations of a connection', () => {
  test('begin as drafts, with nothing read yet', async () => {
    expect(await at.db.organisations.get(kiwi)).toEqual({
      ...{ id: kiwi, name: 'Kiwi', connectionId: connection, xeroConnectionId: 'x1' },
      ...{ documentStatus: 'DRAFT', settings: DEFAULT_SETTINGS, books: null, contactsReadAt: null },
    });
  });

  test('are those of the last login; what was chosen for one stays when it comes back', async () => {
    const euro = randomUUID();
    await at.db.organisations.setStatus(kiwi, 'AUTHORISED');
    await at.db.organisations.setOf(connection, [{ organisationId: euro, connectionId: 'x2', name: 'Euro' }]);
    const names = async () => (await at.db.organisations.ofConnection(connection)).map(({ name }) => name);
    expect(await names()).toEqual(['Euro']);
    await at.db.organisations.setOf(connection, [
      { organisationId: kiwi, connectionId: 'x3', name: 'Kiwi Ltd' },
      { organisationId: euro, connectionId: 'x2', name: 'Euro' },
    ]);
    expect(await names()).toEqual(['Euro', 'Kiwi Ltd']);
    expect(await at.db.organisations.get(kiwi)).toMatchObject({ documentStatus: 'AUTHORISED', xeroConnectionId: 'x3' });
  });

  test('a newer login takes an organisation over', async () => {
    const newer = randomUUID();
    await at.db.connections.create({ id: newer, tokens: 'sealed', by: ANN });
    await at.db.organisations.setOf(newer, [{ organisationId: kiwi, connectionId: 'x9', name: 'Kiwi' }]);
    expect(await at.db.organisations.ofConnection(connection)).toEqual([]);
    expect((await at.db.organisations.get(kiwi))?.connectionId).toBe(newer);
  });

  test('keep Xero’s lists as last read', async () => {
    const books: Books = {
      organisation: { id: kiwi, name: 'Kiwi', baseCurrency: 'NZD', shortCode: '!k' } as Books['organisation'],
      ...{ lockedUntil: '2026-06-30', currencies: ['NZD'], accounts: [{ code: '200', name: 'Sales' }] },
      ...{ taxRates: [{ type: 'OUTPUT2', name: '15 %', rate: '15' }], readAt: NOON.toISOString() },
    };
    await at.db.organisations.setBooks(kiwi, books);
    await at.db.organisations.setContactsReadAt(kiwi, NOON);
    expect(await at.db.organisations.get(kiwi)).toMatchObject({ books, contactsReadAt: NOON.toISOString() });
  });
});

describe('the right to post into an organisation', () => {
  test('is one process’s at a time', async () => {
    const leased = await times(6, (n) => at.db.organisations.lease(kiwi, `process ${n}`, NOON, LATER));
    expect(leased.filter(Boolean)).toHaveLength(1);
  });

  test('is lengthened by its holder and passes on when it is silent for too long', async () => {
    expect(await at.db.organisations.lease(kiwi, 'one', NOON, LATER)).toBe(true);
    expect(await at.db.organisations.lease(kiwi, 'one', NOON, LATER)).toBe(true);
    expect(await at.db.organisations.lease(kiwi, 'two', LATER, MUCH_LATER)).toBe(false);
    expect(await at.db.organisations.lease(kiwi, 'two', MUCH_LATER, MUCH_LATER)).toBe(true);
    expect(await at.db.organisations.lease(kiwi, 'one', MUCH_LATER, MUCH_LATER)).toBe(false);
  });

  test('is given back by its holder alone', async () => {
    await at.db.organisations.lease(kiwi, 'one', NOON, LATER);
    await at.db.organisations.endLease(kiwi, 'two');
    expect(await at.db.organisations.lease(kiwi, 'two', NOON, LATER)).toBe(false);
    await at.db.organisations.endLease(kiwi, 'one');
    expect(await at.db.organisations.lease(kiwi, 'two', NOON, LATER)).toBe(true);
  });
});
