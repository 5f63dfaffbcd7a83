import type { Json } from '../client-api.ts';
import type { Context } from '../context.ts';
import { teamOf } from '../payloads.ts';
import { type Channel, type SlackPerson, SlackRefusal, type UserGroup } from '../types.ts';
import { channelForApp } from '../workspace.ts';
import type { Method } from './index.ts';

const paging = ['cursor', 'limit'];

/** Who is there and where: auth, conversations, users, user groups, and the way into Socket Mode. */
export const peopleMethods: Record<string, Method> = {
  'auth.test': { token: 'bot', perMinute: 600, required: [], optional: [], run: (_, context) => whoAmI(context) },
  'apps.connections.open': {
    token: 'app',
    perMinute: 50, // tier 1 in one table of Slack's, tier 3 in another; several replicas start at once
    required: [],
    optional: [],
    run: (_, context) => ({ url: context.socketMode.ticket() }),
  },
  'conversations.open': {
    token: 'bot',
    scopes: ['channels:manage', 'groups:write', 'im:write', 'mpim:write'],
    perMinute: 50,
    required: [],
    optional: ['users', 'channel', 'return_im', 'prevent_creation'],
    run(args, context) {
      if (args.channel) return { channel: conversation(channelForApp(context.workspace, args.channel), context) };
      const ids = String(args.users ?? '').split(',');
      const person = context.workspace.person(ids[0] ?? '');
      if (!person) throw new SlackRefusal('user_not_found');
      if (ids.length > 1) throw new SlackRefusal('not_enough_users');
      if (person.deleted) throw new SlackRefusal('user_disabled');
      const channel = context.workspace.direct(person.id);
      return { channel: args.return_im === 'true' ? conversation(channel, context) : { id: channel.id } };
    },
  },
  'conversations.info': {
    token: 'bot',
    scopes: ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
    perMinute: 50,
    required: ['channel'],
    optional: ['include_locale', 'include_num_members'],
    run: ({ channel }, context) => ({ channel: conversation(readable(channel, context), context) }),
  },
  'conversations.members': {
    token: 'bot',
    scopes: ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
    perMinute: 100,
    required: ['channel'],
    optional: paging,
    run({ channel: id, ...args }, context) {
      const channel = readable(id, context);
      const bot = channel.botIsMember ? [context.workspace.bot.userId] : [];
      return page('members', [...channel.members, ...bot], args, 100);
    },
  },
  'users.info': {
    token: 'bot',
    scopes: ['users:read'],
    perMinute: 100,
    required: ['user'],
    optional: ['include_locale'],
    run({ user }, context) {
      const person = context.workspace.person(String(user));
      if (person) return { user: profile(person, context) };
      if (user === context.workspace.bot.userId) return { user: botProfile(context) };
      throw new SlackRefusal('user_not_found');
    },
  },
  'users.list': {
    token: 'bot',
    scopes: ['users:read'],
    perMinute: 20,
    required: [],
    optional: [...paging, 'include_locale'],
    run(args, context) {
      const members = [...context.workspace.people.map((person) => profile(person, context)), botProfile(context)];
      return page('members', members, args, 0);
    },
  },
  'usergroups.list': {
    token: 'bot',
    scopes: ['usergroups:read'],
    perMinute: 20,
    required: [],
    optional: ['include_count', 'include_disabled', 'include_users'],
    run(args, context) {
      refuseFreePlan(context);
      const shown = context.userGroups.filter((group) => !group.disabled || isTrue(args.include_disabled));
      return { usergroups: shown.map((group) => groupJson(group, context, isTrue(args.include_users))) };
    },
  },
  'usergroups.users.list': {
    token: 'bot',
    scopes: ['usergroups:read'],
    perMinute: 20,
    required: ['usergroup'],
    optional: ['include_disabled'],
    run({ usergroup, include_disabled }, context) {
      refuseFreePlan(context);
      const group = context.userGroups.find((candidate) => candidate.id === usergroup);
      if (!group || (group.disabled && !isTrue(include_disabled))) throw new SlackRefusal('no_such_subteam');
      return { users: group.users };
    },
  },
};

function whoAmI(context: Context): Json {
  const { bot, team } = context.workspace;
  return {
    url: `https://${team.domain}.slack.com/`,
    team: team.domain,
    user: bot.name.toLowerCase(),
    team_id: team.id,
    user_id: bot.userId,
    bot_id: bot.botId,
    is_enterprise_install: false,
  };
}

/** Each kind of conversation has a scope of its own. */
function readable(id: unknown, context: Context): Channel {
  const channel = channelForApp(context.workspace, id);
  const needed = channel.kind === 'direct' ? 'im:read' : channel.isPrivate ? 'groups:read' : 'channels:read';
  if (!context.app.scopes.includes(needed))
    throw new SlackRefusal('missing_scope', { needed, provided: context.app.scopes.join(',') });
  return channel;
}

function conversation(channel: Channel, context: Context): Json {
  const team = context.workspace.team.id;
  const shared = { id: channel.id, is_archived: channel.isArchived, context_team_id: team };
  if (channel.kind === 'direct')
    return { ...shared, is_im: true, is_channel: false, is_group: false, user: channel.members[0], is_open: true };
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_general: false,
    is_shared: false,
    is_ext_shared: false,
    is_member: channel.botIsMember,
  };
}

function profile(person: SlackPerson, context: Context): Json {
  const email = context.app.scopes.includes('users:read.email') && person.email ? { email: person.email } : {};
  const stranger = person.teamId !== undefined && person.teamId !== context.workspace.team.id;
  return {
    id: person.id,
    team_id: teamOf(context, person),
    name: person.name,
    deleted: person.deleted ?? false,
    real_name: person.realName,
    tz: 'Europe/Amsterdam',
    profile: { real_name: person.realName, display_name: '', ...email },
    is_bot: person.isBot ?? false,
    is_app_user: false,
    is_admin: false,
    is_owner: false,
    is_restricted: person.isRestricted ?? false,
    is_ultra_restricted: false,
    ...(stranger ? { is_stranger: true } : {}),
  };
}

function botProfile(context: Context): Json {
  const { bot, team } = context.workspace;
  const name = bot.name.toLowerCase();
  const profile = { real_name: bot.name, display_name: '', bot_id: bot.botId, api_app_id: context.app.appId };
  return { id: bot.userId, team_id: team.id, name, deleted: false, real_name: bot.name, profile, is_bot: true };
}

function groupJson(group: UserGroup, context: Context, withUsers: boolean): Json {
  return {
    id: group.id,
    team_id: context.workspace.team.id,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    date_delete: group.disabled ? 1 : 0,
    user_count: group.users.length,
    ...(withUsers ? { users: group.users } : {}),
  };
}

/** https://docs.slack.dev/apis/web-api/pagination; a limit of 0 asks for everything. */
function page(name: string, all: unknown[], args: Json, defaultLimit: number): Json {
  const limit = Number(args.limit ?? defaultLimit) || all.length;
  if (!Number.isInteger(limit) || limit < 0 || limit > 1000) throw new SlackRefusal('invalid_limit');
  const from = args.cursor ? Number(Buffer.from(String(args.cursor), 'base64').toString().replace('from:', '')) : 0;
  if (!Number.isInteger(from)) throw new SlackRefusal('invalid_cursor');
  const next = from + limit < all.length ? Buffer.from(`from:${from + limit}`).toString('base64') : '';
  return { [name]: all.slice(from, from + limit), response_metadata: { next_cursor: next } };
}

function refuseFreePlan(context: Context) {
  if (context.switches.freePlan) throw new SlackRefusal('plan_upgrade_required');
}

function isTrue(value: unknown) {
  return value === true || value === 'true' || value === '1';
}
