/**
 * Arranged misbehaviour. A fault meets the next `times` requests that match; what each kind looks like on the wire
 * (an empty 429, an HTML 500) is the business of the stand-in that asks.
 */
export type FaultKind =
  | 'slow' // answers after delayMs
  | 'limited' // 429
  | 'failing' // 500
  | 'down' // 503
  | 'hang' // never answers, and does nothing
  | 'lost-request' // connection cut before anything is done
  | 'lost-answer'; // does the work, then cuts the connection

export type System = 'slack' | 'autotask' | 'xero';

export interface Fault {
  system: System;
  kind: FaultKind;
  /** HTTP verb; any when left out. */
  method?: string;
  /** Part of the path; any when left out. */
  path?: string;
  /** How many requests it meets; `Infinity` until switched off. */
  times: number;
  /** slow: milliseconds (default 3,000). */
  delayMs?: number;
  /** limited: seconds in Retry-After; left out, the header is too. */
  retryAfterSeconds?: number;
}

export interface Faults {
  add(fault: Fault): void;
  /** Switches off every fault, or those of one system. */
  clear(system?: System): void;
  /** Uses up one turn of the first fault that matches. */
  take(system: System, method: string, path: string): Fault | undefined;
  /** What is still switched on; a test fails when something it arranged never happened. */
  pending(): Fault[];
}

export function createFaults(): Faults {
  let faults: Fault[] = [];
  return {
    add: (fault) => {
      faults.push({ ...fault });
    },
    clear: (system) => {
      faults = system ? faults.filter((fault) => fault.system !== system) : [];
    },
    take(system, method, path) {
      const fault = faults.find(
        (f) =>
          f.system === system &&
          f.times > 0 &&
          (!f.method || f.method === method.toUpperCase()) &&
          (!f.path || path.includes(f.path)),
      );
      if (fault) fault.times -= 1;
      faults = faults.filter((f) => f.times > 0);
      return fault;
    },
    pending: () => faults.map((fault) => ({ ...fault })),
  };
}
