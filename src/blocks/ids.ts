import type { MessageRef, PersonId, Place, WindowRef } from '../domain/types.ts';

/** `slack:{team}:{user}` */
export function slackPerson(team: string, user: string): PersonId {
  return `slack:${team}:${user}`;
}

/** `slack:{team}:{channel}`; a user id in the place of the channel is that person's direct messages. */
export function slackPlace(team: string, channel: string): Place {
  return `slack:${team}:${channel}`;
}

/** Throws where it is not one of Slack's. */
export function parsePlace(place: Place): { team: string; channel: string } {
  const [front, team, channel, more] = place.split(':');
  if (front !== 'slack' || !team || !channel || more !== undefined) throw new Error(`not a place in Slack: ${place}`);
  return { team, channel };
}

export function slackMessage(place: Place, ts: string): MessageRef {
  return `${place}:${ts}`;
}

export function parseMessageRef(message: MessageRef): { team: string; channel: string; ts: string } {
  const [front, team, channel, ts, more] = message.split(':');
  if (front !== 'slack' || !team || !channel || !ts || more !== undefined)
    throw new Error(`not a message in Slack: ${message}`);
  return { team, channel, ts };
}

/** The user's id within the workspace; null for people of elsewhere. */
export function userOf(person: PersonId, team: string): string | null {
  const [front, personTeam, user, more] = person.split(':');
  return front === 'slack' && personTeam === team && user && more === undefined ? user : null;
}

/** `slack:window:{view}` */
export function slackWindow(view: string): WindowRef {
  return `slack:window:${view}`;
}

export function parseWindow(window: WindowRef): string {
  const [front, kind, view, more] = window.split(':');
  if (front !== 'slack' || kind !== 'window' || !view || more !== undefined)
    throw new Error(`not a window in Slack: ${window}`);
  return view;
}
