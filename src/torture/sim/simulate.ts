import { createHash } from 'node:crypto';
import type { InvoiceRow, RunCardView } from '../../domain/views.ts';
import type { World } from '../../sandbox/world.ts';
import type { XeroRow } from '../../sandbox/world-api.ts';
import type { Database } from './database.ts';
import { judge, type Verdict } from './judge.ts';
import { meddle } from './meddling.ts';
import { emptyNotes } from './notes.ts';
import { occurredIn } from './occurred.ts';
import { type Actors, look, rowsOf, search } from './people.ts';
import { createRandom } from './random.ts';
import { openStage, type Spoil, type Stage } from './stage.ts';
import { createTime, START, wearTime } from './time.ts';
import { drawTroubles, type Switches, type Troubles } from './troubles.ts';
import { hearUncaught } from './uncaught.ts';
import { openWire } from './wire.ts';
import { drawWorld, isOfCredits } from './world.ts';

export interface Simulation extends Verdict {
  seed: number;
  /** Of all that went over the wire, was said, and stands at the end: the same seed, the same hash. */
  trace: string;
  troubles: number;
  deaths: number;
  /** Requests to Autotask and Xero. */
  requests: number;
  /** Documents that stand in Xero. */
  documents: number;
  virtualMinutes: number;
  /** The kinds of trouble that happened, of those in `occurred.ts`. */
  occurred: string[];
  story: string[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Often Xero: where it numbers, no number keeps a document from being there twice. */
const NUMBER_SOURCES = ['autotask', 'autotask', 'autotask', 'xero', 'xero', 'xero-replacing'] as const;
/** A story that has not come to rest by then is not going to. */
const LONGEST_MS = 3 * HOUR_MS;

/** Plays the story of one seed, on a database that is wiped for it. `spoil` takes a lock out of upSync. */
export async function simulate(seed: number, database: Database, spoil?: Spoil): Promise<Simulation> {
  const random = createRandom(seed);
  const time = createTime(START);
  const undress = wearTime(time.now);
  const latency = random.fork('latency');
  const wire = openWire({ time, latencyMs: () => latency.between(3, 90) });
  const uncaught = hearUncaught();
  try {
    await database.wipe();
    const world = drawWorld(random.fork('world'));
    const switches: Switches = {};
    const troubles = drawTroubles(random.fork('troubles'), time, switches);
    const notes = emptyNotes();
    if (isOfCredits(world)) notes.said.push('a month of credits');
    const tell = (line: string) => void notes.said.push(line);
    const stage = await openStage({ world, time, wire, database, chances: troubles, tell, ...(spoil && { spoil }) });
    stage.xero.switches.ignoreTaxAmount = random.fork('tax').chance(0.1);
    if (stage.xero.switches.ignoreTaxAmount) notes.said.push('Xero works out the tax by itself');
    Object.assign(switches, { xero: stage.xero.switches, autotask: stage.autotask.switches });
    const people = (role: string) =>
      world.slack.people.flatMap((one) => (one.role === role ? { id: one.id, name: one.realName } : []));
    const [searcher] = people('searcher');
    if (!searcher) throw new Error('nobody may search');
    const actors: Actors = {
      ...{ stage, world, time, random: random.fork('people'), notes, searcher },
      ...{ approvers: [...people('approver'), ...people('admin')], tries: new Map(), calm: false, seen: new Map() },
      numberSource: random.fork('numbers').pick(NUMBER_SOURCES),
    };
    const quiet = await play(actors, troubles, random.fork('others').pick([0, 0, 1, 2, 5]));
    if (actors.numberSource !== 'autotask') notes.said.push('Xero numbers the documents');
    const cards = await readCards(actors);
    const verdict = judge({
      ...{ autotask: stage.autotask.rows(), xero: inXero(stage, world), notes: actors.notes },
      cards,
      restless: [...(await restless(stage, database, quiet)), ...(await uncaught.all())],
    });
    stage.stop();
    const story = [...troubles.happened, ...actors.notes.said];
    return {
      ...{
        seed,
        ...verdict,
        trace: traceOf(stage, [...story, String(time.now()), ...cards.map(readable)]),
        troubles: troubles.happened.length,
      },
      documents: stage.xero.rows().length,
      ...{ deaths: stage.deaths(), requests: stage.recorder.count('autotask') + stage.recorder.count('xero') },
      ...{ virtualMinutes: Math.round((time.now() - START) / MINUTE_MS), story, occurred: occurredIn(story) },
    };
  } finally {
    uncaught.stop();
    wire.close();
    undress();
  }
}

/** What stands in Xero, under Autotask's numbers: where Xero gives its own, the reference tells which invoice it is. */
function inXero({ xero, autotask }: Stage, world: World): XeroRow[] {
  const numbers = new Map(autotask.rows().map(({ id, number }) => [id, number]));
  const references = new Map(
    world.xero.organisations.flatMap(({ tenantId }) =>
      xero.organisation(tenantId).documents.map(({ id, reference }) => [id, reference ?? ''] as const),
    ),
  );
  return xero.rows().map((row) => {
    const [, id] = /AT-(\d+)$/.exec(references.get(row.id) ?? '') ?? [];
    return { ...row, number: (id && numbers.get(Number(id))) || row.number };
  });
}

/** False: it did not come to rest. */
async function play(actors: Actors, troubles: Troubles, meddlings: number): Promise<boolean> {
  const { time, random } = actors;
  let over = false;
  const story = async () => {
    await search(actors, '2026-05-01..2026-05-31');
    if (random.chance(0.2)) await search(actors, '2026-05-01..2026-05-15');
    const until = time.now() + random.between(2, 25) * MINUTE_MS;
    while (time.now() < until) {
      await time.sleep(random.between(500, 25_000));
      if (!(await look(actors)) && random.chance(0.3)) break;
    }
    troubles.callOff();
    actors.calm = true;
    for (let calm = 0; calm < 3; ) {
      await time.sleep(20_000);
      calm = (await look(actors)) || actors.stage.queue.open() > 0 ? 0 : calm + 1;
    }
    over = true;
  };
  void meddle(actors, meddlings);
  let failure: unknown;
  void story().catch((error: unknown) => {
    failure = error;
    over = true;
  });
  const ended = await time.run(() => over, START + LONGEST_MS);
  if (failure) throw failure;
  return ended;
}

async function readCards(actors: Actors) {
  const { stage, time } = actors;
  const cards = [];
  for (const card of stage.front.cards().values()) {
    let rows = card.invoices;
    let read = false;
    void rowsOf(actors, card).then((all) => {
      rows = all ?? rows;
      read = true;
    });
    await time.run(() => read, time.now() + HOUR_MS);
    cards.push({ card, rows });
  }
  return cards;
}

/** What people read on a card, without the ids that no two stories share. */
function readable({ card, rows }: { card: RunCardView; rows: InvoiceRow[] }): string {
  return JSON.stringify([card.state, card.next.kind, rows.map(({ links: _, ...row }) => row)]);
}

/** What is not at rest, from the ledger's own rows and the wire. */
async function restless(stage: Stage, database: Database, quiet: boolean): Promise<string[]> {
  const found: string[] = [];
  if (!quiet)
    found.push(
      `it goes on and on (${stage.queue.open()} jobs; ${[...stage.front.cards().values()].map(({ state, next }) => `${state}, next ${JSON.stringify(next)}`).join('; ')})`,
    );
  if (stage.front.cards().size === 0) found.push('no card came of the search');
  for (const { state } of stage.front.cards().values())
    if (['searching', 'checking', 'posting', 'marking'].includes(state)) found.push(`a run is still ${state}`);
  const open = await database.query<{ state: string; count: number }>(
    `SELECT state, count(*)::int AS count FROM "Posting" WHERE state IN ('approved', 'posting', 'in_doubt') GROUP BY state`,
  );
  for (const { state, count } of open) found.push(`${count} postings are still ${state}`);
  const behind = await database.query<{ id: string }>(
    `SELECT r.id FROM "SyncRun" r JOIN "RunMessage" m ON m."runId" = r.id WHERE m.purpose = 'card' AND m."drawnRevision" < r.revision`,
  );
  if (behind.length > 0) found.push(`${behind.length} cards are behind`);
  return [...found, ...stage.recorder.violations.map((violation) => `a request no honest server takes: ${violation}`)];
}

function traceOf({ recorder }: Stage, story: string[]): string {
  const exchanges = recorder.exchanges.map(
    ({ system, method, path, status }) => `${system} ${method} ${path} ${status}`,
  );
  return createHash('sha256')
    .update(JSON.stringify([...exchanges, ...story]).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*'))
    .digest('hex')
    .slice(0, 16);
}
