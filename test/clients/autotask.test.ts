import { describe, expect, test } from '@jest/globals';
import { createAutotask } from '../../src/clients/autotask.ts';
import { meets } from '../../src/clients/autotask-query.ts';
import { combineTaxes } from '../../src/clients/autotask-reference.ts';
import type { AutotaskSwitches } from '../../src/sandbox/autotask/index.ts';
import { seededWorld } from '../../src/sandbox/seed/index.ts';
import type { AutotaskWorld } from '../../src/sandbox/world.ts';
import { systemClock } from '../../src/services/clock.ts';
import { credentials, openStandIn } from '../sandbox/autotask/open-stand-in.ts';
import { trouble, virtualPacing } from './support.ts';

const october = { from: '2026-10-01', to: '2026-10-31' };
const seeded = () => seededWorld(new Date('2026-11-22T10:00:00Z')).autotask;

async function open(overrides: { world?: AutotaskWorld; switches?: Partial<AutotaskSwitches> } = {}) {
  const standIn = await openStandIn(overrides);
  const time = virtualPacing();
  const psa = createAutotask({
    ...credentials,
    apiUrl: standIn.autotask.apiUrl,
    clock: time.clock,
    pacing: time.pacing,
    timeoutMs: 1_000,
  });
  return { ...standIn, psa };
}

/** Many invoices, each with one line, from one that exists. */
function manyInvoices(count: number): AutotaskWorld {
  const world = seeded();
  const [invoice] = world.invoices;
  const line = world.billingItems.find((item) => item.invoiceID === invoice?.id);
  if (!invoice || !line) throw new Error('the seed is empty');
  const ids = Array.from({ length: count }, (_, index) => 500_000 + index);
  return {
    ...world,
    invoices: ids.map((id) => ({ ...invoice, id, invoiceDateTime: '2026-10-15' })),
    billingItems: ids.map((id) => ({ ...line, id: id + 1_000_000, invoiceID: id })),
  };
}

describe('finding invoices', () => {
  test('a month comes with its lines and names, exact to the last digit', async () => {
    const { psa, autotask, recorder } = await open({ world: { ...seeded(), hiddenAssociations: [] } });
    const found = await psa.findInvoices(october);
    const held = autotask.rows().filter((row) => row.date >= october.from && row.date <= october.to);
    expect(found.map((invoice) => invoice.id).sort()).toEqual(held.map((row) => row.id).sort());
    for (const invoice of found) {
      const there = autotask.invoice(invoice.id);
      expect(Number(invoice.net)).toBe(Number(there?.invoiceTotal));
      expect(invoice.date).toBe(there?.invoiceDateTime.slice(0, 10));
      expect(invoice.lines.map((line) => line.id)).toEqual(
        autotask
          .lines(invoice.id)
          .map((line) => line.id)
          .sort((a, b) => a - b),
      );
      for (const line of invoice.lines) expect(line.type).not.toBe('');
    }
    expect(found.some((invoice) => invoice.lines.some((line) => line.level !== null))).toBe(true);
    expect(found.some((invoice) => invoice.lines.some((line) => line.billingCode && line.taxCategory))).toBe(true);
    expect(recorder.violations).toEqual([]);
  });

  test('seven decimals and a sum that a float cannot hold arrive as they are', async () => {
    const { psa, autotask } = await open();
    const [invoice] = await psa.findInvoices(october);
    const id = invoice?.id ?? 0;
    const line = invoice?.lines[0]?.id ?? 0;
    autotask.editInvoice(id, { invoiceTotal: '12345678901234.1234567', totalTaxValue: '0.0000' });
    autotask.editLine(line, { totalAmount: '52.7775000', quantity: '0.3333333' });
    const [again] = await psa.findInvoices({ ids: [id] });
    expect([again?.net, again?.tax]).toEqual(['12345678901234.1234567', '0']);
    expect(again?.lines.find((each) => each.id === line)).toMatchObject({ amount: '52.7775', quantity: '0.3333333' });
  });

  test('the first and the last day belong to the period, the day after does not', async () => {
    const { psa, autotask } = await open();
    const [a, b, c] = (await psa.findInvoices(october)).map((invoice) => invoice.id);
    autotask.editInvoice(a ?? 0, { invoiceDateTime: '2026-10-01' });
    autotask.editInvoice(b ?? 0, { invoiceDateTime: '2026-10-31' });
    autotask.editInvoice(c ?? 0, { invoiceDateTime: '2026-11-01' });
    const found = (await psa.findInvoices(october)).map((invoice) => invoice.id);
    expect([found.includes(a ?? 0), found.includes(b ?? 0), found.includes(c ?? 0)]).toEqual([true, true, false]);
  });

  test('1,200 invoices come over three pages, their lines in lists of 200', async () => {
    const { psa, recorder } = await open({ world: manyInvoices(1_200) });
    const found = await psa.findInvoices(october);
    expect([found.length, new Set(found.map((invoice) => invoice.id)).size]).toEqual([1_200, 1_200]);
    expect(found.every((invoice) => invoice.lines.length === 1)).toBe(true);
    const asked = (entity: string) =>
      recorder.exchanges.filter((each) => each.path.includes(`/${entity}/query`)).length;
    expect([asked('Invoices'), asked('BillingItems')]).toEqual([3, 6]);
    expect(recorder.violations).toEqual([]);
  });

  test('operators that the tenant drops in silence change nothing', async () => {
    const { psa } = await open();
    const honest = await psa.findInvoices(october);
    const { psa: careless } = await open({ switches: { ignoredOperators: ['gte', 'lt', 'in'] } });
    expect(await careless.findInvoices(october)).toEqual(honest);
    const ids = honest.slice(0, 2).map((invoice) => invoice.id);
    expect((await careless.findInvoices({ ids })).map((invoice) => invoice.id)).toEqual(ids);
    expect([...(await careless.marks(ids)).keys()]).toEqual(ids);
  });

  test('ids and a period are ANDed; ids that do not exist are missing', async () => {
    const { psa, autotask } = await open();
    const [invoice] = await psa.findInvoices(october);
    const id = invoice?.id ?? 0;
    expect((await psa.findInvoices({ ids: [id, 999_999_999] })).map((each) => each.id)).toEqual([id]);
    expect(await psa.findInvoices({ ids: [id], from: '2025-01-01', to: '2025-01-31' })).toEqual([]);
    expect(await psa.findInvoices({ ids: [] })).toEqual([]);
    expect(autotask.rows().some((row) => row.id === id)).toBe(true);
    await expect(psa.findInvoices({})).rejects.toThrow('ids or by a whole period');
  });

  test('"ERROR", an empty text and nothing at all are no invoice number', async () => {
    const { psa, autotask } = await open();
    const ids = (await psa.findInvoices(october)).slice(0, 4).map((invoice) => invoice.id);
    ['ERROR', '', null, 'INV-7'].forEach((invoiceNumber, index) => {
      autotask.editInvoice(ids[index] ?? 0, { invoiceNumber });
    });
    expect((await psa.findInvoices({ ids })).map((invoice) => invoice.number)).toEqual([null, null, null, 'INV-7']);
  });

  test('a voided invoice is found, voided and without lines', async () => {
    const { psa, autotask } = await open();
    const [invoice] = await psa.findInvoices(october);
    autotask.voidInvoice(invoice?.id ?? 0);
    const [again] = await psa.findInvoices({ ids: [invoice?.id ?? 0] });
    expect(again).toMatchObject({ isVoided: true, lines: [] });
    expect(again?.voidedAt).toMatch(/Z$/);
  });
});

describe('marking', () => {
  test('writes the instant, reads it back, and leaves number and paid date alone', async () => {
    const { psa, autotask, recorder } = await open();
    const open_ = (await psa.findInvoices(october)).find((invoice) => !invoice.markedAt && invoice.number);
    const id = open_?.id ?? 0;
    autotask.editInvoice(id, { paidDate: '2026-11-03' });
    await psa.mark(id, '2026-11-22T09:15:07.123Z');
    expect((await psa.marks([id])).get(id)).toEqual({ markedAt: '2026-11-22T09:15:07.123Z', isVoided: false });
    expect(autotask.invoice(id)).toMatchObject({ invoiceNumber: open_?.number, paidDate: '2026-11-03' });
    expect(recorder.violations).toEqual([]);
  });

  test('a tenant that drops the time of day is read as midnight', async () => {
    const { psa } = await open({ switches: { webServiceDate: 'day' } });
    const id = (await psa.findInvoices(october))[0]?.id ?? 0;
    await psa.mark(id, '2026-11-22T09:15:07.123Z');
    expect((await psa.marks([id])).get(id)?.markedAt).toBe('2026-11-22T00:00:00.000Z');
  });

  test('more than three at once wait for each other instead of being refused', async () => {
    const { psa, recorder } = await open({ switches: { latencyMs: 5 } });
    const ids = (await psa.findInvoices(october)).map((invoice) => invoice.id);
    await Promise.all(ids.map((id) => psa.mark(id, '2026-11-22T09:15:00.000Z')));
    expect(recorder.exchanges.filter((each) => each.method === 'PATCH').map((each) => each.status)).toEqual(
      ids.map(() => 200),
    );
  });

  test('an invoice that does not exist is refused in words', async () => {
    const { psa } = await open();
    const error = await trouble(psa.mark(987_654, '2026-11-22T09:15:00.000Z'));
    expect(error).toMatchObject({ system: 'autotask', kind: 'refused', status: 500 });
    expect(error.userMessage).toContain('987654');
  });

  test('a lost answer is in doubt, and was done all the same; it is not sent again', async () => {
    const { psa, faults, recorder } = await open();
    const id = (await psa.findInvoices(october))[0]?.id ?? 0;
    faults.add({ system: 'autotask', kind: 'lost-answer', method: 'PATCH', times: 1 });
    expect((await trouble(psa.mark(id, '2026-11-22T09:15:00.000Z'))).kind).toBe('in-doubt');
    expect((await psa.marks([id])).get(id)?.markedAt).toBe('2026-11-22T09:15:00.000Z');
    expect(recorder.exchanges.filter((each) => each.method === 'PATCH').length).toBe(1);
  });
});

describe('companies, contacts, names', () => {
  test('companies carry their currency by code, contacts who they are', async () => {
    const { psa, recorder } = await open();
    const invoices = await psa.findInvoices(october);
    const ids = [...new Set(invoices.map((invoice) => invoice.companyId))];
    const companies = await psa.companies(ids);
    expect(companies.map((company) => company.id).sort()).toEqual([...ids].sort());
    for (const company of companies) expect(company.currency).toMatch(/^[A-Z]{3}$/);
    const contacts = await psa.companyContacts(ids);
    expect(contacts.length).toBeGreaterThan(0);
    expect(contacts.every((contact) => ids.includes(contact.companyId))).toBe(true);
    expect(recorder.violations).toEqual([]);
  });

  test('names are read once and remembered', async () => {
    const { psa, recorder } = await open();
    const first = await psa.reference();
    const calls = recorder.exchanges.length;
    expect(await psa.reference()).toEqual(first);
    expect([recorder.exchanges.length, first.levels.length > 0, first.billingCodes.length > 0]).toEqual([
      calls,
      true,
      true,
    ]);
  });

  test('a compounded tax is charged on the others, too', () => {
    const row = (taxRate: string, isCompounded: boolean) => ({
      taxRegionID: 1,
      taxCategoryID: 2,
      taxRate,
      isCompounded,
    });
    const names = [new Map([[1, 'Quebec']]), new Map([[2, 'Services']])] as const;
    expect(combineTaxes([row('0.05', false), row('0.09975', true)], ...names)).toEqual([
      { region: 'Quebec', category: 'Services', rate: '0.1547375' },
    ]);
    expect(combineTaxes([row('0.05', false), row('0.07', false)], ...names)[0]?.rate).toBe('0.12');
  });

  test('says which lines of business the API user may not see', async () => {
    const world = seeded();
    const hidden = world.organizationalLevelAssociations[0];
    const division = world.organizationalLevel1s.find((level) => level.id === hidden?.organizationalLevel1ID);
    const { psa, recorder } = await open({ world: { ...world, hiddenAssociations: [hidden?.id ?? 0] } });
    const text = (await psa.access()).join(' ');
    expect(text).toContain('not assigned to');
    expect(text).toContain(division?.name ?? 'no division');
    expect(text).toContain('Restricted');
    expect(recorder.violations).toEqual([]);
  });

  test('says so where access cannot be read', async () => {
    const { psa, autotask, faults } = await open();
    autotask.switches.failingBody = 'errors';
    faults.add({ system: 'autotask', kind: 'failing', path: 'entityInformation', times: 99 });
    faults.add({ system: 'autotask', kind: 'failing', path: 'Resources', times: 99 });
    const sentences = await psa.access();
    expect(sentences.filter((sentence) => sentence.includes('could not be read')).length).toBe(3);
  });
});

describe('trouble', () => {
  test('a read survives trouble that passes', async () => {
    for (const kind of ['failing', 'down', 'limited', 'lost-request', 'lost-answer', 'hang'] as const) {
      const { psa, faults } = await open();
      faults.add({ system: 'autotask', kind, times: 1, path: 'Invoices' });
      expect((await psa.findInvoices(october)).length).toBeGreaterThan(0);
      expect(faults.pending()).toEqual([]);
    }
  });

  test('Autotask’s 500 with sentences is a refusal, tried once', async () => {
    const { psa, autotask, faults } = await open();
    autotask.switches.failingBody = 'errors';
    faults.add({ system: 'autotask', kind: 'failing', times: 2, path: 'Invoices' });
    const error = await trouble(psa.marks([1]));
    expect(error).toMatchObject({ kind: 'refused', status: 500 });
    expect(error.userMessage).toContain('An error occurred on the server.');
    expect(faults.pending().length).toBe(1);
  });

  test('wrong credentials are said once and not tried in a loop; no secret is in the words', async () => {
    const { autotask, recorder } = await openStandIn();
    const psa = createAutotask({
      ...credentials,
      secret: 'canary-secret',
      apiUrl: autotask.apiUrl,
      clock: systemClock,
    });
    const error = await trouble(psa.marks([1]));
    await trouble(psa.marks([2]));
    expect([error.kind, error.status]).toEqual(['auth', 401]);
    expect(JSON.stringify([error.message, error.userMessage, String(error.cause)])).not.toContain('canary');
    expect(recorder.exchanges.filter((each) => each.status === 401).length).toBe(1);
  });

  test('the database is named, and where a person opens it', async () => {
    const { psa, autotask } = await open();
    expect(await psa.identity()).toEqual({ databaseId: seeded().ci, webUrl: `${autotask.url}/` });
  });
});

test('a row is held against the criteria in the field’s own terms', () => {
  const row = { id: '12', invoiceDateTime: '2026-10-31T00:00:00Z', email: 'A@b.test' };
  expect(meets(row, 'number', { op: 'in', field: 'id', value: [11, 12] })).toBe(true);
  expect(meets(row, 'number', { op: 'in', field: 'id', value: [1] })).toBe(false);
  expect(meets(row, 'day', { op: 'lt', field: 'invoiceDateTime', value: '2026-11-01' })).toBe(true);
  expect(meets(row, 'day', { op: 'lt', field: 'invoiceDateTime', value: '2026-10-31' })).toBe(false);
  expect(meets(row, 'text', { op: 'eq', field: 'email', value: 'a@B.test' })).toBe(true);
  expect(meets({ id: null }, 'number', { op: 'gte', field: 'id', value: 0 })).toBe(false);
});

describe('the hour', () => {
  test('upSync keeps to its share: marks stop before searches do, and both say so without asking', async () => {
    const { psa, recorder } = await open({ switches: { requestsPerHour: 100 } });
    for (let calls = 0; calls < 30; calls += 1) await psa.marks([155]);
    const mark = await trouble(psa.mark(155, '2026-11-22T10:00:00.000Z'));
    expect([mark.kind, mark.limit, mark.heldBack]).toEqual(['rate-limit', 'hour', true]);
    expect(mark.userMessage).toContain('share of Autotask’s hourly calls');
    await psa.marks([155]);
    const ends = await Promise.all(
      Array.from({ length: 60 }, () =>
        psa.marks([155]).then(
          () => 'ok',
          () => 'held',
        ),
      ),
    );
    expect(ends).toContain('held');
    expect(recorder.exchanges.length).toBeLessThanOrEqual(50);
    expect(recorder.exchanges.filter(({ method }) => method === 'PATCH')).toEqual([]);
    expect(recorder.exchanges.filter(({ path }) => path.includes('ThresholdInformation'))).toHaveLength(1);
  });

  test('what other tools use slows it down, too', async () => {
    const { psa, send } = await open({ switches: { requestsPerHour: 100 } });
    for (let calls = 0; calls < 60; calls += 1) await send('GET', 'V1.0/Companies/1');
    for (let calls = 0; calls < 26; calls += 1) await psa.marks([155]);
    expect((await trouble(psa.mark(155, '2026-11-22T10:00:00.000Z'))).limit).toBe('hour');
  });
});
