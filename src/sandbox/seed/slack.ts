import type { SlackWorld } from '../world.ts';

/** Three people with three kinds of rights; the bot is in #billing only. The same in every world. */
export function slackWorld(): SlackWorld {
  const person = (id: string, name: string, realName: string, role: 'searcher' | 'approver' | 'admin') => ({
    id,
    name,
    realName,
    role,
    email: `${name}@harbourlight.example`,
  });
  const people = [
    person('U0SARAL1NDQ', 'sara', 'Sara Lindqvist', 'searcher'),
    person('U0AMIRHADDD', 'amir', 'Amir Haddad', 'approver'),
    person('U0GRACEOKAF', 'grace', 'Grace Okafor', 'admin'),
  ];
  const members = people.map(({ id }) => id);
  return {
    team: { id: 'T0HARBOURLT', domain: 'harbourlight' },
    people,
    channels: [
      { id: 'C0BILLING01', name: 'billing', isPrivate: false, members, botIsMember: true },
      { id: 'C0GENERAL01', name: 'general', isPrivate: false, members, botIsMember: false },
    ],
  };
}
