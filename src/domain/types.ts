/**
 * The words of upSync as plain data: JSON in, JSON out. Amounts are exact decimal strings (see money.ts), calendar days
 * are `YYYY-MM-DD`, instants are ISO 8601 in UTC.
 */

export * from './types/autotask.ts';
export * from './types/draft.ts';
export * from './types/maps.ts';
export * from './types/posting.ts';
export * from './types/run.ts';
export * from './types/search.ts';
export * from './types/verdict.ts';
export * from './types/words.ts';
export * from './types/xero.ts';
