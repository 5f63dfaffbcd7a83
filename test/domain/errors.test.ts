import { expect, test } from '@jest/globals';
import { RemoteError } from '../../src/domain/errors.ts';

const least = {
  system: 'xero',
  kind: 'refused',
  message: 'HTTP 400 at /Invoices',
  userMessage: 'Xero said no.',
} as const;

test('an error of an outside system says what is known, and that the rest is not', () => {
  expect({ ...new RemoteError(least) }).toEqual({
    ...{ name: 'RemoteError', system: 'xero', kind: 'refused', userMessage: 'Xero said no.' },
    // by itself nothing was held back: it may have left
    ...{ status: null, requestId: null, retryAfterMs: null, limit: null, heldBack: false },
  });
  expect(new RemoteError(least).message).toBe('HTTP 400 at /Invoices');
  const cause = new Error('socket hang up');
  const full = { status: 429, requestId: 'r-1', retryAfterMs: 1500, limit: 'minute', heldBack: true };
  const error = new RemoteError({ ...least, ...full, cause });
  expect(error).toMatchObject(full);
  expect(error.cause).toBe(cause);
  expect(error).toBeInstanceOf(Error);
});
