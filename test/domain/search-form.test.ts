import { describe, expect, test } from '@jest/globals';
import { criteriaFromFields, type FilledSearch } from '../../src/domain/search-form.ts';

const EMPTY: FilledSearch = {
  division: null,
  preset: null,
  invoiceIds: '',
  from: null,
  to: null,
  includeMarked: false,
};

function read(fields: Partial<FilledSearch>) {
  return criteriaFromFields({ ...EMPTY, ...fields }, '2026-11-05');
}

describe('the search window', () => {
  test('all fields together', () => {
    const fields = { division: 'North', preset: 'last-month', invoiceIds: '12, 13;14\n15', includeMarked: true };
    expect(read(fields)).toEqual({
      ok: true,
      criteria: {
        period: { from: '2026-10-01', to: '2026-10-31' },
        invoiceIds: [12, 13, 14, 15],
        division: 'North',
        includeMarked: true,
        dryRun: false,
      },
    });
  });

  test('days go before the preset', () => {
    const answer = read({ preset: 'last-month', from: '2026-09-01', to: '2026-09-02' });
    expect(answer).toMatchObject({ ok: true, criteria: { period: { from: '2026-09-01', to: '2026-09-02' } } });
  });

  test.each<[string, Partial<FilledSearch>, string]>([
    ['nothing', {}, 'preset'],
    ['a division alone', { division: 'North' }, 'preset'],
    ['words for ids', { invoiceIds: 'twelve' }, 'invoiceIds'],
    ['a huge id', { invoiceIds: '9'.repeat(20) }, 'invoiceIds'],
    ['too many ids', { invoiceIds: Array.from({ length: 201 }, (_, index) => index + 1).join(' ') }, 'invoiceIds'],
    ['no last day', { from: '2026-10-01' }, 'to'],
    ['no first day', { to: '2026-10-01' }, 'from'],
    ['the wrong way round', { from: '2026-10-02', to: '2026-10-01' }, 'to'],
    ['a preset there is not', { preset: 'someday' }, 'preset'],
  ])('%s: said at the field', (_, fields, field) => {
    const answer = read(fields);
    expect(answer.ok ? [] : Object.keys(answer.errors)).toEqual([field]);
  });

  const ids = (count: number) => Array.from({ length: count }, (_, nth) => nth + 1).join(', ');
  const whole = (wrong: string) =>
    `Autotask’s invoice ids are whole numbers; ${wrong} is not one. For example: 1234, 1235`;

  test.each<[Partial<FilledSearch>, Record<string, string>]>([
    [{ invoiceIds: '12, x1 ;; 1.5 0' }, { invoiceIds: whole('x1, 1.5, 0') }],
    [{ invoiceIds: '12a' }, { invoiceIds: whole('12a') }],
    [{ invoiceIds: ids(201) }, { invoiceIds: 'At most 200 ids at a time.' }],
    [{ from: '2026-10-01' }, { to: 'Choose the last day, too.' }],
    [{ to: '2026-10-01' }, { from: 'Choose the first day, too.' }],
    [{ from: '2026-10-01', preset: 'last-month' }, { to: 'Choose the last day, too.' }],
    [{ from: '2026-10-02', to: '2026-10-01' }, { to: 'The last day is before the first.' }],
    [{ preset: 'someday' }, { preset: 'Choose one of the periods.' }],
    [{}, { preset: 'Choose a period, or give invoice ids.' }],
    [
      { invoiceIds: 'x', from: '2026-10-01', preset: 'someday' },
      { ...{ invoiceIds: whole('x'), to: 'Choose the last day, too.' }, preset: 'Choose one of the periods.' },
    ],
  ])('%j: in words', (fields, errors) => {
    expect(read(fields)).toEqual({ ok: false, errors });
  });

  test('just enough is enough', () => {
    const bare = { period: null, division: null, includeMarked: false, dryRun: false };
    expect(read({ invoiceIds: ' 1 ' })).toEqual({ ok: true, criteria: { ...bare, invoiceIds: [1] } });
    expect(read({ invoiceIds: ids(200) })).toMatchObject({ ok: true, criteria: { period: null } });
    const day = '2026-10-01';
    expect(read({ from: day, to: day })).toMatchObject({ ok: true, criteria: { period: { from: day, to: day } } });
    expect(read({ preset: 'last-month' })).toMatchObject({ ok: true, criteria: { period: { from: '2026-10-01' } } });
  });
});
