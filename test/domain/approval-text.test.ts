import { describe, expect, test } from '@jest/globals';
import { chooseOrganisation } from '../../src/domain/maps.ts';
import { cardFingerprintText, openQuestions, type PlannedInvoice, planRun } from '../../src/domain/plan.ts';
import type { ContactAnswer, Level, MapEntry, RunInvoice } from '../../src/domain/types.ts';
import { aCompany, aLine, anInvoice, aPlan, aRunInvoice } from './make.ts';

/** What an approval of a card stands for: every document, and every invoice with nothing to post. */
describe('the text of a card', () => {
  const zero = (id: number) => aRunInvoice({ id, number: `Z${id}`, lines: [aLine('0', '0', { id: 9000 + id })] });
  const sent = (id: number) => aRunInvoice({ id, number: `N${id}`, lines: [aLine('10', '2', { id: 8000 + id })] });
  const held = (id: number): RunInvoice => ({ ...sent(id), held: true });
  const textOf = (invoices: RunInvoice[], organisation: string | null = 'org-1') =>
    cardFingerprintText(planRun(aPlan(invoices)), organisation);

  test('is the same in whichever order the invoices come', () => {
    const all = [sent(1), sent(2), zero(3), zero(20), zero(100)];
    expect(textOf([...all].reverse())).toBe(textOf(all));
  });

  test('is another one with every invoice more, document or not, and with another organisation', () => {
    const texts = [[sent(1)], [sent(1), sent(2)], [sent(1), zero(3)], [sent(1), zero(4)], []].map((all) => textOf(all));
    expect(new Set([...texts, textOf([sent(1)], 'org-2'), textOf([sent(1)], null)]).size).toBe(7);
  });

  test('holds nothing of what is left out', () => {
    expect(textOf([sent(1), held(2)])).toBe(textOf([sent(1)]));
    expect(JSON.parse(textOf([zero(3), held(2)]))).toEqual(['org-1', [], [3]]);
  });
});

describe('questions about companies', () => {
  const question: ContactAnswer = {
    ...{ kind: 'question', question: { why: 'no-match', sentence: 'Who is it?', suggestions: [] } },
  };
  const names = ['Beta', 'Alpha', 'Alpha'];
  const companies = names.map((name, index) => aCompany({ id: index + 1, name }));
  const answers = new Map(companies.map(({ id }) => [id, question]));
  const invoice = (id: number, companyId: number, more: Partial<RunInvoice> = {}) =>
    aRunInvoice({ id, number: `N${id}`, companyId }, more);
  const open = (invoices: RunInvoice[]) =>
    openQuestions(planRun(aPlan(invoices, { companies, answers })), answers).map((each) => [
      each.companyId,
      each.invoices.map(({ id }) => id),
    ]);

  test('are asked by name, each once, with the invoices that wait', () => {
    expect(open([invoice(1, 1), invoice(2, 3), invoice(3, 2), invoice(4, 1)])).toEqual([
      [2, [3]],
      [3, [2]],
      [1, [1, 4]],
    ]);
  });

  test('only where an invoice waits for the answer', () => {
    expect(open([invoice(1, 1, { held: true })])).toEqual([]);
    const planned: PlannedInvoice[] = planRun(aPlan([invoice(1, 1)], { companies, answers: new Map() }));
    expect(openQuestions(planned, new Map())).toEqual([]);
  });
});

describe('the organisation of an invoice', () => {
  const level = (division: string, lineOfBusiness = ''): Level => ({ id: 1, division, lineOfBusiness });
  const owner = (key: string, id: string | null): MapEntry => ({
    ...{ kind: 'organisation', key, organisation: id === null ? null : { id, name: `Books ${id}` } },
  });
  const choose = (levels: Level[], maps: MapEntry[]) =>
    chooseOrganisation(anInvoice({ lines: levels.map((each) => aLine('1', '0', { level: each })) }), maps, 'org-1');

  test('is asked of every division once one has an answer, by name', () => {
    const maps = [owner('division|A', 'org-2')];
    expect(choose([level('B'), level('C'), level('B')], maps)).toEqual({
      kind: 'missing',
      missing: [
        { kind: 'organisation', key: 'division|B', label: 'B (division)' },
        { kind: 'organisation', key: 'division|C', label: 'C (division)' },
      ],
    });
  });

  test('is asked of no line of business because a division has one, nor because any will do', () => {
    expect(choose([level('', 'B')], [owner('division|A', 'org-2')])).toEqual({ kind: 'here' });
    expect(choose([level('B')], [owner('division|A', null)])).toEqual({ kind: 'here' });
    const tracked: MapEntry = { kind: 'tracking', key: 'division|A', option: { categoryId: 'c', optionId: 'o' } };
    expect(choose([level('B')], [tracked])).toEqual({ kind: 'here' });
  });

  test('must be one', () => {
    const maps = [owner('division|A', 'org-2'), owner('division|B', 'org-3')];
    expect(choose([level('A')], maps)).toEqual({ kind: 'elsewhere', organisation: 'Books org-2' });
    expect(choose([level('A'), level('B')], maps)).toEqual({
      kind: 'several',
      organisations: ['Books org-2', 'Books org-3'],
    });
  });
});
