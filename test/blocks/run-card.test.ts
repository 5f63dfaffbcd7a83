import { expect, test } from '@jest/globals';
import { drawMessage } from '../../src/blocks/index.ts';
import { labelsOf, setUpLabel } from '../../src/demo/looking.ts';
import type { MapQuestionKind } from '../../src/domain/views.ts';
import type { Json } from '../../src/sandbox/slack/client-api.ts';
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

test('the button of the set-up window says what is open', () => {
  const labelled = (...mapKinds: MapQuestionKind[]) => {
    const next = { kind: 'questions' as const, maps: 3, mapKinds, companies: 0, invoices: 1 };
    return setUpLabel(labelsOf({ blocks: drawMessage(runCard('small', { next })).blocks as unknown as Json[] }));
  };
  expect(labelled('account', 'tax')).toBe('Choose accounts and tax');
  expect(labelled('account')).toBe('Choose accounts');
  expect(labelled('tax')).toBe('Choose tax');
  expect(labelled('tracking')).toBe('Choose tracking');
  expect(labelled('organisation')).toBe('Choose divisions’ organisations');
  expect(labelled('tracking', 'tax', 'organisation')).toBe('Choose tax, tracking and divisions’ organisations');
});

test('the question before the marks says how many were changed since', () => {
  const asked = (changed: number) => {
    const next = { kind: 'mark' as const, count: 3, nothingToPost: 0, changed };
    return JSON.stringify(drawMessage(runCard('small', { next })).blocks);
  };
  expect(asked(0)).not.toContain('changed in Autotask');
  expect(asked(1)).toContain('1 of them was changed in Autotask since posting; Xero keeps what was posted.');
  expect(asked(2)).toContain('2 of them were changed');
});
