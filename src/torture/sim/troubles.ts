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
  /** At the requests that put documents into Xero, of the kinds that leave a doubt, and with a budget of its own. */
  doubt: number;
  database: number;
  chat: number;
  queue: number;
  death: number;
  /** While invoices are posted and marked: with a budget of its own, since other troubles come first and use up theirs. */
  deathInTheAct: number;
  clockErrorMs: number;
}

const KINDS: FaultKind[] = ['slow', 'limited', 'failing', 'down', 'hang', 'lost-request', 'lost-answer'];
const DOUBTS: FaultKind[] = ['lost-answer', 'lost-answer', 'lost-request', 'slow', 'failing', 'hang'];
/** By so much a request is late that is carried out after its sender gave up. */
const LATE_MS = [90_000, 200_000, 330_000];
/** The last ones: when it comes back, Xero has forgotten the key of what was under way. */
const DOWN_MS = [200, 2_000, 20_000, 120_000, 480_000, 900_000];
const KEY_LIVES_MS = 360_000;
/** More would only make the story longer. */
const MOST_TROUBLES = 14;
const MOST_DOUBTS = 8;
const MOST_DEATHS = 4;
const MOST_DEATHS_IN_THE_ACT = 3;

export function drawTroubles(random: Random, time: VirtualTime, switches: Switches): Troubles {
  const mix = drawMix(random.fork('mix'));
  const wire = random.fork('faults');
  const inside = random.fork('inside');
  const happened: string[] = [];
  let off = false;
  let deaths = 0;
  let deathsInTheAct = 0;
  let spent = 0;
  let doubts = 0;
  let isClockWrong = false;

  function strikes(source: Random, probability: number): boolean {
    return source.chance(probability) && !off && spent < MOST_TROUBLES;
  }
  function note<T extends string>(trouble: T): T {
    spent += 1;
    happened.push(trouble);
    return trouble;
  }
  function take(system: System, method: string, path: string): Fault | undefined {
    const isWrite = method !== 'GET' && /\/(Invoices|CreditNotes|Contacts)$/.test(path);
    const inDoubt = isOfDocuments(system, method, path) && !off && doubts < MOST_DOUBTS && wire.chance(mix.doubt);
    if (inDoubt) doubts += 1;
    else if (system === 'slack' || !strikes(wire, mix[system] * (isWrite ? 3 : 1))) return undefined;
    const kind = wire.pick(inDoubt ? DOUBTS : mix.kinds);
    if (switches.xero) switches.xero.failAfterWork = wire.chance(0.5);
    if (switches.autotask) switches.autotask.failingBody = wire.chance(0.5) ? 'html' : 'errors';
    const delayMs = wire.pick(inDoubt ? LATE_MS : [2_000, 40_000, ...LATE_MS]);
    const retryAfterSeconds = wire.chance(0.5) ? wire.between(1, 45) : undefined;
    const how: Partial<Record<FaultKind, string | undefined>> = {
      slow: `${delayMs / 1_000} s`,
      limited: retryAfterSeconds === undefined ? undefined : 'Retry-After',
      failing:
        system === 'xero' ? (switches.xero?.failAfterWork ? 'done' : 'not done') : switches.autotask?.failingBody,
    };
    happened.push([`${system} ${method} ${path.split('/').at(-1)}: ${kind}`, how[kind]].filter(Boolean).join(', '));
    if (!inDoubt) spent += 1;
    return { system, kind, times: 1, delayMs, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
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
    queue() {
      if (!strikes(inside, mix.queue)) return undefined;
      const how = inside.pick(['lost', 'twice'] as const);
      note(how === 'lost' ? 'a job is lost' : 'a job is there twice');
      return how;
    },
    dies(point) {
      const inTheAct = /^(posting|marking)\./.test(point) && inside.chance(mix.deathInTheAct) && !off;
      if (inTheAct && deathsInTheAct < MOST_DEATHS_IN_THE_ACT) deathsInTheAct += 1;
      else if (deaths < MOST_DEATHS && strikes(inside, mix.death)) deaths += 1;
      else return false;
      happened.push(`death at ${point}`);
      return true;
    },
    downMs() {
      const ms = inside.pick(DOWN_MS);
      if (ms > KEY_LIVES_MS) happened.push('down for longer than a key lives');
      return ms;
    },
    clockErrorMs() {
      if (off || mix.clockErrorMs === 0 || time.now() % 600_000 >= 120_000) return 0;
      if (!isClockWrong) happened.push(`the clock is wrong by ${mix.clockErrorMs / 1_000} s`);
      isClockWrong = true;
      return mix.clockErrorMs;
    },
  };
}

function isOfDocuments(system: System, method: string, path: string): boolean {
  return system === 'xero' && method !== 'GET' && /\/(Invoices|CreditNotes)$/.test(path);
}

function drawMix(random: Random): Mix {
  const some = (...rates: number[]) => random.pick(rates);
  return {
    xero: some(0, 0.03, 0.08, 0.2),
    autotask: some(0, 0, 0.03, 0.1),
    kinds: random.chance(0.4) ? [random.pick(KINDS), random.pick(KINDS)] : KINDS,
    doubt: some(0, 0, 0.3, 0.7),
    database: some(0, 0, 0, 0.003, 0.02),
    chat: some(0, 0, 0.05, 0.3),
    queue: some(0, 0, 0.1),
    death: some(0, 0.02, 0.08, 0.2),
    deathInTheAct: some(0, 0, 0.1, 0.3),
    clockErrorMs: some(0, 0, 0, -7_000, 90_000, 420_000),
  };
}
