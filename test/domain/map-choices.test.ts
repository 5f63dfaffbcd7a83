import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildDraft } from '../../src/domain/draft.ts';
import { judgeAnswer } from '../../src/domain/map-answers.ts';
import { chooseAccount, chooseOrganisation, chooseTax, chooseTracking, judgeTax } from '../../src/domain/maps.ts';
import { planRun } from '../../src/domain/plan.ts';
import type { Books, Level, MapEntry } from '../../src/domain/types.ts';
import { aCompany, aLine, anInvoice, aPlan, aRunInvoice, BOOKS, MAPS, REFERENCE } from './make.ts';

const CLOUD: Level = { id: 1, division: 'Managed', lineOfBusiness: 'Cloud' };
const SUPPORT: Level = { id: 2, division: 'Managed', lineOfBusiness: 'Support' };
const SUPPLY: Level = { id: 3, division: 'Supply', lineOfBusiness: 'Hardware' };
const TRACKED: Books = {
  ...BOOKS,
  items: [
    { code: 'HW', name: 'Hardware', accountCode: '210' },
    { code: 'OLD', name: 'Old', accountCode: '999' },
  ],
  tracking: [
    { id: 'division', name: 'Division', options: [{ id: 'managed', name: 'Managed' }] },
    {
      id: 'region',
      name: 'Region',
      options: [
        { id: 'north', name: 'North' },
        { id: 'south', name: 'South' },
      ],
    },
  ],
};
const option = (categoryId: string, optionId: string) => ({ categoryId, optionId });
const tracking = (key: string, to: { categoryId: string; optionId: string } | null): MapEntry => ({
  kind: 'tracking',
  key,
  option: to,
});

describe('the account', () => {
  test('an item brings its account along', () => {
    const maps: MapEntry[] = [{ kind: 'item', key: '7', itemCode: 'HW' }, ...MAPS];
    expect(chooseAccount(aLine('1', '0'), maps, TRACKED)).toMatchObject({ accountCode: '210', itemCode: 'HW' });
  });

  test.each(['OLD', 'GONE'])('item %s is asked again', (itemCode) => {
    const choice = chooseAccount(aLine('1', '0'), [{ kind: 'item', key: '7', itemCode }, ...MAPS], TRACKED);
    expect(choice).toMatchObject({
      missing: { kind: 'account', key: '7', problem: expect.stringContaining(itemCode) },
    });
  });

  test('an archived default is asked for as such, once for all lines', () => {
    const maps: MapEntry[] = [{ kind: 'default-account', key: '', accountCode: '299' }];
    expect(chooseAccount(aLine('1', '0'), maps, BOOKS)).toMatchObject({
      missing: { kind: 'default-account', key: '' },
    });
  });
});

describe('the tax', () => {
  const rate = (type: string, percent: string) => ({ type, name: type, rate: percent });

  test.each<[string | null, string, string, string]>([
    ['0.2', 'OUTPUT2', '20', 'fits'],
    ['0.2', 'OUTPUT2', '20.0000', 'fits'],
    ['0.08875', 'TAX1', '8.875', 'fits'],
    ['0.08333333', 'TAX1', '8.3333', 'fits'],
    ['0.2', 'OUTPUT2', '23', 'differs'],
    ['0.2', 'ZERO', '0', 'differs'],
    ['0', 'ZERO', '0', 'fits'],
    ['0', 'OUTPUT2', '20', 'refused'],
    ['0', 'NONE', '0', 'refused'],
    ['0.2', 'NONE', '0', 'refused'],
    [null, 'NONE', '0', 'refused'],
    [null, 'OUTPUT2', '20', 'fits'],
  ])('%s in Autotask to %s of %s%% %s', (billed, type, percent, kind) => {
    expect(judgeTax('Home', billed, rate(type, percent)).kind).toBe(kind);
  });

  const invoice = anInvoice();
  const line = aLine('100', '20');
  const choose = (entry: MapEntry, books: Books = BOOKS) =>
    chooseTax(invoice, line, { maps: [entry], books, reference: REFERENCE });
  const other: MapEntry = { kind: 'tax', key: 'Home|Standard', taxType: 'TAX021' };

  test('a difference is asked, until that very one is accepted', () => {
    expect(choose(other)).toMatchObject({ missing: { kind: 'tax', problem: expect.stringContaining('20%') } });
    expect(choose({ ...other, accepted: { billed: '20', xero: '21' } })).toMatchObject({ taxType: 'TAX021' });
    expect(choose({ ...other, accepted: { billed: '20', xero: '22' } }).kind).toBe('missing');
    expect(choose({ ...other, accepted: { billed: '19', xero: '21' } }).kind).toBe('missing');
  });

  test('a rate that was changed in Xero since is a new question', () => {
    const entry: MapEntry = { kind: 'tax', key: 'Home|Standard', taxType: 'OUTPUT2' };
    expect(choose(entry).kind).toBe('found');
    expect(choose(entry, { ...BOOKS, taxRates: [rate('OUTPUT2', '22.5')] })).toMatchObject({
      missing: {
        problem:
          'Autotask bills Home × Standard at 20%, “OUTPUT2” in Xero is 22.5%. Choose another rate, or accept the difference.',
      },
    });
  });

  test('what was accepted is kept as the two rates', () => {
    const context = { books: BOOKS, maps: [], reference: REFERENCE, organisations: [] };
    const judged = judgeAnswer(other, context);
    expect(judged).toMatchObject({ kind: 'differs', entry: { accepted: { billed: '20', xero: '21' } } });
    const again = judged.kind === 'differs' ? judgeAnswer(other, { ...context, maps: [judged.entry] }) : null;
    expect(again?.kind).toBe('fits');
  });
});

describe('tracking', () => {
  const choose = (level: Level | null, maps: MapEntry[]) => chooseTracking(aLine('1', '0', { level }), maps, TRACKED);

  test('none, and no question, before anybody decided on any', () => {
    expect(choose(CLOUD, MAPS)).toEqual({ kind: 'found', tracking: [] });
    expect(choose(null, [tracking('division|Managed', option('division', 'managed'))])).toEqual({
      kind: 'found',
      tracking: [],
    });
  });

  test('a category each of division and line of business', () => {
    const maps = [
      tracking('division|Managed', option('division', 'managed')),
      tracking('line|Cloud', option('region', 'north')),
    ];
    expect(choose(CLOUD, maps)).toEqual({
      kind: 'found',
      tracking: [option('division', 'managed'), option('region', 'north')],
    });
  });

  test('of one category the line of business counts', () => {
    const maps = [
      tracking('division|Managed', option('region', 'south')),
      tracking('line|Cloud', option('region', 'north')),
    ];
    expect(choose(CLOUD, maps)).toEqual({ kind: 'found', tracking: [option('region', 'north')] });
  });

  test('once one is mapped the others are asked, and none can be the answer', () => {
    const maps = [tracking('division|Managed', option('division', 'managed'))];
    expect(choose(SUPPLY, maps)).toMatchObject({ missing: { key: 'division|Supply', label: 'Supply (division)' } });
    expect(choose(SUPPLY, [...maps, tracking('division|Supply', null)])).toEqual({ kind: 'found', tracking: [] });
  });

  test('an option that is gone is asked again', () => {
    const maps = [tracking('division|Managed', option('division', 'gone'))];
    expect(choose(CLOUD, maps)).toMatchObject({ missing: { kind: 'tracking', problem: expect.any(String) } });
  });

  test('changes no amount, whatever is mapped to what', () => {
    const levels = fc.constantFrom(null, CLOUD, SUPPORT, SUPPLY);
    const options = fc.constantFrom(
      null,
      option('division', 'managed'),
      option('region', 'north'),
      option('region', 'south'),
    );
    const cents = fc.integer({ min: 1, max: 90_000 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(levels, cents), { minLength: 1, maxLength: 5 }),
        fc.array(options, { minLength: 5, maxLength: 5 }),
        (given, to) => {
          const lines = given.map(([level, amount]) =>
            aLine((amount / 100).toFixed(2), (amount / 500).toFixed(4), { level }),
          );
          const keys = ['division|Managed', 'division|Supply', 'line|Cloud', 'line|Support', 'line|Hardware'];
          const maps = keys.map((key, index) => tracking(key, to[index] ?? null));
          const tracked = draftOf(lines, maps);
          const plain = draftOf(lines, []);
          for (const each of tracked.lines) {
            const categories = (each.tracking ?? []).map(({ categoryId }) => categoryId);
            expect(categories.length).toBeLessThanOrEqual(2);
            expect(new Set(categories).size).toBe(categories.length);
          }
          expect({ ...tracked, lines: tracked.lines.map(({ tracking: _, ...line }) => line) }).toEqual(plain);
        },
      ),
    );
  });

  function draftOf(lines: ReturnType<typeof aLine>[], maps: MapEntry[]) {
    const { settings } = aPlan([]);
    const answer = buildDraft({
      ...{ invoice: anInvoice({ lines }), company: aCompany(), contactId: 'c', organisationId: 'org-1', generation: 1 },
      ...{ books: TRACKED, reference: REFERENCE, maps: [...MAPS, ...maps], settings },
    });
    if (!answer.ok) throw new Error(JSON.stringify(answer.verdict));
    return answer.draft;
  }
});

describe('the organisation', () => {
  const IRELAND = { id: 'org-2', name: 'Harbour Ireland' };
  const owner = (key: string, organisation: { id: string; name: string } | null): MapEntry => ({
    kind: 'organisation',
    key,
    organisation,
  });
  const choose = (levels: (Level | null)[], maps: MapEntry[]) =>
    chooseOrganisation(anInvoice({ lines: levels.map((level) => aLine('1', '0.2', { level })) }), maps, 'org-1');

  test.each<[string, (Level | null)[], MapEntry[], string]>([
    ['nothing is decided', [CLOUD, SUPPLY], [], 'here'],
    ['it is the run’s', [CLOUD], [owner('division|Managed', { id: 'org-1', name: 'Harbour' })], 'here'],
    ['it is another one', [CLOUD, null], [owner('division|Managed', IRELAND)], 'elsewhere'],
    ['any will do', [SUPPLY], [owner('division|Managed', IRELAND), owner('division|Supply', null)], 'here'],
    ['one was forgotten', [SUPPLY], [owner('division|Managed', IRELAND)], 'missing'],
    [
      'lines of two',
      [CLOUD, SUPPLY],
      [owner('division|Managed', IRELAND), owner('division|Supply', { id: 'org-1', name: 'Harbour' })],
      'several',
    ],
    [
      'the line of business says otherwise',
      [CLOUD],
      [owner('division|Managed', IRELAND), owner('line|Cloud', { id: 'org-1', name: 'Harbour' })],
      'here',
    ],
  ])('%s', (_, levels, maps, kind) => {
    expect(choose(levels, maps).kind).toBe(kind);
  });

  test('what belongs elsewhere is left out of the run, what belongs to two is refused', () => {
    const invoice = (id: number, levels: Level[]) =>
      aRunInvoice({ id, number: `N${id}`, lines: levels.map((level) => aLine('100', '20', { level })) });
    const maps = [
      ...MAPS,
      owner('division|Managed', IRELAND),
      owner('division|Supply', { id: 'org-1', name: 'Harbour' }),
    ];
    const planned = planRun(aPlan([invoice(1, [CLOUD]), invoice(2, [SUPPLY]), invoice(3, [CLOUD, SUPPLY])], { maps }));
    expect(planned.map(({ verdict }) => verdict)).toMatchObject([
      { kind: 'held', by: 'other-organisation', organisation: 'Harbour Ireland' },
      { kind: 'ready' },
      { kind: 'refused', code: 'two-organisations', reason: expect.stringContaining('Harbour Ireland, Harbour') },
    ]);
  });
});
