import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Card, labelsOf, postAll, searchFor, toApproval } from '../helpers/card.ts';
import { bill, smallWorld, tenantOf } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';

/** One month in which every rule of amounts, kinds and document fields has an invoice of its own. */
const BLOCK_HOURS = { net: '90.00', tax: '18.00', quantity: '3.175', rate: '100.00005' };
const HALF = { net: '0.135', tax: '0.027' };
const month = [
  bill(101, { date: '2026-10-31' }),
  bill(102),
  bill(103, { net: '90.00', tax: '18.00', lines: [BLOCK_HOURS] }),
  bill(104, { net: '10.004', tax: '2.004' }),
  bill(105),
  bill(106),
  bill(107, {
    ...{ net: '70.00', tax: '14.00' },
    lines: [
      { net: '100', tax: '20', quantity: '1', rate: '100' },
      { net: '-30', tax: '-6', quantity: '1', rate: '-30' },
    ],
  }),
  bill(108, { net: '-50.00', tax: '-10.00' }),
  bill(109, { net: '0', tax: '0', number: 'N-110' }),
  bill(110),
  bill(111, { number: 'DUP' }),
  bill(112, { number: 'DUP' }),
  bill(113, { number: null }),
  bill(114, { currency: 'CHF' }),
  bill(115, { number: 'N-101' }),
  bill(116, { date: '2026-09-30' }),
  bill(117, { net: '0.27', tax: '0.054', lines: [HALF, HALF] }),
  bill(118),
  bill(119, { number: 'ERROR' }),
];
const world = smallWorld(month.map((each) => ({ currency: 'EUR', ...each })));
const tenant = tenantOf(world);
const SEARCH = `id:${Array.from({ length: 17 }, (_, index) => 101 + index).join(',')}`;
const [books] = world.xero.organisations;
if (books) {
  books.currencies = books.currencies.filter((currency) => currency !== 'CHF');
  books.periodLockDate = '2026-09-30';
}
change(101, { orderNumber: 'PO-7', dueDate: '2026-11-30' });
change(102, { invoiceTotal: '110.0000' });
change(103, {}, { extendedPrice: '317.5002' });
change(105, { totalTaxValue: '20.5000' }, { taxDollars: '20.5000' });
change(106, { invoiceTotal: '-5.0000', totalTaxValue: '1.0000' }, { totalAmount: '-5.0000', taxDollars: '1.0000' });

function change(id: number, header: object, line: object = {}): void {
  for (const one of world.autotask.invoices) if (one.id === id) Object.assign(one, header);
  for (const one of world.autotask.billingItems) if (one.invoiceID === id) Object.assign(one, line);
}

let stage: Stage;
let card: Card;
let preview: string;

beforeAll(async () => {
  stage = await openStage({ world, xeroSwitches: { minuteLimit: 5_000 } });
  stage.sandbox.autotask.voidInvoice(115);
  card = await toApproval(stage, await searchFor(stage, SEARCH));
  const { approver } = stage.cast;
  await card.press(approver, 'Preview');
  preview = approver.textOf(await approver.untilModal('Page 1 of 3'));
  for (const page of [2, 3]) {
    await approver.click('modal', 'Next page');
    preview += approver.textOf(await approver.untilModal(`Page ${page} of 3`));
  }
  await approver.closeModal();
}, 120_000);
afterAll(() => stage?.close());
afterEach(() => expect(stage.wireProblems()).toEqual([]));

function documentOf(number: string) {
  const found = stage.sandbox.xero.organisation(tenant).documents.find((document) => document.number === number);
  if (!found) throw new Error(`${number} is not in Xero`);
  return found;
}

describe('before anybody approves, card and preview say', () => {
  test.each([
    [
      'lines that do not add up, with the figures',
      /N-102 stays out: Its lines add up to 100\.00 net, its header says 110\.00/,
    ],
    [
      'tax that a cent a line cannot bring about, with both',
      /N-105 stays out: .*20\.50.*20\.00|N-105 .*20\.00.*20\.50/,
    ],
    ['net and tax of opposite sign', /N-106 stays out: Net -5\.00 and tax 1\.00 have opposite signs/],
    ['a number that two invoices have: both wait', /DUP .*\n(?:.*\n)*?.*DUP /],
    [
      'a currency that the organisation does not have',
      /N-114 stays out: Company 1114 is billed in CHF, which .* does not have/,
    ],
    [
      'a day that the lock date closes',
      /N-116 stays out: It is dated 30 Sept? 2026, and the books of .* are locked up to 30 Sept? 2026/,
    ],
    ['an id that stands in for a number', /Autotask has no number for it; its id 113 is the number/],
    [
      'another cent when rounded together, both figures',
      /rounded apart make 12\.00, rounded together 12\.01; the books follow 12\.00/,
    ],
  ])('%s', (_, sentence) => {
    expect(preview).toMatch(sentence);
  });

  test('what becomes a credit note, what is nothing to post, and what was voided', async () => {
    const text = await card.text();
    expect(text).toContain('1 invoice is negative and becomes a credit note.');
    expect(text).toContain('1 invoice has a total of zero: nothing to post.');
    expect(text).toContain('1 invoice is voided in Autotask, and never posted.');
    expect(stage.sandbox.xero.rows()).toEqual([]);
  });

  test('a zero and a voided invoice take no number from others', async () => {
    const { planned } = await card.picture();
    const verdict = (id: number) => planned.find(({ invoice }) => invoice.id === id)?.verdict.kind;
    expect([101, 110, 111, 112].map(verdict)).toEqual(['ready', 'ready', 'refused', 'refused']);
  });
});

describe('a dry run', () => {
  test('shows the same and asks for no approval; nothing is sent', async () => {
    const before = stage.sandbox.recorder.exchanges.length;
    const dry = await searchFor(stage, 'id:117,118 dry-run');
    await dry.until('A dry run: this is what would be sent, and nothing was.');
    expect(labelsOf(await dry.message())).not.toContain('Approve');
    await dry.press(stage.cast.searcher, 'Preview');
    await stage.cast.searcher.untilModal('N-117 · Invoice · ');
    const sent = stage.sandbox.recorder.exchanges.slice(before);
    expect(sent.filter(({ system, method }) => system === 'xero' && method !== 'GET')).toEqual([]);
  }, 120_000);
});

describe('in Xero', () => {
  beforeAll(async () => {
    await card.press(stage.cast.approver, 'Approve');
    await card.until('8 of 8 are in Xero');
  }, 120_000);

  test('every document is equal to the cent, and so are the sums', async () => {
    const totals = ['N-101', 'N-103', 'N-104', 'N-107', 'N-108', 'N-110', '113', 'N-117'].map((number) => {
      const { subTotal, totalTax, total } = documentOf(number);
      return [subTotal, totalTax, total].map(Number);
    });
    expect(totals).toEqual([
      [100, 20, 120],
      [90, 18, 108],
      [10, 2, 12],
      [70, 14, 84],
      [50, 10, 60],
      [100, 20, 120],
      [100, 20, 120],
      [0.27, 0.05, 0.32],
    ]);
    expect(await card.text()).toMatch(/Autotask 504\.32 = Xero 504\.32/);
    expect(await card.text()).toContain('the books follow the parts: N-104 is 12.00 (together 12.01).');
  });

  test('what is billed counts, not quantity × price: the true ones stand in the text', () => {
    const [line] = documentOf('N-103').lines;
    expect(line).toMatchObject({ quantity: '1.0000', lineAmount: '90.00' });
    expect(line?.description).toContain('Quantity 3.175 at 100.00005');
  });

  test('tax goes against Xero’s own on as few lines as needed, each by a cent', () => {
    const puts = stage.sandbox.recorder.exchanges.filter(
      ({ method, path }) => method === 'PUT' && path.endsWith('Invoices'),
    );
    const sent = puts.flatMap(({ body }) => (body as { Invoices: Sent[] }).Invoices);
    const taxes = sent.flatMap(({ InvoiceNumber, LineItems }) =>
      LineItems.flatMap(({ TaxAmount }) => (TaxAmount === undefined ? [] : [[InvoiceNumber, TaxAmount]])),
    );
    expect(taxes).toEqual([['N-117', 0.02]]);
  });

  test('a negative line stays; a credit note has its signs turned and its reference', () => {
    expect(documentOf('N-107').lines.map(({ lineAmount }) => Number(lineAmount))).toEqual([100, -30]);
    const note = documentOf('N-108');
    expect(note.type).toBe('ACCRECCREDIT');
    expect(note.lines.map(({ lineAmount }) => Number(lineAmount))).toEqual([50]);
    expect(note.reference).toMatch(/AT-108$/);
  });

  test('days are calendar days; the purchase order is the reference; the link leads back to invoice and run', () => {
    const document = documentOf('N-101');
    expect(document).toMatchObject({ date: '2026-10-31', dueDate: '2026-11-30', reference: 'PO-7' });
    const query = new URL(document.url ?? '').searchParams;
    expect([query.get('invoice'), query.get('run')]).toEqual(['101', card.runId]);
  });

  test('the report’s totals by company, division and tax rate, both sides', async () => {
    const { searcher } = stage.cast;
    await card.press(searcher, 'Totals');
    const companies = searcher.textOf(await searcher.untilModal('By company: 8 companies, all equal.'));
    expect(companies).toContain(
      'Company 1108\nAutotask EUR -60.00 = Xero -60.00 · net -50.00 · tax -10.00 · 1 invoice',
    );
    await searcher.click('modal', 'Tax rates');
    const rates = searcher.textOf(await searcher.untilModal('By tax rate: 1 tax rate, all equal.'));
    expect(rates).toContain('20%\nAutotask EUR 504.32 = Xero 504.32');
    await searcher.click('modal', 'Divisions');
    await searcher.untilModal('By division: 1 division, all equal.');
    await searcher.closeModal();
  });

  test('what is zero is counted apart in the mark question, and marked with the others', async () => {
    const label = await card.button('Yes, mark 9');
    expect(await card.text()).toMatch(/Mark 9 invoices.*1 .*(zero|nothing to post)/);
    await card.press(stage.cast.approver, label);
    await card.until('9 marked in Autotask');
    expect(stage.sandbox.autotask.invoice(109)?.webServiceDate).not.toBeNull();
    expect(stage.sandbox.autotask.invoice(102)?.webServiceDate).toBeNull();
  }, 120_000);
});

test('a number that another connector left as ERROR is none: the id is proposed, and stands in Xero', async () => {
  const posted = await postAll(stage, 'id:119');
  expect(documentOf('119').total).toBe('120.00');
  expect(await posted.text()).toContain('1 of 1 are in Xero');
}, 120_000);

interface Sent {
  InvoiceNumber: string;
  LineItems: { TaxAmount?: number }[];
}
