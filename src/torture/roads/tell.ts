import { atWork, labelsOf, setUpLabel } from '../../demo/looking.ts';
import type { InvoiceRow } from '../../domain/views/run-card.ts';
import type { Notes, Press } from '../sim/notes.ts';
import type { Others } from './deeds.ts';
import type { Card, Choice, Road } from './road.ts';
import type { Story } from './story.ts';

/** What a card asks for, read off what it says. */
export type Ask = 'connect' | 'organisation' | 'set-up' | 'contacts' | 'approve' | 'try-again' | 'mark';

interface Telling {
  story: Story;
  road: Road;
  notes: Notes;
  others: Others;
  /** How often something was done, by its name. */
  times: Map<string, number>;
}

/** More steps than any story needs. */
const MOST_STEPS = 90;
const MOST_TRIES = 3;

/**
 * Plays the story: between two steps everything comes to rest, so that both roads make the same steps. Answers with what
 * is not at rest at the end.
 */
export async function tell(story: Story, road: Road, notes: Notes, others: Others): Promise<string[]> {
  const telling: Telling = { story, road, notes, others, times: new Map() };
  for (const text of story.searches) {
    await tryTo(telling, `search ${text}`, () => road.search(text));
    if (!(await road.rest())) return [`the search ${text} goes on and on`];
  }
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const next = await nextStep(telling);
    if (!next) return [];
    await tryTo(telling, `run ${next.nth}: ${next.ask}`, () => STEPS[next.ask](telling, next));
    if (!(await road.rest())) return [`after ${next.ask}, run ${next.nth} goes on and on`];
  }
  return [`after ${MOST_STEPS} steps the cards still ask`];
}

interface Step {
  ask: Ask;
  card: Card;
  nth: number;
}

/** The first card that asks somebody for something, and has not asked for it too often. */
async function nextStep({ road, times }: Telling): Promise<Step | null> {
  const cards = await road.cards();
  for (const [nth, card] of cards.entries())
    for (const ask of asksOf(card)) if ((times.get(`${nth} ${ask}`) ?? 0) < PATIENCE[ask]) return { ask, card, nth };
  return null;
}

/** A person gives up after so many times. */
const PATIENCE: Record<Ask, number> = {
  ...{ connect: 12, organisation: 12, 'set-up': 12, contacts: 15, approve: 12 },
  ...{ 'try-again': MOST_TRIES, mark: 8 },
};

function asksOf(card: Card): Ask[] {
  const labels = labelsOf(card);
  const has = (start: string) => labels.some((label) => label.startsWith(start));
  if (atWork(card) || has('Stop')) return [];
  const all: [Ask, boolean][] = [
    ['connect', has('Connect to Xero')],
    ['organisation', has('Choose an organisation') || has('Choose organisation')],
    ['approve', labels.includes('Approve')],
    ['try-again', has('Try again with')],
    ['mark', has('Yes, mark')],
    ['set-up', setUpLabel(labels) !== undefined],
    ['contacts', has('Answer ')],
  ];
  const asked = all.flatMap(([ask, isAsked]) => (isAsked ? ask : []));
  // beside an approval, accounts and tax are offered and not asked for
  return asked.includes('approve') ? ['approve'] : asked;
}

async function tryTo({ notes }: Telling, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    notes.said.push(what);
  } catch (error) {
    notes.said.push(`${what} did not come off: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
}

const STEPS: Record<Ask, (telling: Telling, step: Step) => Promise<void>> = {
  connect: (telling, step) => once(telling, step, () => telling.road.connect(step.card, approver(telling, step))),
  organisation: (telling, step) =>
    once(telling, step, () => telling.road.chooseOrganisation(step.card, approver(telling, step))),
  'set-up': (telling, step) => once(telling, step, () => telling.road.setUp(step.card, admin(telling))),
  contacts: (telling, step) =>
    once(telling, step, () =>
      telling.road.answerContacts(step.card, approver(telling, step), (companyId, suggested) =>
        choiceFor(telling, step, companyId, suggested),
      ),
    ),
  async approve(telling, step) {
    const { road, story, others } = telling;
    others.act('approval');
    const held = await holdSome(telling, step);
    if (held) return;
    await once(telling, step, async () => {
      const rows = await road.rows(step.card);
      const markEach = story.chance(`mark each ${step.nth}`).chance(0.4);
      const who = pressers(telling, step);
      note(telling, step, { what: 'approve', rows, markEach, who }, await road.approve(step.card, who, markEach));
    });
  },
  async 'try-again'(telling, step) {
    if (timesOf(telling, step) > 0) telling.others.relent();
    await once(telling, step, async () => {
      const rows = await telling.road.rows(step.card);
      const who = pressers(telling, step);
      note(
        telling,
        step,
        { what: 'try-again', rows, markEach: false, who },
        await telling.road.tryAgain(step.card, who),
      );
    });
  },
  async mark(telling, step) {
    const { road, story, notes, others } = telling;
    others.act('marks');
    await once(telling, step, async () => {
      const yes = story.chance(`mark ${step.nth}`).chance(0.9);
      const rows = await road.rows(step.card);
      const there = new Set(road.xero.rows().flatMap(({ number, status }) => (isLive(status) ? number : [])));
      const who = pressers(telling, step);
      const outcomes = await road.mark(step.card, who, yes);
      note(telling, step, { what: 'mark', rows, markEach: false, who }, outcomes);
      if (!yes || !outcomes.includes('accepted')) return;
      for (const row of rows)
        if (there.has(row.number) && row.verdict === 'in Xero, not marked') notes.agreed.add(row.invoiceId);
    });
  },
};

function isLive(status: string): boolean {
  return status !== 'VOIDED' && status !== 'DELETED';
}

function timesOf({ times }: Telling, { nth, ask }: Step): number {
  return times.get(`${nth} ${ask}`) ?? 0;
}

async function once(telling: Telling, step: Step, work: () => Promise<void>): Promise<void> {
  telling.times.set(`${step.nth} ${step.ask}`, timesOf(telling, step) + 1);
  await work();
}

/** True: something was held, and the card is to be read again. */
async function holdSome(telling: Telling, step: Step): Promise<boolean> {
  const { road, story, times } = telling;
  const before = times.get(`${step.nth} hold`) ?? 0;
  if (before > 0) return false;
  times.set(`${step.nth} hold`, 1);
  const rows = await road.rows(step.card);
  const wanted = rows.filter((row) => row.canHold && story.chance(`hold ${row.number}`).chance(0.1));
  for (const row of wanted) await road.hold(step.card, approver(telling, step), row);
  return wanted.length > 0;
}

function peopleOf({ story }: Telling, ...roles: string[]): string[] {
  return story.world.slack.people.flatMap(({ id, role }) => (roles.includes(role) ? id : []));
}

function admin(telling: Telling): string {
  return peopleOf(telling, 'admin')[0] ?? '';
}

/** Another one each time, perhaps. */
function approver(telling: Telling, step: Step): string {
  const matter = `who ${step.nth} ${step.ask} ${timesOf(telling, step)}`;
  return telling.story.chance(matter).pick(peopleOf(telling, 'approver', 'admin'));
}

/** One person once or twice, or two people at once: each press of a card has one effect. */
function pressers(telling: Telling, step: Step): string[] {
  const chance = telling.story.chance(`presses ${step.nth} ${step.ask} ${timesOf(telling, step)}`);
  const all = peopleOf(telling, 'approver', 'admin');
  const who = chance.pick(all);
  if (chance.chance(0.2)) return [who, who];
  return chance.chance(0.2) ? all.slice(0, 2) : [who];
}

function choiceFor({ story, times }: Telling, { nth }: Step, companyId: number, suggested: boolean): Choice {
  const name = `${nth} company ${companyId}`;
  const asked = (times.get(name) ?? 0) + 1;
  times.set(name, asked);
  const save = story.chance(`save ${companyId}`).chance(0.7);
  return { kind: asked > MOST_TRIES ? 'skip' : suggested ? 'use' : 'create', save };
}

function note(
  { notes }: Telling,
  { card }: Step,
  press: { what: Press['what']; rows: InvoiceRow[]; markEach: boolean; who: string[] },
  outcomes: Press['outcome'][],
): void {
  const { what, rows, markEach, who } = press;
  for (const [nth, outcome] of outcomes.entries())
    notes.presses.push({
      ...{ what, rows, markEach, outcome, runId: card.runId, fingerprint: fingerprintOf(card, what) },
      person: who[nth] ?? '',
    });
}

/** What the button that was pressed stands for. */
function fingerprintOf({ blocks }: Card, what: Press['what']): string {
  if (what === 'mark') return '';
  return /"fingerprint\\*":\\*"([^"\\]+)/.exec(JSON.stringify(blocks))?.[1] ?? '';
}
