import { contactName } from '../domain/contact-name.ts';
import type { Company, Contact, ContactAnswer, ContactSuggestion, Person } from '../domain/types.ts';
import { type ContactDecision, type ContactQuestionsView, type NoticeView, notice } from '../domain/views.ts';
import type { Services } from './api.ts';
import { contactQuestions } from './contact-questions.ts';
import type { Deps } from './deps.ts';
import { hash } from './picture.ts';
import type { ContactCreated, NewContact } from './ports.ts';
import { refuseUnless } from './rights.ts';

type Answers = Parameters<Services['contacts']['answer']>[0];

/** What became of one decision: a contact, or a sentence on what is in the way and which choices there are. */
type Outcome =
  | { ok: true; contact: Contact; saved: boolean; note: string | null }
  | { ok: false; problem: string; suggestions: ContactSuggestion[] };

type CreateDecision = Extract<ContactDecision, { kind: 'create' }>;

interface Story {
  deps: Deps;
  runId: string;
  organisationId: string;
  company: Company;
  person: Person;
}

/** Submitting the page is the approval: contacts are created and linked here, each audited. */
export async function answerContacts(deps: Deps, q: Answers): Promise<ContactQuestionsView | NoticeView> {
  const { person, runId } = q;
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  // not the whole picture: a plan of thousands takes its time, and nothing of it is asked here
  const run = await deps.db.runs.get(runId);
  if (!run || run.organisationId === null || run.state !== 'open')
    return contactQuestions(deps, { person, runId, page: 1 });
  const { organisationId } = run;
  const { companies } = await deps.db.runs.found(runId);
  const open = await deps.db.contacts.answers(runId);
  const problems = new Map<number, string>();
  const asked = q.decisions.flatMap(({ companyId, decision }) => {
    const company = companies.find(({ id }) => id === companyId);
    const answer = open.get(companyId);
    if (!company || answer?.kind !== 'question') return [];
    return [{ story: { deps, runId, organisationId, company, person }, decision, answer }];
  });
  const created = await createTogether(
    asked.flatMap(({ story, decision }) => (decision.kind === 'create' ? [{ story, decision }] : [])),
  );
  const found = await lookTogether(deps, organisationId, asked, created);
  for (const { story, decision, answer } of asked) {
    const problem = await decide(story, decision, { created: created.get(story.company.id), found });
    if (problem === null) continue;
    problems.set(story.company.id, problem.sentence);
    await offer(story, answer, problem.suggestions);
  }
  await deps.db.transaction(async (tx) => {
    await tx.runs.touch(runId);
    await tx.enqueue({ task: 'draw', runId });
  });
  if (q.decisions.length === 0) return leaveOpen(deps, q);
  // what was answered is gone from the questions, and those of the next page moved up
  return contactQuestions(deps, { person, runId, page: q.page }, problems);
}

/** A page on which nothing was answered: the next one, so that those behind it can be answered first. */
async function leaveOpen(deps: Deps, q: Answers): Promise<ContactQuestionsView | NoticeView> {
  const next = await contactQuestions(deps, { person: q.person, runId: q.runId, page: q.page + 1 });
  if (next.kind !== 'contact-questions' || next.page > q.page) return next;
  const open = next.total === 1 ? '1 question stays open.' : `${next.total} questions stay open.`;
  return notice('info', open, { lines: ['Their invoices wait for it; the button to answer is on the card.'] });
}

async function decide(
  story: Story,
  decision: ContactDecision,
  { created, found }: { created: Created | undefined; found: Found },
): Promise<{ sentence: string; suggestions: ContactSuggestion[] } | null> {
  const { deps, runId, company, person } = story;
  if (decision.kind === 'skip') {
    await deps.db.transaction(async (tx) => {
      const first = await tx.contacts.answer(runId, company.id, { kind: 'skipped' }, person);
      if (first) await tx.audit.write(person, 'contact.skipped', { runId, details: { companyId: company.id } });
    });
    return null;
  }
  const outcome =
    decision.kind === 'create' ? judgeCreated(story, decision, created, found) : await map(story, decision, found);
  if (!outcome.ok) return { sentence: outcome.problem, suggestions: outcome.suggestions };
  await deps.reached('contact.created');
  await keep(story, decision, outcome);
  await deps.reached('contact.linked');
  return null;
}

/** The answer of this run, the link for all that follow (unless unticked), and who decided it. */
async function keep(
  story: Story,
  decision: Exclude<ContactDecision, { kind: 'skip' }>,
  { contact, saved, note }: Extract<Outcome, { ok: true }>,
): Promise<void> {
  const { deps, runId, organisationId, company, person } = story;
  await deps.db.transaction(async (tx) => {
    const answer = { kind: 'known', contactId: contact.id, contactName: contact.name, from: 'answer', note } as const;
    if (!(await tx.contacts.answer(runId, company.id, answer, person))) return;
    await tx.contacts.store(organisationId, [contact]);
    if (decision.save) {
      const link = { companyId: company.id, contactId: contact.id, contactName: contact.name, savedInXero: saved };
      await tx.contacts.link(organisationId, link, person);
    }
    const details = {
      companyId: company.id,
      contactId: contact.id,
      name: contact.name,
      saved,
      forThisRunOnly: !decision.save,
    };
    await tx.audit.write(person, decision.kind === 'create' ? 'contact.created' : 'contact.mapped', { runId, details });
    // here and not after the page: a process that dies in between would leave the card asking what is answered
    await tx.runs.touch(runId);
    await tx.enqueue({ task: 'draw', runId });
  });
}

interface Created {
  contact: NewContact;
  answer: ContactCreated;
}

/** The contacts of a page in one call: a hundred companies would otherwise take two minutes of Xero's limit. */
async function createTogether(all: { story: Story; decision: CreateDecision }[]): Promise<Map<number, Created>> {
  const [first] = all;
  if (!first) return new Map();
  const { deps, organisationId, runId } = first.story;
  const withPerson = all.filter(({ decision }) => decision.companyContactId !== null);
  const people =
    withPerson.length === 0 ? [] : await deps.psa.companyContacts(withPerson.map(({ story }) => story.company.id));
  const contacts = all.map(({ story: { company }, decision }) => {
    const chosen = people.find(({ id }) => id === decision.companyContactId);
    return {
      name: contactName(decision.name) || contactName(company.name) || `Company ${company.id}`,
      number: decision.save ? String(company.id) : null,
      email: chosen?.email ?? null,
      firstName: chosen?.firstName ?? '',
      lastName: chosen?.lastName ?? '',
    };
  });
  const key = hash(organisationId, runId, JSON.stringify(contacts.length === 1 ? contacts[0] : contacts));
  const answers = await deps.accounting.createContacts(organisationId, contacts, key);
  return new Map(
    all.flatMap(({ story }, index) => {
      const [contact, answer] = [contacts[index], answers[index]];
      return contact && answer ? [[story.company.id, { contact, answer }] as const] : [];
    }),
  );
}

/** What stands in Xero now, as far as the answers of a page need it. */
interface Found {
  chosen: Contact[];
  numbered: Contact[];
  named: Contact[];
}

/** One look for the whole page: a call for each company would soon use up what Xero allows in a minute. */
async function lookTogether(
  { accounting }: Deps,
  organisationId: string,
  asked: { story: Story; decision: ContactDecision }[],
  created: ReadonlyMap<number, Created>,
): Promise<Found> {
  const ids = asked.flatMap(({ decision }) => (decision.kind === 'map' ? [decision.contactId] : []));
  const refused = [...created].filter(([, { answer }]) => !answer.ok);
  const numbers = refused.map(([companyId]) => String(companyId));
  const names = refused.map(([, { contact }]) => contact.name);
  return {
    chosen: ids.length > 0 ? await accounting.contactsById(organisationId, ids) : [],
    numbered: refused.length > 0 ? await accounting.contactsByNumber(organisationId, numbers) : [],
    named: refused.length > 0 ? await accounting.contactsByNames(organisationId, names) : [],
  };
}

function judgeCreated(story: Story, decision: CreateDecision, created: Created | undefined, found: Found): Outcome {
  if (!created) throw new Error(`Xero gave no answer for company ${story.company.id}`);
  const { contact, answer } = created;
  if (answer.ok) return { ok: true, contact: answer.contact, saved: decision.save, note: null };
  return explainRefusal(story, contact, answer.messages, found);
}

/** A lost answer may have created it; a name or number may be taken. What stands in Xero now decides what is said. */
function explainRefusal(
  { company }: Story,
  contact: { name: string; number: string | null },
  messages: string[],
  found: Found,
): Outcome {
  const numbered = found.numbered.filter(({ number }) => number === String(company.id));
  const own = numbered.find(
    ({ state, name }) => state === 'active' && name.toLowerCase() === contact.name.toLowerCase(),
  );
  if (own && contact.number !== null) return { ok: true, contact: own, saved: true, note: null };
  const named = found.named.filter(({ name }) => name.trim().toLowerCase() === contact.name.trim().toLowerCase());
  const suggestions = [...named, ...numbered]
    .filter(({ state }) => state === 'active')
    .map(({ id, name, email, number }) => ({
      contactId: id,
      name,
      email,
      reason: number ? `contact number ${number}` : 'same name',
      score: 100,
    }));
  if (named.length > 0)
    return {
      ok: false,
      problem: `Xero has a contact called “${contact.name}” already. Use that one, or create it under another name.`,
      suggestions,
    };
  const holder = numbered[0];
  if (holder)
    return {
      ok: false,
      problem: `In Xero, ${holder.name} (${holder.state}) holds the contact number ${company.id}. ${holder.state === 'active' ? 'Use it' : 'Restore it in Xero'}, or untick Save mapping to Xero.`,
      suggestions,
    };
  return { ok: false, problem: `Xero did not create the contact: ${messages.join(' ')}`, suggestions };
}

async function map(
  story: Story,
  decision: Extract<ContactDecision, { kind: 'map' }>,
  { chosen }: Found,
): Promise<Outcome> {
  const { deps, organisationId, company } = story;
  const contact = chosen.find(({ id }) => id === decision.contactId.toLowerCase());
  const unusable = (problem: string): Outcome => ({ ok: false, problem, suggestions: [] });
  if (!contact) return unusable('Xero does not know this contact any more. Choose another one.');
  if (contact.state === 'archived')
    return unusable(`${contact.name} is archived in Xero. Restore it there, or choose another one.`);
  if (contact.state === 'merged')
    return unusable(`${contact.name} was merged into another contact in Xero. Choose that one.`);
  const number = String(company.id);
  if (!decision.save || contact.number === number)
    return { ok: true, contact, saved: contact.number === number, note: null };
  if (contact.number !== null) {
    const note = `${contact.name} has another contact number (${contact.number}) in Xero, which upSync never writes over; the link stays with upSync.`;
    return { ok: true, contact, saved: false, note };
  }
  const written = await deps.accounting.setContactNumber(organisationId, contact.id, number);
  if (written.ok) {
    // another company of this page may map to the same contact, and must see that it has a number now
    contact.number = number;
    return { ok: true, contact: { ...contact }, saved: true, note: null };
  }
  const note = `Xero did not take the contact number: ${written.messages.join(' ')} The link stays with upSync.`;
  return { ok: true, contact, saved: false, note };
}

/** What the refusal brought to light becomes a choice. */
async function offer(
  { deps, runId, company }: Story,
  answer: Extract<ContactAnswer, { kind: 'question' }>,
  found: ContactSuggestion[],
): Promise<void> {
  const known = new Set(answer.question.suggestions.map(({ contactId }) => contactId));
  const fresh = found.filter(({ contactId }) => !known.has(contactId));
  if (fresh.length === 0) return;
  answer.question.suggestions.unshift(...fresh);
  await deps.db.contacts.ask(runId, company.id, answer);
}
