import { describe, expect, test } from '@jest/globals';
import { createByCall } from '../../src/torture/roads/by-call.ts';
import { differences, type Fields } from '../../src/torture/roads/ending.ts';
import type { CallTrouble } from '../../src/torture/roads/story.ts';

const trouble: CallTrouble = {
  ...{ system: 'xero', call: 'write Invoices', nth: 2, kind: 'lost-answer', delayMs: 3_000, afterWork: true },
};
const put = (faults: ReturnType<typeof createByCall>['faults'], path = '/api.xro/2.0/Invoices') =>
  faults.take('xero', 'PUT', path)?.kind;

describe('a trouble by its call', () => {
  test('meets the n-th of its kind, once', () => {
    const { faults, happened } = createByCall([trouble], {});
    faults.take('xero', 'GET', '/api.xro/2.0/Invoices');
    expect([put(faults), put(faults, '/api.xro/2.0/Contacts'), put(faults), put(faults)]).toEqual([
      ...[undefined, undefined, 'lost-answer', undefined],
    ]);
    expect(happened).toEqual(['xero write Invoices 2: lost-answer']);
  });

  test('tells a query of Autotask’s, sent by POST, from a write', () => {
    const { faults } = createByCall([{ ...trouble, system: 'autotask', call: 'read Invoices', nth: 1 }], {});
    expect(faults.take('autotask', 'PATCH', '/atservicesrest/v1.0/Invoices')).toBeUndefined();
    expect(faults.take('autotask', 'POST', '/atservicesrest/v1.0/Invoices/query')?.kind).toBe('lost-answer');
  });

  test('tells of the first document that is sent, before it is there', () => {
    let sent = 0;
    const { faults } = createByCall([], {}, () => {
      sent += 1;
    });
    put(faults, '/api.xro/2.0/Contacts');
    expect(sent).toBe(0);
    put(faults);
    put(faults);
    expect(sent).toBe(1);
  });
});

describe('two endings', () => {
  const fields: Fields = {
    ...{ documents: ['S-1', 'S-2'], contacts: [], autotask: [], ledger: [], rows: [], cards: ['Done.', 'Done.'] },
    decisions: [],
  };

  test('are the same where each line is there as often', () => {
    expect(differences(fields, { ...fields, documents: ['S-2', 'S-1'] })).toEqual([]);
  });

  test('differ by a line that is lost, doubled or another', () => {
    expect(differences(fields, { ...fields, documents: ['S-1'] })).toEqual([
      'documents: only on the simulated road: S-2',
    ]);
    expect(differences(fields, { ...fields, documents: ['S-1', 'S-2', 'S-2'] })).toEqual([
      'documents: only on the real road: S-2',
    ]);
    expect(differences(fields, { ...fields, cards: ['Done.'] })).toEqual(['cards: only on the simulated road: Done.']);
  });
});
