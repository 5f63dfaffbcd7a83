import { labelsOf, setUpLabel, xeroLink } from '../../demo/looking.ts';
import { acceptProposals, type Player } from '../../demo/people.ts';
import type { ClientView, Json } from '../../sandbox/slack/client-api.ts';
import type { SeenMessage } from '../../sandbox/slack/person.ts';
import { answerConsent } from '../../sandbox/xero/consent.ts';
import type { Choice } from './road.ts';

/** What the people of a story do in Slack, with its windows. */

const BUSY = /(One moment|Loading|Still at work) …/;
/** A window that does not open by then will not. */
const WINDOW_PATIENCE_MS = 30_000;
const MOST_PAGES = 10;

/** Presses a button whose label begins so, and gives the window behind it once it is filled. */
export async function openWindow(player: Player, card: SeenMessage, start: string): Promise<ClientView> {
  await pressLabel(player, card, start);
  return filledWindow(player);
}

export async function pressLabel(player: Player, card: SeenMessage, start: string): Promise<void> {
  const label = labelsOf(card).find((one) => one.startsWith(start));
  if (label === undefined) throw new Error(`nothing is called ${start}`);
  const outcome = await player.click(card, label, { confirm: true, stale: true });
  if (!outcome.ok) throw new Error(outcome.error);
}

function filledWindow(player: Player, before?: string): Promise<ClientView> {
  return player.untilModal((view) => view.hash !== before && !BUSY.test(JSON.stringify(view.blocks)), {
    timeoutMs: WINDOW_PATIENCE_MS,
  });
}

export async function closeWindows(player: Player): Promise<void> {
  while (await player.modal()) if (!(await player.closeModal()).ok) return;
}

export async function logIn(player: Player, card: SeenMessage, tenants: string[]): Promise<void> {
  const view = await openWindow(player, card, 'Connect to Xero');
  const callback = await fetch(await answerConsent(xeroLink(view), { tenants }));
  await callback.text();
}

export async function setUp(admin: Player, card: SeenMessage): Promise<void> {
  let view = await openWindow(admin, card, setUpLabel(labelsOf(card)) ?? 'Choose accounts');
  for (let page = 0; page < MOST_PAGES && view.submit !== undefined; page += 1) {
    await acceptProposals(admin);
    const next = await submit(admin, view);
    if (!next) return;
    view = next;
  }
}

/** Undefined: the window closed. */
async function submit(player: Player, { hash }: ClientView): Promise<ClientView | undefined> {
  const answer = await player.submit();
  if (!answer.ok) throw new Error(`the window was refused: ${JSON.stringify(answer)}`);
  await player.until(
    ({ modals }) => modals.at(-1)?.hash !== hash && !BUSY.test(JSON.stringify(modals.at(-1)?.blocks ?? '')),
    { what: 'the window’s answer', timeoutMs: WINDOW_PATIENCE_MS },
  );
  return player.modal();
}

/** Answers every company on the first page, once. */
export async function answerContacts(
  player: Player,
  card: SeenMessage,
  choose: (companyId: number, suggested: boolean) => Choice,
): Promise<void> {
  const view = await openWindow(player, card, 'Answer ');
  for (const block of view.blocks) {
    const id = String(block.block_id ?? '');
    const companyId = /^field:contact:(\d+):choice/.exec(id)?.[1];
    if (companyId === undefined) continue;
    const texts = ((block.element as Json).options as Json[]).map((one) => String((one.text as Json).text));
    const suggestion = texts.find((text) => text.startsWith('Use '));
    const { kind, save } = choose(Number(companyId), suggestion !== undefined);
    const start = { use: 'Use ', create: 'Create it', skip: 'Skip' }[kind];
    await player.fill(id, texts.find((text) => text.startsWith(start)) ?? '');
    await player.fill(id.replace(':choice', ':save'), save ? ['Save mapping to Xero'] : []);
  }
  if (view.submit !== undefined) await submit(player, view);
}

/** In the list behind “Show all”, on whichever page it stands. */
export async function hold(player: Player, card: SeenMessage, number: string): Promise<void> {
  let view = await openWindow(player, card, 'Show all');
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const there = JSON.stringify(view.blocks).includes(`"Hold ${number}"`);
    await player.click('modal', there ? `Hold ${number}` : 'Next page');
    view = await filledWindow(player, view.hash);
    if (there) return;
  }
}
