import { describe, expect, test } from '@jest/globals';
import { planRun } from '../../src/domain/plan.ts';
import { adviceFor, judgeResult } from '../../src/domain/result.ts';
import type { BooksDocument, Draft } from '../../src/domain/types.ts';
import { aPlan, aRunInvoice, documentFor } from './make.ts';

function aDraft(changes: Partial<Draft> = {}): Draft {
  const [planned] = planRun(aPlan([aRunInvoice()]));
  if (planned?.verdict.kind !== 'ready') throw new Error('Not ready');
  return { ...planned.verdict.draft, ...changes };
}

function judge(document: Partial<BooksDocument>, warnings: string[] = [], draft = aDraft()) {
  return judgeResult(draft, { ok: true, document: { ...documentFor(draft), ...document }, warnings });
}

describe('what Xero answered', () => {
  test('as asked', () => {
    expect(judge({}).kind).toBe('posted');
    expect(judge({ subTotal: '100', totalTax: '20.0', total: '120' }).kind).toBe('posted');
  });

  test.each<[string, Partial<BooksDocument>, string]>([
    ['net', { subTotal: '99.99' }, 'Its net in Xero is 99.99, not 100.00.'],
    ['tax', { totalTax: '20.01' }, 'Its tax in Xero is 20.01, not 20.00.'],
    ['total', { total: '1120' }, 'Its total in Xero is 1,120.00, not 120.00.'],
    ['status', { status: 'SUBMITTED' }, 'Its status in Xero is SUBMITTED, not DRAFT.'],
    ['number', { number: 'INV-0001' }, 'Its number in Xero is INV-0001, not INV-4711.'],
    ['no number', { number: null }, 'Its number in Xero is missing, not INV-4711.'],
    ['contact', { contactId: 'x', contactName: 'Red Bakery' }, 'Xero put it on another contact: Red Bakery.'],
    ['currency', { currency: 'USD' }, 'Its currency in Xero is USD, not EUR.'],
    ['kind', { kind: 'credit-note' }, 'Xero made it a credit note.'],
  ])('another %s is a difference', (_, document, message) => {
    expect(judge(document)).toMatchObject({ kind: 'difference', message });
  });

  test('a warning is a difference, too', () => {
    expect(judge({}, ['Account code removed'])).toMatchObject({
      kind: 'difference',
      message: 'Xero warns: Account code removed.',
    });
  });

  test('several are all told', () => {
    const answer = judge({ totalTax: '20.01', total: '120.01' }, ['Odd!']);
    expect(answer).toMatchObject({
      message: 'Its tax in Xero is 20.01, not 20.00. Its total in Xero is 120.01, not 120.00. Xero warns: Odd!',
    });
  });

  test('PAID is what an authorised document of zero becomes, and nothing else', () => {
    const zero = aDraft({ status: 'AUTHORISED', subTotal: '0.00', totalTax: '0.00', total: '0.00' });
    expect(judge({ status: 'PAID' }, [], zero).kind).toBe('posted');
    expect(judge({ status: 'PAID' }, [], aDraft({ status: 'AUTHORISED' })).kind).toBe('difference');
  });

  test('no id is no document', () => {
    expect(judge({ id: '00000000-0000-0000-0000-000000000000' }).kind).toBe('rejected');
    expect(judge({ id: '' }).kind).toBe('rejected');
  });

  test('a refusal in Xero’s words, each once', () => {
    const messages = ['Invoice # must be unique.', 'Invoice # must be unique.', 'Second thing'];
    expect(judgeResult(aDraft(), { ok: false, messages })).toEqual({
      kind: 'rejected',
      message: 'Xero says: Invoice # must be unique. Second thing.',
    });
    expect(judgeResult(aDraft(), { ok: false, messages: [' '] })).toMatchObject({
      message: 'Xero refused it without a reason.',
    });
  });

  test.each([
    ['Invoice # must be unique.', 'another number'],
    ['The contact has been archived.', 'Restore the contact'],
    ['The document date cannot be before the end of year lock date', 'lock date'],
    ['Organisation is not subscribed to currency USD', 'currency'],
    ['Something new', 'try again'],
  ])('%s: what to do', (message, advice) => {
    expect(adviceFor(message)).toContain(advice);
  });
});
