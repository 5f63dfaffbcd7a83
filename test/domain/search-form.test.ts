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
});
