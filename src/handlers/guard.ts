import { slackPerson } from '../blocks/ids.ts';
import type { Person } from '../domain/types.ts';
import { type NoticeView, notice } from '../domain/views.ts';
import type { People } from '../services/ports.ts';

export interface GuardDeps {
  people: People;
  teamId: string;
  /** Null where it is not known: signed HTTP proves the app by its secret. */
  apiAppId: string | null;
}

export interface Sender {
  team: string | null | undefined;
  /** The workspace the person belongs to, where Slack says so; of people of elsewhere it is another one. */
  userTeam?: string | null | undefined;
  user: string;
  name: string;
  app: string | null | undefined;
}

/**
 * Who this is, or null: other workspaces and other apps are nobody. Says nothing about rights; `refuseStranger` and the
 * services do, each time something is pressed.
 */
export function identify(deps: GuardDeps, sender: Sender): Person | null {
  if (sender.team !== deps.teamId) return null;
  if (sender.userTeam && sender.userTeam !== deps.teamId) return null;
  if (deps.apiAppId !== null && sender.app !== deps.apiAppId) return null;
  return { id: slackPerson(deps.teamId, sender.user), name: sender.name || sender.user };
}

/** Null for people with any role; guests, bots and people of elsewhere have none. */
export async function refuseStranger(deps: GuardDeps, person: Person | null): Promise<NoticeView | null> {
  if (person && (await deps.people.roles(person.id)).size > 0) return null;
  return STRANGER;
}

/** With the name people know them by: what Slack sends along is the account's. */
export async function withName({ people }: GuardDeps, person: Person): Promise<Person> {
  return { ...person, name: (await people.name(person.id)) ?? person.name };
}

const STRANGER: NoticeView = notice('warning', 'You cannot use upSync here.', {
  lines: ['It is for full members of this workspace who may see invoices. Ask an upSync admin.'],
});
