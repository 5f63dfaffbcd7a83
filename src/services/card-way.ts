import type { Place, SyncRun } from '../domain/types.ts';
import type { Link } from '../domain/views.ts';
import type { Deps } from './deps.ts';

/** The answer to a search waits this long to be able to say where its card is. */
const CARD_WITHIN_MS = 8_000;
const LOOK_EVERY_MS = 50;

/** A link to the card of a new run where it stands in another conversation than the one it was asked for in; else none. */
export async function wayToCard(deps: Deps, runId: string, place: Place): Promise<Link[]> {
  for (let waited = 0; waited < CARD_WITHIN_MS; waited += LOOK_EVERY_MS) {
    const messages = await deps.db.messages.ofRun(runId);
    const card = messages.find(({ purpose, ref }) => purpose === 'card' && ref !== null);
    if (card?.ref) {
      const url = card.place === place ? null : await deps.chat.link(card.ref);
      return url ? [{ label: 'Open the card', url }] : [];
    }
    await deps.clock.sleep(LOOK_EVERY_MS);
  }
  return [];
}

/** Whoever searched has had an answer without the way to the card: it was posted too late for that. */
export function isAnswered(deps: Pick<Deps, 'clock'>, run: SyncRun): boolean {
  return deps.clock.now().getTime() - Date.parse(run.createdAt) >= CARD_WITHIN_MS;
}
