import { searchContacts } from '../domain/matching.ts';
import type { Contact, Person } from '../domain/types.ts';
import { type NoticeView, notice, type RelinkView } from '../domain/views.ts';
import type { Services } from './api.ts';
import { copyContacts } from './check.ts';
import type { Deps } from './deps.ts';
import { examineLinks } from './doctor-read.ts';
import { linksFor, namesOf } from './doctor-show.ts';
import { refuseUnless } from './rights.ts';

const LINKS_A_WINDOW = 20;

type Open = Parameters<Services['doctor']['relink']>[0];

/** The window for an organisation, with what Xero says of its links now. */
export async function relinkWindow(deps: Deps, { person, organisationId }: Open): Promise<RelinkView | NoticeView> {
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  // what is typed into the window is looked up in the local copy
  await copyContacts(deps, organisationId);
  return show(deps, organisationId, new Map());
}

async function show(
  deps: Deps,
  organisationId: string,
  problems: ReadonlyMap<number, string>,
): Promise<RelinkView | NoticeView> {
  const organisation = (await deps.db.organisations.connected()).find(({ id }) => id === organisationId);
  if (!organisation) return notice('warning', 'upSync is not connected to this organisation any more.');
  const findings = (await examineLinks(deps, organisation)).filter(({ kind }) => kind === 'link-unusable');
  if (findings.length === 0) return notice('done', 'All links go to contacts that can be used.');
  const shown = findings.slice(0, LINKS_A_WINDOW);
  const names = await namesOf(deps, shown);
  const linksOf = await linksFor(deps);
  return {
    kind: 'relink',
    organisation: { id: organisation.id, name: organisation.name },
    links: shown.flatMap((finding) => {
      const { link, sentence } = finding;
      if (!link) return [];
      const { companyId, contactId } = link;
      const company = names.get(companyId) ?? `Company ${companyId}`;
      const problem = problems.get(companyId) ?? null;
      return [{ companyId, contactId, company, sentence, links: linksOf(finding), problem }];
    }),
    more: findings.length - shown.length,
  };
}

type Save = Parameters<Services['doctor']['saveLinks']>[0];

/** Each only where the link is still the one that was shown, and the contact can be used now. */
export async function saveLinks(
  deps: Deps,
  { person, organisationId, answers }: Save,
): Promise<RelinkView | NoticeView> {
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  const ids = answers.map(({ contactId }) => contactId);
  const found = ids.length === 0 ? [] : await deps.accounting.contactsById(organisationId, ids);
  const problems = new Map<number, string>();
  let count = 0;
  for (const answer of answers) {
    const contact = found.find(({ id }) => id === answer.contactId.toLowerCase());
    const problem =
      unusable(contact) ?? (contact ? await relinkOne(deps, person, { ...answer, organisationId, contact }) : null);
    if (problem === null) count += 1;
    else problems.set(answer.companyId, problem);
  }
  if (problems.size > 0) return show(deps, organisationId, problems);
  if (count === 0) return notice('info', 'Nothing was chosen, so nothing was changed.');
  return notice('done', `${count} ${count === 1 ? 'link' : 'links'} changed.`, {
    lines: ['Searches from now on send to the contact that was chosen.'],
    actions: [{ kind: 'doctor', label: 'Examine again' }],
  });
}

function unusable(contact: Contact | undefined): string | null {
  if (!contact) return 'Xero does not know this contact any more. Choose another one.';
  if (contact.state === 'active') return null;
  return `${contact.name} is ${contact.state} in Xero. Choose another one.`;
}

interface Choice {
  organisationId: string;
  companyId: number;
  /** The contact that was shown. */
  from: string;
  contact: Contact;
}

async function relinkOne(deps: Deps, person: Person, choice: Choice): Promise<string | null> {
  const { organisationId, companyId, from, contact } = choice;
  const savedInXero = contact.number === String(companyId);
  const link = { companyId, contactId: contact.id, contactName: contact.name, savedInXero };
  return deps.db.transaction(async (tx) => {
    if (!(await tx.contacts.relink(organisationId, from, link, person)))
      return 'Somebody has changed this link meanwhile.';
    await tx.contacts.store(organisationId, [contact]);
    const details = { organisationId, companyId, from, contactId: contact.id, name: contact.name };
    await tx.audit.write(person, 'contact.relinked', { details });
    return null;
  });
}

/** Type-ahead over the local copy of Xero's contacts. */
export async function suggestLinks(deps: Deps, organisationId: string, query: string) {
  return searchContacts(await deps.db.contacts.all(organisationId), query);
}
