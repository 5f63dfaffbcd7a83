import { setTimeout as pause } from 'node:timers/promises';
import { slackPerson } from '../../blocks/ids.ts';
import { labelsOf } from '../../demo/looking.ts';
import type { InvoiceRow } from '../../domain/views/run-card.ts';
import type { SeenMessage } from '../../sandbox/slack/person.ts';
import { judge } from '../sim/judge.ts';
import { emptyNotes, type Notes, type Press } from '../sim/notes.ts';
import type { Switches } from '../sim/troubles.ts';
import { createByCall } from './by-call.ts';
import { createOthers } from './deeds.ts';
import { type Ending, readFields } from './ending.ts';
import { answerContacts, closeWindows, hold, logIn, pressLabel, setUp } from './hands.ts';
import { openRealStage, type RealStage } from './real-stage.ts';
import type { Card, Road } from './road.ts';
import type { Story } from './story.ts';
import { tell } from './tell.ts';

const LOOK_EVERY_MS = 40;
/** On a busy machine; a story that is at rest by itself is so within a second or two. */
const REST_WITHIN_MS = 180_000;

/** Plays the story over real HTTP, the real queue and the embedded database on disk, with Slack's people at its stand-in. */
export async function playReal(story: Story, spoil: (road: Road) => void = () => undefined): Promise<Ending> {
  const switches: Switches = {};
  const notes = emptyNotes();
  let others: ReturnType<typeof createOthers> | undefined;
  const troubles = createByCall(story.troubles, switches, () => others?.act('sending'));
  const stage = await openRealStage(story, troubles);
  try {
    const { xero, autotask } = stage.sandbox;
    Object.assign(switches, { xero: xero.switches, autotask: autotask.switches });
    const road = { ...createRoad(story, stage, notes), troubles };
    others = createOthers(story, road, notes);
    const restless = await tell(story, road, notes, others);
    spoil(road);
    return await road.ending(restless);
  } finally {
    await stage.close();
  }
}

function createRoad(story: Story, stage: RealStage, notes: Notes): Omit<Road, 'troubles'> {
  const { sandbox, upSync, leaps } = stage;
  const { slack, xero } = story.world;
  const channel = slack.channels.find(({ botIsMember }) => botIsMember)?.id ?? '';
  const searcher = slack.people.find(({ role }) => role === 'searcher')?.id ?? '';
  const tenants = xero.organisations.map(({ tenantId }) => tenantId);
  const { db } = upSync.app;

  /** In the order in which their first cards came: a copy that takes a card's place does not change it. */
  const seen: string[] = [];
  async function messages(): Promise<Map<string, SeenMessage>> {
    const found = new Map<string, SeenMessage>();
    for (const message of await stage.player(searcher).messages(channel)) {
      const runId = message.app && !message.ephemeral ? runOf(message) : null;
      if (runId && !seen.includes(runId)) seen.push(runId);
      if (runId) found.set(runId, message);
    }
    return new Map([...found].sort(([one], [other]) => seen.indexOf(one) - seen.indexOf(other)));
  }
  async function messageOf({ runId }: Card): Promise<SeenMessage> {
    const found = (await messages()).get(runId);
    if (!found) throw new Error(`there is no card of ${runId}`);
    return found;
  }
  /** One person does something with the card; windows are closed afterwards. */
  async function act(card: Card, who: string, work: (message: SeenMessage) => Promise<unknown>): Promise<void> {
    const message = await messageOf(card);
    try {
      await work(message);
    } finally {
      await closeWindows(stage.player(who));
    }
  }
  /** All at once; how many were accepted, the audit tells. */
  async function press(
    { runId }: Card,
    who: string[],
    action: RegExp,
    one: (player: ReturnType<RealStage['player']>) => Promise<unknown>,
  ): Promise<Press['outcome'][]> {
    const count = async () => (await db.audit.list({ runId })).filter((row) => action.test(row.action)).length;
    const before = await count();
    await Promise.allSettled(who.map((id) => one(stage.player(id))));
    await upSync.settled();
    const accepted = (await count()) - before;
    return who.map((_, nth) => (nth < accepted ? 'accepted' : 'refused'));
  }

  return {
    ...{ autotask: sandbox.autotask, xero: sandbox.xero, now: leaps.now },
    async search(text) {
      const outcome = await stage.player(searcher).command(channel, `/upsync search ${text}`);
      if (!outcome.ok) throw new Error(outcome.error);
    },
    rest: () => rest(stage, async () => [...(await messages()).values()]),
    cards: async () => [...(await messages())].map(([runId, { blocks }]) => ({ runId, blocks })),
    rows: (card) => readRows(story, stage, card),
    connect: (card, who) => act(card, who, (message) => logIn(stage.player(who), message, tenants)),
    chooseOrganisation: (card, who) =>
      act(card, who, (message) =>
        stage.player(who).choose(message, 'Choose an organisation', xero.organisations[0]?.name ?? ''),
      ),
    setUp: (card, who) => act(card, who, (message) => setUp(stage.player(who), message)),
    answerContacts: (card, who, choose) =>
      act(card, who, (message) => answerContacts(stage.player(who), message, choose)),
    hold: (card, who, { number }) => act(card, who, (message) => hold(stage.player(who), message, number)),
    async approve(card, who, markEach) {
      const message = await messageOf(card);
      return press(card, who, /^run\.approved$/, async (player) => {
        if (markEach) await player.choose(message, 'upsync.approval.mark-each', ['Mark each as soon as it is in Xero']);
        await pressLabel(player, message, 'Approve');
      });
    },
    async tryAgain(card, who) {
      const message = await messageOf(card);
      return press(card, who, /^run\.approved-again$/, (player) => pressLabel(player, message, 'Try again with'));
    },
    async mark(card, who, yes) {
      const message = await messageOf(card);
      const label = yes ? 'Yes, mark' : 'No, leave them';
      return press(card, who, /^marks\./, (player) => pressLabel(player, message, label));
    },
    ending: async (restless) => readEnding(story, stage, notes, restless, await messages()),
  };
}

function runOf({ blocks }: SeenMessage): string | null {
  return /\bRun ([2-9A-Z]{6})\b/.exec(JSON.stringify(blocks))?.[1] ?? null;
}

/** Nobody is being answered, no job is due or to come, nothing waits, no card is behind. */
async function rest({ upSync, leaps }: RealStage, cards: () => Promise<SeenMessage[]>): Promise<boolean> {
  const end = Date.now() + REST_WITHIN_MS;
  const { app } = upSync;
  for (let quiet = 0; quiet < 2; ) {
    if (Date.now() > end) return false;
    await pause(LOOK_EVERY_MS);
    await upSync.settled();
    quiet = !leaps.waiting() && (await app.idle()) && (await isDrawn()) ? quiet + 1 : 0;
  }
  return true;

  async function isDrawn(): Promise<boolean> {
    if ((await app.db.messages.behind()).length > 0) return false;
    const shown = await cards();
    const unconnected = shown.some((card) => labelsOf(card).includes('Connect to Xero'));
    const working = await app.db.runs.inState([
      ...(['searching', 'checking', 'marking'] as const),
      ...(unconnected ? [] : (['posting'] as const)),
    ]);
    return working.length === 0 && shown.length > 0;
  }
}

async function readRows(story: Story, { upSync }: RealStage, { runId }: Card): Promise<InvoiceRow[]> {
  const { team, people } = story.world.slack;
  const one = people.find(({ role }) => role === 'approver');
  const person = { id: slackPerson(team.id, one?.id ?? ''), name: one?.realName ?? '' };
  const rows: InvoiceRow[] = [];
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const list = await upSync.app.services.runs.invoices({ person, runId, page });
    if (list.kind !== 'invoice-list') throw new Error(list.title);
    pages = list.pages;
    rows.push(...list.rows);
  }
  return rows;
}

async function readEnding(
  story: Story,
  stage: RealStage,
  notes: Notes,
  restless: string[],
  messages: Map<string, SeenMessage>,
): Promise<Ending> {
  const { sandbox, upSync } = stage;
  const { autotask, xero, recorder } = sandbox;
  const cards = [...messages].map(([runId, { blocks }]) => ({ runId, blocks }));
  const shown = [];
  const ledger = [];
  for (const card of cards) {
    const picture = await upSync.app.picture(card.runId);
    if (picture) shown.push({ card: picture, rows: await readRows(story, stage, card) });
    ledger.push(...(await upSync.app.db.postings.ofRun(card.runId)));
  }
  const audit = await upSync.app.db.audit.list();
  const fields = readFields({ autotask, xero, cards, rows: shown.map(({ rows }) => rows), ledger, audit });
  const verdict = judge({
    ...{ autotask: autotask.rows(), xero: xero.rows(), cards: shown, notes },
    restless: [...restless, ...recorder.violations],
  });
  return { fields, verdict, story: notes.said };
}
