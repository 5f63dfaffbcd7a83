import type { Person } from '../domain/types.ts';
import { type NoticeView, notice } from '../domain/views.ts';
import type { People, Role } from './ports.ts';

/** Null when the person holds one of the roles; else the sentence that names who does. Asked at every press. */
export async function refuseUnless(people: People, person: Person, ...roles: Role[]): Promise<NoticeView | null> {
  const held = await people.roles(person.id);
  if (roles.some((role) => held.has(role))) return null;
  if (roles.includes('searcher'))
    return notice('warning', 'You cannot use upSync here.', {
      lines: ['It is for full members of this workspace who may see invoices. Ask an upSync admin.'],
    });
  const holders = new Set<string>();
  for (const role of roles) for (const holder of await people.holders(role)) holders.add(holder);
  const who = roles.map((role) => (role === 'admin' ? 'an admin' : 'an approver')).join(' or ');
  return notice('warning', `Only ${who} can do this.`, { people: [...holders] });
}

/** Searchers, approvers and admins alike: whoever may use upSync at all. */
export async function refuseStranger(people: People, person: Person): Promise<NoticeView | null> {
  return refuseUnless(people, person, 'searcher', 'approver', 'admin');
}
