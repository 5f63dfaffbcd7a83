import type { Contact, ContactAnswer, Person } from '../domain/types.ts';
import type { Client } from './index.ts';
import { json } from './json.ts';

export interface Link {
  companyId: number;
  contactId: string;
  contactName: string;
  savedInXero: boolean;
}

/** Links, the answers of a run, and the local copy of Xero's contacts. */
export interface ContactTable {
  links(organisationId: string, companyIds: number[]): Promise<Map<number, Link>>;
  link(organisationId: string, link: Link, by: Person): Promise<void>;
  /** All of an organisation. */
  allLinks(organisationId: string): Promise<Link[]>;
  /** From one contact to another; false: somebody else has decided meanwhile. */
  relink(organisationId: string, from: string, link: Link, by: Person): Promise<boolean>;

  answers(runId: string): Promise<Map<number, ContactAnswer>>;
  setAnswers(runId: string, answers: Map<number, ContactAnswer>): Promise<void>;
  /** A person's answer; false when the question was answered already. */
  answer(runId: string, companyId: number, answer: ContactAnswer, by: Person): Promise<boolean>;
  /** Asks again, with what came to light since; an answer that stands is left alone. */
  ask(runId: string, companyId: number, question: ContactAnswer): Promise<void>;
  clearAnswers(runId: string): Promise<void>;

  /** The local copy. */
  store(organisationId: string, contacts: Contact[]): Promise<void>;
  all(organisationId: string): Promise<Contact[]>;
  /** Which of these have no e-mail address, by the local copy. */
  withoutEmail(organisationId: string, contactIds: string[]): Promise<Set<string>>;
}

export function contactTable(client: Client): ContactTable {
  return {
    async links(organisationId, companyIds) {
      const rows = await client.link.findMany({ where: { organisationId, companyId: { in: companyIds } } });
      return new Map(rows.map((row) => [row.companyId, row]));
    },
    async link(organisationId, { companyId, contactId, contactName, savedInXero }, by) {
      const data = { contactId, contactName, savedInXero, decidedBy: by.id, decidedAt: new Date() };
      await client.link.upsert({
        where: { organisationId_companyId: { organisationId, companyId } },
        create: { organisationId, companyId, ...data },
        update: data,
      });
    },

    allLinks: (organisationId) => client.link.findMany({ where: { organisationId }, orderBy: { companyId: 'asc' } }),
    async relink(organisationId, from, { companyId, ...link }, by) {
      const { count } = await client.link.updateMany({
        where: { organisationId, companyId, contactId: from },
        data: { ...link, decidedBy: by.id, decidedAt: new Date() },
      });
      return count === 1;
    },

    async answers(runId) {
      const rows = await client.runContact.findMany({ where: { runId } });
      return new Map(rows.map((row) => [row.companyId, row.answer as unknown as ContactAnswer]));
    },
    async setAnswers(runId, answers) {
      await client.runContact.deleteMany({ where: { runId } });
      await client.runContact.createMany({
        data: [...answers].map(([companyId, answer]) => ({ runId, companyId, answer: json(answer) })),
      });
    },
    async answer(runId, companyId, answer, by) {
      const { count } = await client.runContact.updateMany({
        where: { runId, companyId, answeredAt: null, answer: { path: ['kind'], equals: 'question' } },
        data: { answer: json(answer), answeredBy: by.id, answeredAt: new Date() },
      });
      return count === 1;
    },
    async ask(runId, companyId, question) {
      await client.runContact.updateMany({
        where: { runId, companyId, answeredAt: null },
        data: { answer: json(question) },
      });
    },
    async clearAnswers(runId) {
      await client.runContact.deleteMany({ where: { runId } });
    },

    async store(organisationId, contacts) {
      const ids = contacts.map(({ id }) => id);
      await client.xeroContact.deleteMany({ where: { organisationId, contactId: { in: ids } } });
      await client.xeroContact.createMany({
        data: contacts.map(({ id, ...contact }) => ({ organisationId, contactId: id, ...contact })),
        skipDuplicates: true,
      });
    },
    async withoutEmail(organisationId, contactIds) {
      const where = { organisationId, contactId: { in: contactIds }, OR: [{ email: null }, { email: '' }] };
      const rows = await client.xeroContact.findMany({ where, select: { contactId: true } });
      return new Set(rows.map(({ contactId }) => contactId));
    },
    async all(organisationId) {
      const rows = await client.xeroContact.findMany({ where: { organisationId }, orderBy: { name: 'asc' } });
      return rows.map(({ contactId, organisationId: _, state, ...rest }) => ({
        id: contactId,
        ...rest,
        state: state as Contact['state'],
      }));
    },
  };
}
