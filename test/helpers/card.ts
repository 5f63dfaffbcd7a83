import { atWork, labelsOf, xeroLink } from '../../src/demo/looking.ts';
import { acceptProposals, answerContacts, type Cast, type Player } from '../../src/demo/people.ts';
import type { ClickOptions, SeenMessage } from '../../src/sandbox/slack/person.ts';
import type { World } from '../../src/sandbox/world.ts';
import { answerConsent } from '../../src/sandbox/xero/consent.ts';
import type { Picture } from '../../src/services/picture.ts';

export { labelsOf };

/** Where people meet upSync. */
export interface Scene {
  world: World;
  cast: Cast;
  /** Where Slack lives that upSync was invited to. */
  channel: string;
  /** All that upSync knows of a run, where it runs in this process. */
  picture?(runId: string): Promise<Picture>;
}

/** A run's card as people see it in one place. */
export interface Card {
  runId: string;
  message(): Promise<SeenMessage>;
  text(): Promise<string>;
  /** Waits until the words are on it, and gives the text. */
  until(words: string | RegExp, timeoutMs?: number): Promise<string>;
  /** Waits for a button or list whose label begins so, and gives the whole label. */
  button(label: string | RegExp, timeoutMs?: number): Promise<string>;
  /** Waits until no button or list is called so. */
  gone(label: string): Promise<void>;
  /** All that upSync knows of the run. */
  picture(): Promise<Picture>;
  /** Presses the button whose label begins so, with yes to Slack's question where there is one. */
  press(player: Player, label: string | RegExp, options?: ClickOptions): Promise<void>;
}

/** A busy machine is no failure; what never comes fails all the same. */
const PATIENCE_MS = 45_000;
const SEARCHED = /\bRun ([2-9A-Z]{6})\b/;

/** Types a search and waits until its card stands somewhere. */
export async function searchFor(
  stage: Scene,
  text: string,
  q: { player?: Player; channel?: string; cardIn?: string } = {},
): Promise<Card> {
  const { player = stage.cast.searcher, channel = stage.channel, cardIn = channel } = q;
  const before = new Set(await runsIn(player, cardIn));
  const outcome = await player.command(channel, `/upsync search ${text}`);
  if (!outcome.ok) throw new Error(outcome.error);
  const runId = await player.until(async () => (await runsIn(player, cardIn)).find((run) => !before.has(run)), {
    what: `a card for ${text}`,
    timeoutMs: PATIENCE_MS,
  });
  const card = cardOf(stage, runId, player, cardIn);
  await card.settled();
  return card;
}

async function runsIn(player: Player, channel: string): Promise<string[]> {
  const messages = await player.messages(channel);
  return messages.flatMap((message) => runOf(message) ?? []);
}

function runOf(message: SeenMessage): string | null {
  if (!message.app || message.ephemeral) return null;
  return SEARCHED.exec(JSON.stringify(message.blocks))?.[1] ?? null;
}

/** The card of a run in a place that the player sees. */
export function cardOf(
  stage: Scene,
  runId: string,
  player: Player = stage.cast.searcher,
  channel: string = stage.channel,
): Card & { settled(): Promise<void> } {
  const find = () => player.latest(channel, (message) => runOf(message) === runId);
  const message = async () => {
    const found = await find();
    if (!found) throw new Error(`no card of run ${runId} in ${channel}`);
    return found;
  };
  const waiting = async <T>(look: (message: SeenMessage) => T | null, what: string, timeoutMs = PATIENCE_MS) =>
    player.until(
      async () => {
        const found = await find();
        return found ? look(found) : null;
      },
      { what: `${what} on the card of ${runId}`, timeoutMs },
    );
  const button = (label: string | RegExp, timeoutMs?: number) => {
    const fits = (one: string) => (typeof label === 'string' ? one.startsWith(label) : label.test(one));
    return waiting((found) => labelsOf(found).find(fits) ?? null, `“${label}”`, timeoutMs);
  };
  return {
    ...{ runId, message, button },
    async gone(label) {
      await waiting((found) => (labelsOf(found).includes(label) ? null : true), `no “${label}”`);
    },
    text: async () => player.textOf(await message()),
    until: (words, timeoutMs) =>
      waiting(
        (found) => {
          const text = player.textOf(found);
          const fits = typeof words === 'string' ? text.includes(words) : words.test(text);
          return fits ? text : null;
        },
        String(words),
        timeoutMs,
      ),
    async press(who, label, options = {}) {
      const whole = await button(label);
      const outcome = await who.click(await message(), whole, { confirm: true, ...options });
      if (!outcome.ok) throw new Error(outcome.error);
    },
    async picture() {
      if (!stage.picture) throw new Error('upSync runs in a process of its own');
      return stage.picture(runId);
    },
    async settled() {
      await waiting((found) => (atWork(found) ? null : true), 'an end of the work');
    },
  };
}

/** The newest thing upSync whispered to this person that has these words. */
export async function whisper(
  player: Player,
  channel: string,
  words: string | RegExp,
  before: ReadonlySet<string> = new Set(),
): Promise<string> {
  const fits = (one: SeenMessage) => {
    const text = player.textOf(one);
    return (
      Boolean(one.ephemeral) &&
      !before.has(one.ts) &&
      (typeof words === 'string' ? text.includes(words) : words.test(text))
    );
  };
  const what = `a whisper with ${words}`;
  const message = await player.untilMessage(channel, fits, { what, timeoutMs: PATIENCE_MS });
  return player.textOf(message);
}

/** Types a command and gives the answer to it that has these words; an earlier one is none. */
export async function ask(stage: Scene, text: string, words: string | RegExp, player = stage.cast.searcher) {
  const before = new Set((await player.messages(stage.channel)).map(({ ts }) => ts));
  const outcome = await player.command(stage.channel, text);
  if (!outcome.ok) throw new Error(outcome.error);
  return whisper(player, stage.channel, words, before);
}

/** Opens the window behind a button and gives the link to Xero in it. */
export async function consentLink(player: Player, card: Card): Promise<string> {
  await card.press(player, 'Connect to Xero');
  const view = await player.untilModal((modal) => JSON.stringify(modal.blocks).includes('Open Xero'));
  return xeroLink(view);
}

/** An approver connects, as in the browser; gives what the callback page says. */
export async function connect(stage: Scene, card: Card, tenants?: string[]): Promise<string> {
  const { approver } = stage.cast;
  const url = await consentLink(approver, card);
  const all = stage.world.xero.organisations.map(({ tenantId }) => tenantId);
  const page = await fetch(await answerConsent(url, { tenants: tenants ?? all }));
  await approver.untilModal((view) => !JSON.stringify(view.blocks).includes('Open Xero'));
  await approver.closeModal();
  return page.text();
}

/** Everything between the search and the question whether to approve, as the sandbox's people would answer it. */
export async function toApproval(stage: Scene, card: Card): Promise<Card> {
  const tries = new Map<string, number>();
  for (let step = 0; step < 20; step += 1) {
    const label = await card.button(BEFORE_APPROVAL);
    if (label === 'Approve') return card;
    await takeStep(stage, card, label, tries);
    // the card shows what was pressed until it is drawn again
    if (!label.startsWith('Answer')) await card.gone(label);
  }
  throw new Error('the card never asks for approval');
}

/** The button that opens the set-up window says what is open. */
export const SET_UP = /^Choose (accounts|tax|tracking|divisions)/;

const BEFORE_APPROVAL =
  /^(Connect to Xero|Choose an organisation|Choose (?:accounts|tax|tracking|divisions)|Answer |Approve$)/;

async function takeStep(stage: Scene, card: Card, label: string, tries: Map<string, number>): Promise<void> {
  const { approver, admin } = stage.cast;
  if (label === 'Connect to Xero') await connect(stage, card);
  else if (label === 'Choose an organisation')
    await approver.choose(await card.message(), label, stage.world.xero.organisations[0]?.name ?? '');
  else {
    const player = label.startsWith('Choose ') ? admin : approver;
    await card.press(player, label);
    await player.untilModal((modal) => modal.submit !== undefined);
    await throughPages(player, () => (player === admin ? acceptProposals(admin) : answerContacts(approver, tries)));
  }
}

/** Fills and submits page after page of a window until it ends; gives what it said last. */
export async function throughPages(player: Player, fill: () => Promise<void>): Promise<string> {
  for (let page = 0; page < 50; page += 1) {
    const view = await player.modal();
    if (!view) return '';
    if (view.submit === undefined) {
      await player.closeModal();
      return player.textOf(view);
    }
    await fill();
    const answer = await player.submit();
    if (!answer.ok) throw new Error(`the window was refused: ${JSON.stringify(answer)}`);
    await afterSubmit(player, view.hash);
  }
  throw new Error('the window never ends');
}

/** Waits for the window's answer, past every “at work”. */
export async function afterSubmit(player: Player, hash: string): Promise<void> {
  const busy = /Loading|Still at work/;
  await player.until(
    ({ modals }) => modals.at(-1)?.hash !== hash && !busy.test(JSON.stringify(modals.at(-1)?.blocks ?? '')),
    { what: 'the window’s answer', timeoutMs: 30_000 },
  );
}

/** Searches, answers everything, approves, and waits until the posting has come to its end. */
export async function postAll(stage: Scene, search: string): Promise<Card> {
  const card = await toApproval(stage, await searchFor(stage, search));
  await card.press(stage.cast.approver, 'Approve');
  await card.until(/are in Xero · /);
  return card;
}

/** An admin changes how documents are made, in the window behind /upsync settings. */
export async function chooseDocuments(stage: Scene, fields: Record<string, string | string[]>): Promise<void> {
  const { admin } = stage.cast;
  await admin.command(stage.channel, '/upsync settings');
  await admin.untilModal((view) => JSON.stringify(view.blocks).includes('Numbers, lines and texts'));
  await admin.click('modal', 'Numbers, lines and texts');
  const view = await admin.untilModal('Number of a document');
  const answer = await admin.submit(fields);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  await afterSubmit(admin, view.hash);
  await admin.untilModal('saved');
  while (await admin.modal()) await admin.closeModal();
}
