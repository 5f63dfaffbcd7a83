import { expect, test } from '@jest/globals';
import { drawMessage } from '../../src/blocks/index.ts';
import { report, runCard } from './samples.ts';

test('notes of a report that have no place on the card are counted', () => {
  const drawn = (notes: number) => {
    const markNotes = Array.from({ length: notes }, (_, n) => `N${n + 1}: kept its number.`);
    const view = runCard('small', { state: 'posted', report: { ...report('small'), markNotes } });
    return JSON.stringify(drawMessage(view).blocks);
  };
  expect(drawn(4)).toContain('N4: kept');
  expect(drawn(4)).not.toContain('more note');
  expect(drawn(5)).not.toContain('N5: kept');
  expect(drawn(5)).toContain('and 1 more note: press Show all');
  expect(drawn(9)).toContain('and 5 more notes: press Show all');
});

test('the question before lines are joined counts its documents', () => {
  const asked = (count: number) => {
    const attention = [
      { tone: 'info' as const, sentence: 'x', invoices: [], action: { kind: 'join-lines' as const, count } },
    ];
    return JSON.stringify(drawMessage(runCard('small', { attention })).blocks);
  };
  expect(asked(1)).toContain('1 document of this run gets one line');
  expect(asked(2)).toContain('2 documents of this run get one line');
});
