/** An exact decimal as text, such as `52.7775` or `-45`. Never a float. */
export type Amount = string;
/** `YYYY-MM-DD`; belongs to no time zone and is never converted. */
export type CalendarDay = string;
/** ISO 8601 with `Z`. */
export type Instant = string;

/** Somebody in a chat, opaque outside the chat client: `slack:T0123:U0456`. */
export type PersonId = string;
export interface Person {
  id: PersonId;
  /** For people to read; never to decide by. */
  name: string;
}
/** A conversation, opaque outside the chat client. */
export type Place = string;
/** A message that was posted, opaque outside the chat client. */
export type MessageRef = string;
/** A window that a person has before them. Opaque outside the front that opened it. */
export type WindowRef = string;
