import { describe, expect, test } from '@jest/globals';
import { nextStep } from '../../src/domain/next-step.ts';
import { planRun } from '../../src/domain/plan.ts';
import { readRetention, retentionCutoff, retentionWords } from '../../src/domain/retention.ts';
import { aPlan, aRun, aRunInvoice } from './make.ts';

test.each([
  ['2028-11-22T03:00:00.000Z', 24, '2026-11-22T03:00:00.000Z'],
  ['2027-08-31T03:00:00.000Z', 6, '2027-02-28T03:00:00.000Z'],
  ['2028-02-29T03:00:00.000Z', 12, '2027-02-28T03:00:00.000Z'],
  ['2027-01-31T03:00:00.000Z', 120, '2017-01-31T03:00:00.000Z'],
])('%s less %i months', (now, months, cutoff) => {
  expect(retentionCutoff(new Date(now), months).toISOString()).toBe(cutoff);
});

test('what is stored and not understood is two years', () => {
  expect([24, 6, 0, -1, 7, '6', null, undefined].map(readRetention)).toEqual([24, 6, 24, 24, 24, 24, 24, 24]);
  expect([6, 18, 24, 36, 120].map(retentionWords)).toEqual([
    '6 months',
    '18 months',
    '24 months',
    '3 years',
    '10 years',
  ]);
});

describe('a run without its details', () => {
  const detailsDeletedAt = '2028-11-22T03:00:00.000Z';
  const invoice = aRunInvoice({ lines: [], net: '100.00', tax: '20.00' });

  test('says why nothing of it can be sent, and asks nothing of anybody', () => {
    const run = aRun({ state: 'open', detailsDeletedAt });
    const planned = planRun(aPlan([invoice], { run }));
    expect(planned.map(({ verdict }) => verdict)).toMatchObject([{ kind: 'refused', code: 'no-lines' }]);
    const organisations = [{ id: 'org-1', name: 'Harbour Books' }];
    const step = nextStep({
      ...{ run, planned, organisations, connected: true, everConnected: true, direct: false, fingerprint: '' },
    });
    expect(step).toMatchObject({ kind: 'none' });
  });
});
