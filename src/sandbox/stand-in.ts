import type { SandboxClock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { listen, Recorder } from './http.ts';
import type { Store } from './store.ts';

/** What every stand-in is given. `port` 0 takes a free one. */
export interface StandInOptions {
  store: Store;
  clock: SandboxClock;
  faults: Faults;
  recorder: Recorder;
  port: number;
  /** The network it listens on; left out: this machine's. */
  listen?: typeof listen;
}

export type { AutotaskRow, XeroRow } from './world-api.ts';
