import { slackPerson, userOf } from '../blocks/ids.ts';
import type { PersonId } from '../domain/types.ts';
import type { Log } from '../log.ts';
import type { Clock, People, Role, Roles } from '../services/ports.ts';
import { createSlackWeb, type SlackWeb } from './slack-web.ts';
import type { Traffic } from './traffic.ts';

const FRESH_MS = 2 * 60_000;
/** How long an answer may still be used while Slack gives none. */
const STALE_MS = 15 * 60_000;

export interface SlackPeopleOptions {
  token: string;
  apiUrl?: string;
  team: string;
  log: Log;
  clock: Clock;
  /** User ids or user-group ids. */
  approvers: string[];
  admins: string[];
  /** Empty: every full member. */
  searchers: string[];
  sleep?: (ms: number) => Promise<unknown>;
  traffic?: Traffic;
}

/**
 * Who may do what, by Slack's own people and user groups. Whoever is not surely a full member of this workspace has no
 * role; where Slack cannot be asked, a RemoteError says so and nobody gains a right. Being an admin gives no approver's
 * right: each list speaks for itself.
 */
export function createSlackPeople(options: SlackPeopleOptions): People {
  const { team } = options;
  const web = createSlackWeb(options);
  const member = cached(options, (user) => readMember(web, team, user));
  const group = cached(options, (id) => readGroup(web, id));

  async function members(list: string[]): Promise<Set<string>> {
    const users = list.filter((id) => !id.startsWith('S'));
    const groups = await Promise.all(list.filter((id) => id.startsWith('S')).map(group));
    return new Set([...users, ...groups.flat()]);
  }

  const lists: Record<Role, string[]> = {
    searcher: options.searchers,
    approver: options.approvers,
    admin: options.admins,
  };

  async function roles(person: PersonId): Promise<Roles> {
    const held = new Set<Role>();
    const user = userOf(person, team);
    if (!user || !(await member(user)).isFull) return held;
    for (const role of ['searcher', 'approver', 'admin'] as const)
      if ((await members(lists[role])).has(user)) held.add(role);
    // Approvers and admins search, too; with no list of searchers every full member does.
    if (options.searchers.length === 0 || held.size > 0) held.add('searcher');
    return held;
  }

  return {
    roles,
    async holders(role) {
      const listed = [...(await members(lists[role]))];
      const known = await Promise.all(listed.map(member));
      return listed.filter((_, nth) => known[nth]?.isFull).map((user) => slackPerson(team, user));
    },
    async name(person) {
      const user = userOf(person, team);
      return user ? (await member(user)).name : null;
    },
  };
}

interface Member {
  isFull: boolean;
  name: string | null;
}

const NOBODY: Member = { isFull: false, name: null };

/** https://docs.slack.dev/reference/objects/user-object */
async function readMember(web: SlackWeb, team: string, user: string): Promise<Member> {
  try {
    const answer = await web.call('users.info', false, (client) => client.users.info({ user }));
    const found = answer.user;
    if (!found || found.id !== user || found.team_id !== team) return NOBODY;
    const isFull = !(
      found.deleted ||
      found.is_bot ||
      found.is_restricted ||
      found.is_ultra_restricted ||
      found.is_stranger ||
      found.is_app_user
    );
    // what Slack's own clients show, in their order
    return { isFull, name: found.profile?.display_name || found.profile?.real_name || found.real_name || null };
  } catch (error) {
    if (isRefusal(error)) return NOBODY;
    throw error;
  }
}

async function readGroup(web: SlackWeb, id: string): Promise<string[]> {
  try {
    const answer = await web.call('usergroups.users.list', false, (client) =>
      client.usergroups.users.list({ usergroup: id }),
    );
    return answer.users ?? [];
  } catch (error) {
    if (isRefusal(error)) return [];
    throw error;
  }
}

/** `user_not_found`, `no_such_subteam`, `plan_upgrade_required`: an answer, and the answer is nobody. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'kind' in error && error.kind === 'refused';
}

/** Asks once for many who ask at the same time; an old answer serves for a while when Slack is silent. */
function cached<T>(
  { clock, log }: { clock: Clock; log: Log },
  read: (key: string) => Promise<T>,
): (key: string) => Promise<T> {
  const known = new Map<string, { value: T; at: number }>();
  const asking = new Map<string, Promise<T>>();
  return (key) => {
    const now = clock.now().getTime();
    const entry = known.get(key);
    if (entry && now - entry.at < FRESH_MS) return Promise.resolve(entry.value);
    const running = asking.get(key);
    if (running) return running;
    const question = read(key)
      .then((value) => {
        known.set(key, { value, at: now });
        return value;
      })
      .catch((error: unknown) => {
        if (!entry || now - entry.at > STALE_MS) throw error;
        log.warn({ error, key }, 'Slack did not say who somebody is; the last answer is used');
        return entry.value;
      })
      .finally(() => asking.delete(key));
    asking.set(key, question);
    return question;
  };
}
