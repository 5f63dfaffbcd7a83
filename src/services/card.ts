import { MOST_POSTS, OUTDATED, type RunMessage, UNHEARD } from '../db/messages.ts';
import { RemoteError } from '../domain/errors.ts';
import type { LinksOf } from '../domain/invoice-rows.ts';
import { runCard } from '../domain/run-card.ts';
import type { SyncRun } from '../domain/types.ts';
import type { RunCardView, View } from '../domain/views.ts';
import { notice } from '../domain/views.ts';
import type { CardUse } from './api.ts';
import { isAnswered } from './card-way.ts';
import type { Deps } from './deps.ts';
import { type Picture, takePicture } from './picture.ts';
import { notification } from './report.ts';
import { undoNotice } from './undo-notice.ts';

/**
 * The draw job: brings every message of a run up to the run's revision. Reads everything again, so that the last state
 * always wins; a card that could not be drawn is behind, and drawn again later.
 */
export async function drawRun(deps: Deps, runId: string): Promise<void> {
  const messages = await deps.db.messages.toDraw(runId);
  // another draw was quicker, and has shown what this one is for
  if (messages.length === 0) return;
  const picture = await takePicture(deps, runId);
  if (!picture) return;
  const card = await cardView(deps, picture);
  const failures: unknown[] = [];
  // one place that is in trouble keeps no other from its card
  for (const message of messages.filter(({ purpose }) => purpose === 'card'))
    await drawCard(deps, picture, message, card).catch((error) => failures.push(error));
  for (const message of messages.filter(({ purpose, ref }) => purpose !== 'card' && ref === null))
    await postNotification(deps, picture, message).catch((error) => failures.push(error));
  for (const message of messages.filter(({ drawnRevision }) => drawnRevision === OUTDATED))
    await redrawNotification(deps, picture, message).catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

/** A card that somebody deleted is posted afresh while the run wants something of people, and let go where it does not. */
async function drawCard(deps: Deps, picture: Picture, message: RunMessage, card: RunCardView): Promise<void> {
  const { revision } = picture.run;
  if (message.ref === null) return postCard(deps, picture, message, card);
  if (message.drawnRevision >= revision) return;
  const stands = await deps.chat.update(message.ref, card);
  if (!stands && picture.next.kind !== 'none') return postCard(deps, picture, message, card);
  await deps.db.messages.drawn(message.id, revision);
}

export async function cardView(deps: Deps, picture: Picture): Promise<RunCardView> {
  const { run, planned, organisation, next } = picture;
  const own = run.undoneAt === null ? [] : await deps.db.postings.ofRun(run.id);
  const status = organisation && { name: organisation.name, status: organisation.documentStatus };
  return runCard({ run, planned, organisation: status, next, linksOf: await linksOf(deps, picture), own });
}

/** Where it was typed, if upSync may post there; else in the channel: the answer to the search says so. */
async function postCard(deps: Deps, { run }: Picture, message: RunMessage, card: RunCardView): Promise<void> {
  if (message.lostPosts >= (run.state === 'searching' ? MOST_POSTS.searching : MOST_POSTS.later)) return;
  let place = message.place;
  let ref: string;
  try {
    ref = await deps.chat.post(place, card);
  } catch (error) {
    if (error instanceof RemoteError && error.kind === 'in-doubt') await deps.db.messages.lost(message.id);
    if (!(error instanceof RemoteError) || error.kind !== 'refused' || place === deps.channel) throw error;
    place = deps.channel;
    ref = await deps.chat.post(place, card);
    await deps.db.messages.moved(message.id, place);
    if (isAnswered(deps, run)) await whisperWay(deps, run, ref);
  }
  await deps.reached('card.posted');
  if (!(await deps.db.messages.replaced(message.id, message.ref, ref, run.revision))) await giveUpCopy(deps, run, ref);
}

/** Another process posted the card at the same moment: this copy would stand there as it was for ever. */
async function giveUpCopy(deps: Deps, run: SyncRun, ref: string): Promise<void> {
  const url = await cardUrl(deps, run);
  const links = url ? [{ label: 'Open the card', url }] : [];
  await deps.chat.update(
    ref,
    notice('info', `The card of run ${run.id} stands here twice; the other one goes on.`, { links }),
  );
}

/** A button was pressed on this message: where copies of the card may stand, it is the card from now on. */
export async function useCard(deps: Deps, { runId, place, message }: CardUse): Promise<void> {
  if (await deps.db.messages.use(runId, place, message)) await deps.db.enqueue({ task: 'draw', runId });
}

async function whisperWay(deps: Deps, run: SyncRun, ref: string): Promise<void> {
  const url = await deps.chat.link(ref);
  const links = url ? [{ label: 'Open the card', url }] : [];
  const lines = ['upSync is not a member of this conversation, so the card is in its own channel.'];
  await deps.chat
    .whisper(run.place, run.requestedBy.id, notice('info', 'The result is ready.', { lines, links }))
    .catch((failure) => deps.log.warn({ error: failure, runId: run.id }, 'the way to the card could not be whispered'));
}

/**
 * Once: a notice whose answer was lost is not repeated, `/upsync runs` still tells it. One that surely was not sent is
 * posted when Slack is back.
 */
async function postNotification(deps: Deps, picture: Picture, message: RunMessage): Promise<void> {
  const { run } = picture;
  await deps.db.messages.posted(message.id, UNHEARD, run.revision);
  let view: View;
  try {
    // only now, so that whatever changes from here on has it drawn anew
    view = await noticeView(deps, picture, message);
  } catch (error) {
    await deps.db.messages.notSent(message.id);
    throw error;
  }
  try {
    const isOutdated = await deps.db.messages.heard(message.id, await deps.chat.post(message.place, view));
    if (isOutdated) await deps.db.enqueue({ task: 'draw', runId: run.id });
  } catch (error) {
    deps.log.warn({ error, runId: run.id }, 'the notification could not be posted');
    if (!isUnsent(error)) return;
    await deps.db.messages.notSent(message.id);
    throw error;
  }
}

async function noticeView(deps: Deps, picture: Picture, { purpose }: RunMessage): Promise<View> {
  const { run } = picture;
  const url = await cardUrl(deps, run);
  if (purpose !== 'undone') return notification(deps, run, url);
  return undoNotice(deps, picture, { cardUrl: url, linksOf: await linksOf(deps, picture) });
}

/** After another try there is more in Xero than it told. */
async function redrawNotification(deps: Deps, { run }: Picture, message: RunMessage): Promise<void> {
  if (message.ref === null) return;
  await deps.chat.update(message.ref, await notification(deps, run, await cardUrl(deps, run)));
  await deps.db.messages.drawn(message.id, run.revision);
}

async function cardUrl(deps: Deps, run: SyncRun): Promise<string | null> {
  const card = (await deps.db.messages.ofRun(run.id)).find(({ purpose, ref }) => purpose === 'card' && ref);
  return card?.ref ? await deps.chat.link(card.ref) : null;
}

function isUnsent(error: unknown): boolean {
  return error instanceof RemoteError && (error.kind === 'unavailable' || error.kind === 'rate-limit');
}

/** The document in Xero and the company's page in Autotask. */
export async function linksOf(deps: Deps, { organisation }: Picture): Promise<LinksOf> {
  const webUrl = await deps.psa.identity().then(
    (identity) => identity.webUrl,
    () => null,
  );
  const shortCode = organisation?.books?.organisation.shortCode;
  return ({ invoice, verdict, posting }) => {
    const documentId = posting?.document?.id ?? ('documentId' in verdict ? verdict.documentId : undefined);
    const kind = posting?.document?.kind ?? 'invoice';
    const inXero =
      documentId && shortCode
        ? [{ label: 'Xero', url: deps.accounting.documentLink(shortCode, kind, documentId) }]
        : [];
    const page = deps.companyUrl.replace('{webUrl}', webUrl ?? '').replace('{companyId}', String(invoice.companyId));
    return [...inXero, ...(webUrl ? [{ label: 'Autotask', url: page }] : [])];
  };
}
