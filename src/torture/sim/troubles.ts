import type { Fault, FaultKind, Faults, System } from '../../sandbox/faults.ts';
import type { DatabaseTrouble } from './database.ts';
import type { Random } from './random.ts';
import type { Chances } from './stage.ts';
import type { VirtualTime } from './time.ts';

/** What goes wrong in a story, drawn from its seed, until it is called off. */
export interface Troubles extends Chances {
  /** Nothing goes wrong any more. */
  callOff(): void;
  /** What went wrong, in the order it did. */
  happened: string[];
}

/** The stand-ins' switches that belong to a trouble. */
export interface Switches {
  xero?: { failAfterWork: boolean };
  autotask?: { failingBody: 'html' | 'errors' };
}

interface Mix {
  xero: number;
  autotask: number;
  kinds: FaultKind[];
  database: number;
  chat: number;
  queue: number;
  death: number;
  clockErrorMs: number;
}

const KINDS: FaultKind[] = ['slow', 'limited', 'failing', 'down', 'hang', 'lost-request', 'lost-answer'];
/** More would only make the story longer. */
const MOST_TROUBLES = 14;
const MOST_DEATHS = 4;

export function drawTroubles(random: Random, time: VirtualTime, switches: Switches): Troubles {
  const mix = drawMix(random.fork('mix'));
  const wire = random.fork('faults');
  const inside = random.fork('inside');
  const happened: string[] = [];
  let off = false;
  let deaths = 0;

  function strikes(source: Random, probability: number): boolean {
    return source.chance(probability) && !off && happened.length < MOST_TROUBLES;
  }
  function note<T extends string>(trouble: T): T {
    happened.push(trouble);
    return trouble;
  }
  function take(system: System, method: string, path: string): Fault | undefined {
    const isWrite = method !== 'GET' && /\/(Invoices|CreditNotes|Contacts)$/.test(path);
    if (system === 'slack' || !strikes(wire, mix[system] * (isWrite ? 3 : 1))) return undefined;
    const kind = wire.pick(mix.kinds);
    if (switches.xero) switches.xero.failAfterWork = wire.chance(0.5);
    if (switches.autotask) switches.autotask.failingBody = wire.chance(0.5) ? 'html' : 'errors';
    note(`${system} ${method} ${path.split('/').at(-1)}: ${kind}`);
    return {
      ...{ system, kind, times: 1, delayMs: wire.pick([2_000, 40_000, 90_000, 200_000, 330_000]) },
      ...(wire.chance(0.5) && { retryAfterSeconds: wire.between(1, 45) }),
    };
  }
  const faults: Faults = { add: () => undefined, clear: () => undefined, pending: () => [], take };

  return {
    faults,
    random: inside,
    happened,
    callOff: () => {
      off = true;
    },
    database() {
      if (!strikes(inside, mix.database)) return undefined;
      return note(inside.pick<DatabaseTrouble>(['lost-before', 'lost-after', 'disk-full']));
    },
    chat() {
      if (!strikes(inside, mix.chat)) return undefined;
      return note(inside.pick(['unavailable', 'lost-answer'] as const));
    },
    queue: () => strikes(inside, mix.queue),
    dies(point) {
      if (deaths >= MOST_DEATHS || !strikes(inside, mix.death)) return false;
      deaths += 1;
      note(`death at ${point}`);
      return true;
    },
    downMs: () => inside.pick([200, 2_000, 20_000, 120_000]),
    clockErrorMs: () => (off ? 0 : time.now() % 600_000 < 120_000 ? mix.clockErrorMs : 0),
  };
}

function drawMix(random: Random): Mix {
  const some = (...rates: number[]) => random.pick(rates);
  return {
    xero: some(0, 0.03, 0.08, 0.2),
    autotask: some(0, 0, 0.03, 0.1),
    kinds: random.chance(0.4) ? [random.pick(KINDS), random.pick(KINDS)] : KINDS,
    database: some(0, 0, 0, 0.003, 0.02),
    chat: some(0, 0, 0.05, 0.3),
    queue: some(0, 0, 0.1),
    death: some(0, 0.02, 0.08, 0.2),
    clockErrorMs: some(0, 0, 0, -7_000, 90_000, 420_000),
  };
}
