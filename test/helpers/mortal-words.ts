import type { CrashPoint } from '../../src/services/deps.ts';

/** What a process that may be killed is told, and what it tells on its standard error. */
export type Orders = { dieAt: CrashPoint; nth: number };

/** A call has left for Xero's accounting API. */
export const TO_XERO = '[a call to Xero]';
