import { setTimeout as pause } from 'node:timers/promises';
import type { SeenMessage } from '../sandbox/slack/person.ts';
import type { World } from '../sandbox/world.ts';
import { answerConsent } from '../sandbox/xero/consent.ts';
import { atWork, labelsOf, setUpLabel, xeroLink } from './looking.ts';
import { acceptProposals, answerContacts, type Cast } from './people.ts';

export interface Stage {
  world: World;
  cast: Cast;
  channel: string;
  /** What is typed after `/upsync search`. */
  search: string;
  /** How long one step may take, in milliseconds: a search of thousands takes its time. */
  patienceMs: number;
  tell(sentence: string): void;
  /** Ticks "Mark each as soon as it is in Xero" before approving. */
  markEach?: boolean;
  /** A run whose card stands there already, and is none of this story's. */
  before?: string;
  /** What does not come off is tried again so many times in a row, as a person would: upSync may have died meanwhile. */
  retries: number;
}

/** A person waits this long for a card to change before they press again. */
const PRESS_AGAIN_AFTER_MS = 4_000;
/** A window that does not open by then will not: the press was lost, and is made again. */
const WINDOW_PATIENCE_MS = 20_000;
/** What did not come off at all is tried again after this long. */
const TRY_AGAIN_AFTER_MS = 500;

/** More steps than any month-end needs: a demo that goes in circles has failed. */
const MAX_STEPS = 100;

/** Plays the whole main job: each step is a press or an answer of a person who reads the card. Returns the run's id. */
export async function play(stage: Stage): Promise<string> {
  const { cast, channel, search, tell } = stage;
  tell(`${cast.searcher.name} types in #${channel}: /upsync search ${search}`);
  const outcome = await cast.searcher.command(channel, `/upsync search ${search}`);
  if (!outcome.ok) throw new Error(outcome.error);
  const first = await untilCard(stage, (text) => !text.includes('Searching Autotask …'));
  tell(`upSync answers:\n${quote(first.text)}`);
  const tries = new Map<string, number>();
  const pressed = new Set<string>();
  let failures = 0;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const card = await untilSomethingToDo(stage, pressed);
    const next = stepOf(card.message, pressed);
    if (next === null || next === 'end') {
      tell(`The card now says:\n${quote(card.text)}`);
      return runIdOf(card.text);
    }
    try {
      await STEPS[next](stage, card, tries);
      failures = 0;
      if (next !== 'contacts' && next !== 'set-up') pressed.add(next);
    } catch (error) {
      failures += 1;
      if (failures > stage.retries) throw error;
      await pause(TRY_AGAIN_AFTER_MS);
      await closeWindows(cast);
    }
  }
  throw new Error(`the run did not come to an end within ${MAX_STEPS} steps`);
}

/** A window that upSync does not answer any more is closed, and opened again. */
async function closeWindows(cast: Cast): Promise<void> {
  for (const player of Object.values(cast))
    while (await player.modal()) {
      const closed = await player.closeModal();
      if (!closed.ok) break;
    }
}

/** The card, once it asks for something or has come to its end. */
async function untilSomethingToDo(stage: Stage, pressed: Set<string>): Promise<Card> {
  const fits = (_: string, message: SeenMessage) => stepOf(message, pressed) !== null;
  if (stage.retries === 0) return untilCard(stage, fits);
  const end = Date.now() + stage.patienceMs;
  for (;;) {
    try {
      return await untilCard({ ...stage, patienceMs: PRESS_AGAIN_AFTER_MS }, fits);
    } catch (error) {
      if (Date.now() > end) throw error;
      pressed.clear();
    }
  }
}

interface Card {
  message: SeenMessage;
  text: string;
}

type Step = 'connect' | 'organisation' | 'set-up' | 'contacts' | 'adopt' | 'approve' | 'mark';

/** What a person sees to be done on the card; null while upSync is at work, `end` when nothing is left. */
function stepOf(message: SeenMessage, pressed: Set<string>): Step | 'end' | null {
  const labels = labelsOf(message);
  const has = (start: string) => labels.some((label) => label.startsWith(start));
  if (has('Connect to Xero')) return once('connect', pressed);
  if (has('Choose an organisation') || has('Choose organisation')) return once('organisation', pressed);
  if (setUpLabel(labels)) return 'set-up';
  if (has('Answer ')) return 'contacts';
  if (has('Take over') && !pressed.has('adopt')) return 'adopt';
  if (has('Approve')) return once('approve', pressed);
  if (has('Yes, mark')) return once('mark', pressed);
  if (has('Stop')) return null;
  return atWork(message) ? null : 'end';
}

/** The card still shows what was pressed until upSync has drawn it again. */
function once(step: Step, pressed: Set<string>): Step | null {
  return pressed.has(step) ? null : step;
}

const STEPS: Record<Step, (stage: Stage, card: Card, tries: Map<string, number>) => Promise<void>> = {
  async connect(stage, { message }) {
    const { cast, world, tell } = stage;
    const { approver } = cast;
    tell(`${approver.name} presses Connect to Xero, logs in and allows the organisations.`);
    await approver.click(message, 'Connect to Xero');
    const view = await approver.untilModal((modal) => JSON.stringify(modal.blocks).includes('Open Xero'), {
      timeoutMs: windowPatience(stage),
    });
    const url = xeroLink(view);
    const tenants = world.xero.organisations.map(({ tenantId }) => tenantId);
    const callback = await fetch(await answerConsent(url, { tenants }));
    tell(`The browser says: ${heading(await callback.text())}`);
    await approver.closeModal();
  },
  async organisation({ cast, tell }, { message }) {
    const { approver } = cast;
    const select = firstSelect(message);
    tell(`${approver.name} chooses the organisation ${select.option}.`);
    await approver.choose(message, select.label, select.option);
  },
  async 'set-up'(stage, { message }) {
    const { cast, tell } = stage;
    const { admin } = cast;
    tell(`${admin.name} chooses accounts and tax from Xero’s lists.`);
    await admin.click(message, setUpLabel(labelsOf(message)) ?? '');
    await admin.untilModal((modal) => modal.submit !== undefined, { timeoutMs: windowPatience(stage) });
    await throughPages(admin, () => acceptProposals(admin));
  },
  async contacts(stage, { message }, tries) {
    const { cast, tell } = stage;
    const { approver } = cast;
    const label = labelsOf(message).find((one) => one.startsWith('Answer ')) ?? '';
    tell(`${approver.name} answers who the companies are in Xero (${label.replace('Answer ', '')}).`);
    await approver.click(message, label);
    await approver.untilModal((modal) => modal.submit !== undefined, { timeoutMs: windowPatience(stage) });
    await throughPages(approver, () => answerContacts(approver, tries));
  },
  async adopt({ cast, tell }, { message }) {
    const label = labelsOf(message).find((one) => one.startsWith('Take over')) ?? '';
    tell(`${cast.approver.name} takes over what another tool had put into Xero (${label}).`);
    await cast.approver.click(message, label, { confirm: true });
  },
  async approve({ cast, tell, markEach }, { message, text }) {
    tell(`The card asks for approval:\n${quote(text)}`);
    tell(`${cast.approver.name} presses Approve.`);
    if (markEach)
      await cast.approver.choose(message, 'upsync.approval.mark-each', ['Mark each as soon as it is in Xero']);
    const outcome = await cast.approver.click(message, 'Approve', { confirm: true });
    if (!outcome.ok) throw new Error(outcome.error);
  },
  async mark({ cast, tell }, { message, text }) {
    tell(`The card reports:\n${quote(text)}`);
    const label = labelsOf(message).find((one) => one.startsWith('Yes, mark')) ?? '';
    tell(`${cast.approver.name} presses “${label}”.`);
    await cast.approver.click(message, label, { confirm: true });
  },
};

function windowPatience({ retries, patienceMs }: Stage): number {
  return retries > 0 ? WINDOW_PATIENCE_MS : patienceMs;
}

const MAX_PAGES = 500;
/** A window that says so is filled by itself: closing it and beginning again would do the work twice. */
const AT_WORK_IN_WINDOW = /(Loading|Still at work) …/;
/** An answer may wait until Xero’s minute is over, and a second one. */
const ANSWER_PATIENCE_MS = 150_000;

async function throughPages(player: Cast['admin'], fill: () => Promise<void>): Promise<void> {
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const view = await player.modal();
    if (!view) return;
    if (view.submit === undefined) {
      await player.closeModal();
      return;
    }
    await fill();
    const answer = await player.submit();
    if (!answer.ok) throw new Error(`the window was refused: ${JSON.stringify(answer)}`);
    await player.until((seen) => seen.modals.at(-1)?.hash !== view.hash, { what: 'the next page of the window' });
    await player.until((seen) => !AT_WORK_IN_WINDOW.test(JSON.stringify(seen.modals.at(-1)?.blocks ?? '')), {
      what: 'the window’s answer',
      timeoutMs: ANSWER_PATIENCE_MS,
    });
  }
  throw new Error(`the window has more than ${MAX_PAGES} pages`);
}

function untilCard(stage: Stage, fits: (text: string, message: SeenMessage) => boolean): Promise<Card> {
  const { searcher } = stage.cast;
  return searcher.until(
    async () => {
      const message = await searcher.latest(
        stage.channel,
        (one) => one.app && !one.ephemeral && isCard(one, stage.before),
      );
      if (!message) return null;
      const text = searcher.textOf(message);
      return fits(text, message) ? { message, text } : null;
    },
    { what: 'the card to go on', timeoutMs: stage.patienceMs },
  );
}

function isCard(message: SeenMessage, before: string | undefined): boolean {
  const run = /run ([A-Z0-9]{6})\b/i.exec(JSON.stringify(message.blocks))?.[1];
  return run !== undefined && run !== before;
}

function runIdOf(text: string): string {
  const found = /run ([A-Z0-9]{6})\b/i.exec(text)?.[1];
  if (!found) throw new Error('the card does not say which run it is');
  return found;
}

function firstSelect(message: SeenMessage): { label: string; option: string } {
  for (const block of message.blocks)
    for (const element of (block.elements as
      | { type: string; placeholder?: { text: string }; options?: { text: { text: string } }[] }[]
      | undefined) ?? [])
      if (element.type === 'static_select')
        return { label: element.placeholder?.text ?? '', option: element.options?.[0]?.text.text ?? '' };
  throw new Error('the card offers no organisation');
}

function heading(html: string): string {
  return (/<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? 'nothing').replace(/&#(\d+);/g, (_, code) =>
    String.fromCharCode(Number(code)),
  );
}

function quote(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => `    ${line}`)
    .join('\n');
}
