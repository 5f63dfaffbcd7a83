import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunState } from '../../src/domain/types.ts';
import { aCompany, aContact, aDocument, anInvoice } from '../domain/make.ts';
import { type TestDb, testDb } from '../helpers/database.ts';
import { ANN, createPosting, createRun, ORGANISATION, times } from './make.ts';

const OLD = new Date('2024-01-01T00:00:00Z');
const BEFORE = new Date('2024-06-01T00:00:00Z');
const NOW = new Date('2026-06-01T00:00:00Z');
const SECRETS = ['Acme Ltd', 'acme.test', 'Support hours', 'bea@acme.test', 'PO 77'];

let at: TestDb;
let next = 0;
beforeAll(async () => {
  at = await testDb();
});
afterAll(() => at?.close());

/** A run of one invoice, with all the copies a run makes. */
async function runIn(state: RunState, createdAt: Date = OLD): Promise<{ id: string; invoiceId: number }> {
  const invoiceId = ++next;
  const id = await createRun(at.db, `RUN${invoiceId}`);
  const invoice = anInvoice({ id: invoiceId, orderNumber: 'PO 77' });
  for (const line of invoice.lines) line.description = 'Support hours';
  const companies = [aCompany({ id: invoice.companyId, name: 'Acme Ltd', webAddress: 'acme.test' })];
  await at.db.runs.storeFound(id, {
    ...{ invoices: [invoice], companies, notes: ['Acme Ltd'] },
    reference: { levels: [], taxRates: [], billingCodes: [] },
  });
  await at.db.runs.setInXero(id, new Map([[invoiceId, [aDocument({ contactName: 'Acme Ltd' })]]]));
  const contact = { contactId: 'c', name: 'Acme Ltd', email: 'bea@acme.test', reason: '', score: 1 };
  const question = { why: 'no-match' as const, sentence: 'Who is Acme Ltd?', suggestions: [contact] };
  await at.db.contacts.setAnswers(id, new Map([[invoice.companyId, { kind: 'question', question }]]));
  await at.pool.query('UPDATE "SyncRun" SET state = $1, "createdAt" = $2 WHERE id = $3', [state, createdAt, id]);
  return { id, invoiceId };
}

async function rowsOf(id: string): Promise<string> {
  const tables = ['SyncRun', 'RunInvoice', 'RunContact', 'Posting', 'Batch'];
  const rows = await Promise.all(
    tables.map((table) => {
      const key = table === 'SyncRun' ? 'id' : '"runId"';
      return at.pool.query(`SELECT to_jsonb(one) AS row FROM "${table}" one WHERE ${key} = $1`, [id]);
    }),
  );
  return JSON.stringify(rows.flatMap((result) => result.rows));
}

describe('details of a run', () => {
  test.each(['open', 'posted', 'done', 'cancelled', 'failed'] as const)('that is old and %s are due', async (state) => {
    const { id } = await runIn(state);
    expect(await at.db.details.oldRuns(BEFORE, 100)).toContain(id);
  });

  test.each(['searching', 'checking', 'posting', 'marking', 'undoing'] as const)(
    'that is old and %s are not',
    async (state) => {
      const { id } = await runIn(state);
      expect(await at.db.details.oldRuns(BEFORE, 100)).not.toContain(id);
      expect(await at.db.details.deleteOfRun(id, NOW)).toBe(false);
      expect(await rowsOf(id)).toContain('Support hours');
    },
  );

  test('of a younger run, or of one with an invoice on its way, are not due', async () => {
    const young = await runIn('done', BEFORE);
    const inHand = await runIn('done');
    await createPosting(at.db, inHand.invoiceId, { runId: inHand.id, state: 'approved' });
    const due = await at.db.details.oldRuns(BEFORE, 100);
    expect(due.filter((id) => id === young.id || id === inHand.id)).toEqual([]);
  });

  test('go, and the ledger stays; once, however many ask', async () => {
    const { id, invoiceId } = await runIn('done');
    const document = aDocument({ number: 'N-77', contactName: 'Acme Ltd' });
    await createPosting(at.db, invoiceId, { runId: id, state: 'adopted', document });
    const body = '{"Invoices":[{"Description":"Support hours"}]}';
    const batch = { id: `B-${id}`, runId: id, organisationId: ORGANISATION, kind: 'invoice' as const, body };
    await at.db.batches.store({ ...batch, idempotencyKey: 'key' });
    await at.db.batches.finish(batch.id, 'answered');
    for (const secret of SECRETS) expect(await rowsOf(id)).toContain(secret);

    const done = await times(3, () => at.db.transaction((tx) => tx.details.deleteOfRun(id, NOW)));
    expect(done.filter(Boolean)).toHaveLength(1);
    const rows = await rowsOf(id);
    for (const secret of SECRETS) expect(rows).not.toContain(secret);
    const posting = (await at.db.postings.latest([invoiceId])).get(invoiceId);
    expect(posting).toMatchObject({ state: 'adopted', document: { number: 'N-77', total: document.total } });
    expect((await at.db.runs.get(id))?.detailsDeletedAt).toBe(NOW.toISOString());
    expect((await at.db.runs.found(id)).companies).toMatchObject([{ name: expect.stringMatching(/^Company \d+$/) }]);
    expect(await at.db.details.oldRuns(BEFORE, 100)).not.toContain(id);
  });
});

test('copies of contacts go where the organisation was not looked into since', async () => {
  await at.db.connections.create({ id: 'C1', tokens: 'sealed', by: ANN });
  const organisations = ['OLD', 'NEW'].map((id) => ({ connectionId: id, organisationId: id, name: id }));
  await at.db.organisations.setOf('C1', organisations);
  for (const id of ['OLD', 'NEW']) await at.db.contacts.store(id, [aContact({ id: `contact ${id}` })]);
  await at.db.organisations.setContactsReadAt('OLD', OLD);
  await at.db.organisations.setContactsReadAt('NEW', NOW);
  await at.db.details.deleteLoose(BEFORE);
  expect([(await at.db.contacts.all('OLD')).length, (await at.db.contacts.all('NEW')).length]).toEqual([0, 1]);
  expect((await at.db.organisations.get('OLD'))?.contactsReadAt).toBeNull();
});
