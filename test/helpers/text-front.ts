import type { MessageRef, PersonId, Place } from '../../src/domain/types.ts';
import type { View } from '../../src/domain/views.ts';
import type { Chat, People, Role } from '../../src/services/ports.ts';

/** A second front: a terminal, where every message is text. Implements Chat and nothing else. */
export interface TextFront {
  chat: Chat;
  people: People;
  /** What stands in a place now, oldest first. */
  messages(place: Place): { ref: MessageRef; view: View; text: string }[];
}

export function createTextFront(roles: Record<PersonId, Role[]>): TextFront {
  const posted: { ref: MessageRef; place: Place; view: View }[] = [];
  const show = ({ ref, view }: { ref: MessageRef; view: View }) => ({ ref, view, text: toText(view) });
  return {
    chat: {
      async post(place, view) {
        const ref = `text:${place}:${posted.length + 1}`;
        posted.push({ ref, place, view });
        return ref;
      },
      async update(message, view) {
        const found = posted.find(({ ref }) => ref === message);
        if (!found) throw new Error(`no message ${message}`);
        found.view = view;
        return true;
      },
      async whisper() {},
      refill: async () => false,
      async upload() {},
      isDirect: () => false,
      link: async () => null,
    },
    people: {
      roles: async (person) => new Set(roles[person] ?? []),
      holders: async (role) => Object.keys(roles).filter((person) => roles[person]?.includes(role)),
      name: async () => null,
    },
    messages: (wanted) => posted.filter(({ place }) => place === wanted).map(show),
  };
}

/** Every word and figure of a view, one a line. */
function toText(value: unknown, name = ''): string {
  if (value === null || value === undefined || value === '') return '';
  if (Array.isArray(value))
    return value
      .map((item) => toText(item, name))
      .filter(Boolean)
      .join('\n');
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([key, item]) => toText(item, key))
      .filter(Boolean)
      .join('\n');
  return `${name}: ${String(value)}`;
}
