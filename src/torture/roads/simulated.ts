import { runCardBlocks } from '../../blocks/run-card.ts';
import type { InvoiceRow, RunCardView } from '../../domain/views/run-card.ts';
import type { Json } from '../../sandbox/slack/client-api.ts';
import type { Services } from '../../services/api.ts';
import type { Database } from '../sim/database.ts';
import { judge } from '../sim/judge.ts';
import { emptyNotes, type Notes, type Press } from '../sim/notes.ts';
import { type Actors, connect, rowsOf, setUp } from '../sim/people.ts';
import { createRandom } from '../sim/random.ts';
import { CHANNEL, openStage, type Stage } from '../sim/stage.ts';
import { createTime, START, type VirtualTime, wearTime } from '../sim/time.ts';
import type { Switches } from '../sim/troubles.ts';
import { openWire } from '../sim/wire.ts';
import { createByCall } from './by-call.ts';
import { createOthers } from './deeds.ts';
import { type Ending, type LedgerRow, readFields } from './ending.ts';
import type { Card, Road } from './road.ts';
import type { Story } from './story.ts';
import { tell } from './tell.ts';

const MINUTE_MS = 60_000;
const LONGEST_MS = 24 * 60 * MINUTE_MS;
/** Nothing that upSync does by itself takes longer: a key's six minutes, and the longest waits of the queue. */
const REST_WITHIN_MS = 60 * MINUTE_MS;

/** Plays the story in virtual time, on a network in memory and the simulator's queue. */
export async function playSimulated(
  story: Story,
  database: Database,
  spoil: (road: Road) => void = () => undefined,
): Promise<Ending> {
  const time = createTime(START);
  const undress = wearTime(time.now);
  const latency = createRandom(story.seed).fork('latency');
  const wire = openWire({ time, latencyMs: () => latency.between(3, 90) });
  try {
    await database.wipe();
    const switches: Switches = {};
    const notes = emptyNotes();
    let others: ReturnType<typeof createOthers> | undefined;
    const troubles = createByCall(story.troubles, switches, () => others?.act('sending'));
    const stage = await openStage({
      ...{ world: story.world, time, wire, database },
      chances: {
        ...{ random: story.chance('simulated'), faults: troubles.faults, chat: troubles.chat },
        ...{
          database: () => undefined,
          queue: () => undefined,
          dies: () => false,
          downMs: () => 0,
          clockErrorMs: () => 0,
        },
      },
    });
    Object.assign(switches, { xero: stage.xero.switches, autotask: stage.autotask.switches });
    const road = { ...createRoad({ story, stage, time, database, notes }), troubles };
    others = createOthers(story, road, notes);
    const ending = await inTime(time, async () => {
      const restless = await tell(story, road, notes, others as NonNullable<typeof others>);
      spoil(road);
      return road.ending(restless);
    });
    stage.stop();
    return ending;
  } finally {
    wire.close();
    undress();
  }
}

async function inTime<T>(time: VirtualTime, work: () => Promise<T>): Promise<T> {
  let end: { answer: T } | { error: unknown } | undefined;
  void work().then(
    (answer) => {
      end = { answer };
    },
    (error: unknown) => {
      end = { error };
    },
  );
  await time.run(() => end !== undefined, START + LONGEST_MS);
  if (!end) throw new Error('the simulated road has no end');
  if ('error' in end) throw end.error;
  return end.answer;
}

interface Parts {
  story: Story;
  stage: Stage;
  time: VirtualTime;
  database: Database;
  notes: Notes;
}

function createRoad(parts: Parts): Omit<Road, 'troubles'> {
  const { story, stage, time, notes } = parts;
  const { people } = story.world.slack;
  const person = (id: string) => ({ id, name: people.find((one) => one.id === id)?.realName ?? '' });
  const view = (card: Card): RunCardView => {
    const found = stage.front.cards().get(card.runId);
    if (!found) throw new Error(`there is no card of ${card.runId}`);
    return found;
  };
  const searcher = person(people.find(({ role }) => role === 'searcher')?.id ?? '');
  // the admin is the last of them
  const approvers = ['approver', 'admin'].flatMap((wanted) =>
    people.flatMap(({ id, role }) => (role === wanted ? person(id) : [])),
  );
  const actors: Actors = {
    ...{ stage, world: story.world, time, notes, searcher, approvers },
    ...{ random: story.chance('actors'), tries: new Map(), calm: true, seen: new Map() },
    numberSource: 'autotask',
  };
  async function press<T>(call: (services: Services) => Promise<T>): Promise<T> {
    const pressed = await stage.press(call);
    if (pressed.kind === 'answer') return pressed.answer;
    throw pressed.kind === 'trouble' ? pressed.error : new Error('nobody answered');
  }
  const all = (who: string[], call: (services: Services, id: string) => Promise<unknown>) =>
    Promise.all(
      who.map(async (id): Promise<Press['outcome']> => {
        const pressed = await stage.press((services) => call(services, id));
        return pressed.kind !== 'answer' ? 'unknown' : pressed.answer === null ? 'accepted' : 'refused';
      }),
    );
  const use = async ({ runId }: Card) => {
    const [newest] = stage.front.copies(runId);
    if (newest) await press((services) => services.runs.use({ runId, ...newest }));
  };
  const fingerprint = (card: Card) => {
    const { next } = view(card);
    return 'fingerprint' in next ? next.fingerprint : '';
  };
  const cards = () =>
    [...stage.front.cards()].map(([runId, card]) => ({ runId, blocks: runCardBlocks(card) as unknown as Json[] }));
  return {
    ...{ autotask: stage.autotask, xero: stage.xero, now: time.now },
    async search(text) {
      while ((await stage.press(async () => null)).kind === 'no-answer') await time.sleep(1_000);
      await press((services) => services.search.start({ person: searcher, place: CHANNEL, text }));
    },
    async rest() {
      const end = time.now() + REST_WITHIN_MS;
      for (let quiet = 0; quiet < 2; ) {
        if (time.now() > end) return false;
        await time.sleep(500);
        quiet = stage.queue.open() === 0 && (await isAtRest(parts)) ? quiet + 1 : 0;
      }
      return true;
    },
    cards: async () => cards(),
    rows: async (card) => listOf(actors, view(card)),
    connect: (card) => connect(actors, card.runId),
    async chooseOrganisation(card, who) {
      const { next } = view(card);
      const organisationId = next.kind === 'choose-organisation' ? (next.organisations[0]?.id ?? '') : '';
      await press((services) =>
        services.contacts.chooseOrganisation({ person: person(who), runId: card.runId, organisationId }),
      );
    },
    setUp: (card) => setUp(actors, card.runId),
    async answerContacts({ runId }, who, choose) {
      const asked = await press((services) => services.contacts.questions({ person: person(who), runId, page: 1 }));
      if (asked.kind !== 'contact-questions') return;
      const decisions = asked.companies.map(({ companyId, name, question, people: known }) => {
        const [suggestion] = question.suggestions;
        const { kind, save } = choose(companyId, suggestion !== undefined);
        if (kind === 'use' && suggestion)
          return { companyId, decision: { kind: 'map' as const, contactId: suggestion.contactId, save } };
        if (kind === 'skip') return { companyId, decision: { kind } };
        return { companyId, decision: { kind: 'create' as const, companyContactId: known[0]?.id ?? null, name, save } };
      });
      await press((services) => services.contacts.answer({ person: person(who), runId, page: asked.page, decisions }));
    },
    async hold({ runId }, who, { invoiceId }) {
      await press((services) => services.runs.hold({ person: person(who), runId, invoiceId, held: true, page: 1 }));
    },
    async approve(card, who, markEach) {
      await use(card);
      const wish = { runId: card.runId, fingerprint: fingerprint(card), markEach };
      return all(who, (services, id) => services.approval.approve({ ...wish, person: person(id) }));
    },
    async tryAgain(card, who) {
      await use(card);
      const wish = { runId: card.runId, fingerprint: fingerprint(card) };
      return all(who, (services, id) => services.approval.tryAgain({ ...wish, person: person(id) }));
    },
    async mark(card, who, yes) {
      await use(card);
      return all(who, (services, id) => services.marking.answer({ person: person(id), runId: card.runId, yes }));
    },
    ending: (restless) => readEnding(parts, actors, cards(), restless),
  };
}

/** From the list behind “Show all”: a card that is over is not drawn again for what another run does. */
async function listOf(actors: Actors, card: RunCardView): Promise<InvoiceRow[]> {
  return (await rowsOf(actors, { ...card, moreInvoices: 1 })) ?? [];
}

/** By the rows alone: no run that works, no card that is behind. */
async function isAtRest({ database, stage }: Parts): Promise<boolean> {
  const asked = [...stage.front.cards().values()].some(({ next }) => next.kind === 'connect');
  const working = asked ? ['searching', 'checking', 'marking'] : ['searching', 'checking', 'marking', 'posting'];
  const runs = await database.query(
    `SELECT 1 FROM "SyncRun" WHERE state IN (${working.map((one) => `'${one}'`).join(', ')})`,
  );
  const behind = await database.query(
    `SELECT 1 FROM "SyncRun" r JOIN "RunMessage" m ON m."runId" = r.id WHERE m.purpose = 'card' AND m."drawnRevision" < r.revision`,
  );
  return runs.length === 0 && behind.length === 0 && stage.front.cards().size > 0;
}

async function readEnding(
  { stage, database, notes }: Parts,
  actors: Actors,
  cards: Card[],
  restless: string[],
): Promise<Ending> {
  const shown = [];
  for (const card of stage.front.cards().values()) shown.push({ card, rows: await listOf(actors, card) });
  const ledger = await database.query<LedgerRow>(
    'SELECT "invoiceId", generation, state, message, "markMessage", "markedAt", document FROM "Posting"',
  );
  const audit = await database.query<{ action: string; runId: string | null }>(
    'SELECT action, "runId" FROM "AuditEntry"',
  );
  const { autotask, xero, recorder } = stage;
  const fields = readFields({ autotask, xero, cards, rows: shown.map(({ rows }) => rows), ledger, audit });
  const unrest = [...restless, ...recorder.violations];
  const verdict = judge({
    autotask: autotask.rows(),
    xero: xero.rows(),
    cards: shown,
    notes,
    restless: unrest,
  });
  return { fields, verdict, story: notes.said };
}
