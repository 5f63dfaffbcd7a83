import type { FaultKind, System } from '../../sandbox/faults.ts';
import type { World } from '../../sandbox/world.ts';
import { createRandom, type Random } from '../sim/random.ts';
import { drawWorld } from '../sim/world.ts';

/**
 * A story that can be told on two roads: nothing in it hangs on an instant. What people decide has a name, what others
 * do has its place between two steps or at a call, and each trouble meets the n-th call of its kind.
 */
export interface Story {
  seed: number;
  world: World;
  searches: string[];
  /** What a person decides in a matter: the same matter, the same chances. */
  chance(matter: string): Random;
  troubles: CallTrouble[];
  deeds: PlacedDeed[];
}

/** Meets the n-th call that reads or writes that entity. */
export interface CallTrouble {
  system: System;
  call: Call;
  nth: number;
  kind: FaultKind;
  delayMs: number;
  retryAfterSeconds?: number;
  /** Of a 500: the work was done all the same; Autotask says so with its own errors. */
  afterWork: boolean;
}

/** `write Invoices`, `read Contacts`: how a call is called on either road. */
export type Call = `${'read' | 'write'} ${string}`;

export type Deed = 'edit' | 'void' | 'mark' | 'put' | 'archive' | 'end-tokens' | 'disconnect' | 'revoke';
export interface PlacedDeed {
  deed: Deed;
  /** Before the first approval, at the first document that is sent, before marks are agreed to. */
  when: 'approval' | 'sending' | 'marks';
}

const MONTH = '2026-05-01..2026-05-31';
const HALF = '2026-05-01..2026-05-15';
const MOST_TROUBLES = 8;
const MOST_DEEDS = 3;
/** Sooner than any time-out, or later than all of them. */
const DELAYS_MS = [3_000, 90_000, 200_000, 330_000];

const CALLS: { system: System; call: Call; times: number; weight: number }[] = [
  { system: 'xero', call: 'write Invoices', times: 5, weight: 6 },
  { system: 'xero', call: 'write CreditNotes', times: 2, weight: 2 },
  { system: 'xero', call: 'write Contacts', times: 5, weight: 3 },
  { system: 'xero', call: 'write token', times: 3, weight: 1 },
  { system: 'xero', call: 'read Invoices', times: 4, weight: 2 },
  { system: 'xero', call: 'read Contacts', times: 6, weight: 2 },
  { system: 'xero', call: 'read connections', times: 2, weight: 1 },
  { system: 'xero', call: 'read TaxRates', times: 2, weight: 1 },
  { system: 'autotask', call: 'write Invoices', times: 12, weight: 4 },
  { system: 'autotask', call: 'read Invoices', times: 6, weight: 2 },
  { system: 'autotask', call: 'read BillingItems', times: 4, weight: 1 },
  { system: 'autotask', call: 'read Companies', times: 2, weight: 1 },
  { system: 'slack', call: 'write chat.postMessage', times: 3, weight: 2 },
  { system: 'slack', call: 'write chat.update', times: 8, weight: 2 },
];
const KINDS: FaultKind[] = ['slow', 'limited', 'failing', 'down', 'hang', 'lost-request', 'lost-answer'];
/** What the simulated front knows, too. */
const SLACK_KINDS: FaultKind[] = ['down', 'lost-answer'];

/** The month of the seed's simulation, and a story of its own over it. */
export function drawStory(seed: number): Story {
  const random = createRandom(seed);
  const story = random.fork('story');
  const troubles = Array.from({ length: story.between(2, MOST_TROUBLES) }, () => drawTrouble(story));
  const deeds = Array.from({ length: story.between(0, MOST_DEEDS) }, () => drawDeed(story));
  const world = drawWorld(random.fork('world'));
  // where the card stands, everybody sees it
  for (const channel of world.slack.channels) channel.members = world.slack.people.map(({ id }) => id);
  return {
    ...{ seed, troubles, deeds, world },
    searches: story.chance(0.25) ? [MONTH, HALF] : [MONTH],
    chance: (matter) => random.fork(`decision ${matter}`),
  };
}

function drawTrouble(random: Random): CallTrouble {
  const { system, call, times } = random.pick(CALLS.flatMap((one) => Array.from({ length: one.weight }, () => one)));
  return {
    ...{ system, call, nth: random.between(1, times), afterWork: random.chance(0.5) },
    kind: random.pick(system === 'slack' ? SLACK_KINDS : KINDS),
    delayMs: random.pick(DELAYS_MS),
    ...(random.chance(0.5) && { retryAfterSeconds: random.between(1, 45) }),
  };
}

function drawDeed(random: Random): PlacedDeed {
  const when = random.pick(['approval', 'sending', 'marks'] as const);
  const deeds: Record<typeof when, Deed[]> = {
    approval: ['edit', 'void', 'mark', 'put', 'archive', 'end-tokens', 'disconnect', 'revoke'],
    sending: ['archive', 'end-tokens', 'put'],
    marks: ['edit', 'void', 'mark', 'end-tokens'],
  };
  return { when, deed: random.pick(deeds[when]) };
}
