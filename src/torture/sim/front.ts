import { RemoteError } from '../../domain/errors.ts';
import type { MessageRef, PersonId, Place } from '../../domain/types.ts';
import type { RunCardView, View } from '../../domain/views.ts';
import type { Chat, People, Role } from '../../services/ports.ts';
import type { Life } from './life.ts';
import type { VirtualTime } from './time.ts';

export type ChatTrouble = 'refused' | 'unavailable' | 'lost-answer';
/** What is asked of Slack. */
export type ChatCall = 'post' | 'update' | 'whisper';

/** Where people look: messages as Views, and nothing of Slack. Outlives the processes. */
export interface Front {
  chatFor(life: Life): Chat;
  people: People;
  /**
   * The newest card of each run. A copy that still searches beside one that went on says nothing new: a process died
   * when two had just posted the card.
   */
  cards(): Map<string, RunCardView>;
  /** Where the cards of a run stand, newest first: after lost answers there is more than one. */
  copies(runId: string): { message: MessageRef; place: Place }[];
  /** Everything that was posted, oldest first. */
  messages(): { place: Place; view: View }[];
}

const SLOWEST_MS = 120;

export function createFront(
  time: VirtualTime,
  roles: Record<PersonId, Role[]>,
  trouble: (call: ChatCall) => ChatTrouble | undefined,
): Front {
  const posted: { ref: MessageRef; place: Place; view: View }[] = [];
  const reach = async <T>(life: Life, call: ChatCall, work: () => T): Promise<T> => {
    const wrong = trouble(call);
    await life.orNothing(time.sleep(SLOWEST_MS));
    if (wrong === 'unavailable') throw silence('unavailable', 'Slack is not answering.');
    const result = work();
    await life.orNothing(time.sleep(SLOWEST_MS));
    if (wrong === 'lost-answer') throw silence('in-doubt', 'Slack did not confirm the message.');
    return result;
  };
  const post = (place: Place, view: View) => {
    const ref = `sim:${posted.length + 1}`;
    posted.push({ ref, place, view });
    return ref;
  };
  return {
    chatFor: (life) => ({
      post: (place, view) => reach(life, 'post', () => post(place, view)),
      update: (message, view) =>
        reach(life, 'update', () => {
          const found = posted.find(({ ref }) => ref === message);
          if (found) found.view = view;
          return found !== undefined;
        }),
      whisper: async (place, _person, view) => void (await reach(life, 'whisper', () => post(`only:${place}`, view))),
      refill: async () => false,
      upload: async () => undefined,
      isDirect: () => false,
      link: async (message) => `https://slack.example/${message}`,
    }),
    people: {
      roles: async (person) => new Set(roles[person] ?? []),
      holders: async (role) => Object.keys(roles).filter((person) => roles[person]?.includes(role)),
      name: async () => null,
    },
    cards() {
      const cards = new Map<string, RunCardView>();
      for (const { view } of posted)
        if (view.kind === 'run' && (view.state !== 'searching' || !cards.has(view.runId))) cards.set(view.runId, view);
      return cards;
    },
    copies: (runId) =>
      posted
        .flatMap(({ ref, place, view }) => (view.kind === 'run' && view.runId === runId ? { message: ref, place } : []))
        .reverse(),
    messages: () => posted,
  };
}

function silence(kind: 'unavailable' | 'in-doubt', userMessage: string): RemoteError {
  return new RemoteError({ system: 'slack', kind, message: userMessage, userMessage });
}
