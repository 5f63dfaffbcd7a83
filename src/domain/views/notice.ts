import type { Person, PersonId } from '../types.ts';

/** A sentence or a few. */
export interface NoticeView {
  kind: 'notice';
  tone: 'info' | 'done' | 'warning' | 'error';
  /** One sentence that stands alone (also what a screen reader says). */
  title: string;
  lines: string[];
  /** Who can help: those who hold the right that was missing. */
  people: PersonId[];
  /** Who stands behind it: "Approved" by whom. */
  byline?: { what: string; by: Person };
  /** What the person may do next. */
  actions: NoticeAction[];
  links: Link[];
  /** For unexpected trouble: also in the log. */
  reference: string | null;
}

export type NoticeAction =
  | { kind: 'search'; text: string; label: string }
  | { kind: 'open-search'; label: string }
  | { kind: 'connect'; label: string }
  /** `text`: what was typed after `/upsync reconcile`; `organisationId` null: the only one there is. */
  | { kind: 'reconcile'; text: string; organisationId: string | null; label: string }
  | { kind: 'doctor'; label: string }
  | { kind: 'open-settings'; label: string };

export interface Link {
  label: string;
  url: string;
}

export function notice(
  tone: NoticeView['tone'],
  title: string,
  more: Partial<Omit<NoticeView, 'kind' | 'tone' | 'title'>> = {},
): NoticeView {
  return { kind: 'notice', tone, title, lines: [], people: [], actions: [], links: [], reference: null, ...more };
}
