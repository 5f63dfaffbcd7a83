import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ContactAnswer } from '../../src/domain/types.ts';
import { aContact } from '../domain/make.ts';
import { type TestDb, testDb } from '../helpers/database.ts';
import { ANN, createRun, SAM, times } from './make.ts';

const QUESTION: ContactAnswer = { kind: 'question', question: { why: 'no-match', sentence: 'Who?', suggestions: [] } };
const SKIPPED: ContactAnswer = { kind: 'skipped' };
let at: TestDb;

beforeAll(async () => {
  at = await testDb();
});
afterAll(() => at?.close());

function known(contactId: string): ContactAnswer {
  return { kind: 'known', contactId, contactName: 'Mill', from: 'answer', note: null };
}

describe('links', () => {
  test('at most one for each company and organisation; the last decision counts', async () => {
    const [here, there] = [randomUUID(), randomUUID()];
    const link = { companyId: 7, contactId: 'a', contactName: 'A', savedInXero: false };
    await at.db.contacts.link(here, link, SAM);
    await at.db.contacts.link(here, { ...link, contactId: 'b' }, ANN);
    await at.db.contacts.link(there, link, SAM);
    expect([...(await at.db.contacts.links(here, [7, 8])).values()]).toMatchObject([{ contactId: 'b' }]);
    expect((await at.db.contacts.links(there, [7])).get(7)?.contactId).toBe('a');
  });
});

describe('the answers of a run', () => {
  test('are given once: the second who answers comes too late', async () => {
    const run = await createRun(at.db, 'ANSWER');
    await at.db.contacts.setAnswers(run, new Map([[7, QUESTION]]));
    const given = await times(6, (n) => at.db.contacts.answer(run, 7, known(`contact ${n}`), ANN));
    expect(given.filter(Boolean)).toHaveLength(1);
    expect((await at.db.contacts.answers(run)).get(7)).toEqual(known(`contact ${given.indexOf(true)}`));
  });

  test('only a question can be answered, and only of this run', async () => {
    const run = await createRun(at.db, 'KNOWN');
    await at.db.contacts.setAnswers(run, new Map([[7, known('a')]]));
    expect(await at.db.contacts.answer(run, 7, SKIPPED, ANN)).toBe(false);
    expect(await at.db.contacts.answer(run, 8, SKIPPED, ANN)).toBe(false);
    expect(await at.db.contacts.answer('another', 7, SKIPPED, ANN)).toBe(false);
    expect((await at.db.contacts.answers(run)).get(7)).toEqual(known('a'));
  });

  test('a question may be asked anew until it is answered', async () => {
    const run = await createRun(at.db, 'ASK');
    await at.db.contacts.setAnswers(run, new Map([[7, QUESTION]]));
    const more: ContactAnswer = { kind: 'question', question: { why: 'archived', sentence: 'Gone.', suggestions: [] } };
    await at.db.contacts.ask(run, 7, more);
    expect((await at.db.contacts.answers(run)).get(7)).toEqual(more);
    await at.db.contacts.answer(run, 7, SKIPPED, ANN);
    await at.db.contacts.ask(run, 7, QUESTION);
    expect((await at.db.contacts.answers(run)).get(7)).toEqual(SKIPPED);
    await at.db.contacts.clearAnswers(run);
    expect(await at.db.contacts.answers(run)).toEqual(new Map());
  });
});

describe('the local copy of Xero’s contacts', () => {
  test('takes changes in, keeps the others, and keeps organisations apart', async () => {
    const [here, there] = [randomUUID(), randomUUID()];
    const [mill, zoo] = [aContact({ id: 'm', name: 'Mill' }), aContact({ id: 'z', name: 'Zoo' })];
    await at.db.contacts.store(here, [zoo, mill]);
    await at.db.contacts.store(there, [mill]);
    await at.db.contacts.store(here, [{ ...mill, state: 'archived' }]);
    expect(await at.db.contacts.all(here)).toEqual([{ ...mill, state: 'archived' }, zoo]);
    expect(await at.db.contacts.all(there)).toEqual([mill]);
  });

  test('may be written twice at once', async () => {
    const here = randomUUID();
    const many = Array.from({ length: 50 }, (_, n) => aContact({ id: `c${n}`, name: `Contact ${n}` }));
    await times(3, () => at.db.contacts.store(here, many));
    expect(await at.db.contacts.all(here)).toHaveLength(50);
  });
});
