import { z } from 'zod';
import { type FORMS, runOfBlock } from '../blocks/action-ids.ts';
import { CHOICE, type CONTACT_PARTS, contactField, NOBODY } from '../blocks/fields.ts';
import type { Person } from '../domain/types.ts';
import type { ContactDecision } from '../domain/views.ts';
import type { Services } from '../services/api.ts';
import { type Answer, isTicked, readFields, type State, textOf } from './payloads.ts';
import type { Found, Press, Submitted } from './routes.ts';

export function openQuestions(services: Services) {
  return ({ person, value }: Press<{ run: string; page: number }>) =>
    services.contacts.questions({ person, runId: value.run, page: value.page });
}

export function submitAnswers(services: Services) {
  return async (q: {
    person: Person;
    meta: ReturnType<(typeof FORMS)['contacts']['parse']>;
    state: State;
  }): Promise<Submitted> => {
    const read = readDecisions(q.state);
    if (Object.keys(read.errors).length > 0) return { kind: 'errors', errors: read.errors };
    const { person, meta } = q;
    const view = await services.contacts.answer({
      person,
      runId: meta.run,
      page: meta.page,
      decisions: read.decisions,
    });
    return { kind: 'show', view };
  };
}

/** Only approvers answer contacts, so only they see the names of all customers. */
export function suggestContacts(services: Services, mayAnswer: (person: Person) => Promise<boolean>) {
  return async (q: { person: Person; meta: { run: string }; query: string }): Promise<Found[]> => {
    if (!(await mayAnswer(q.person))) return [];
    const found = await services.contacts.suggest({ runId: q.meta.run, query: q.query });
    return found.map(({ contactId, name, email }) => ({ value: contactId, text: email ? `${name} · ${email}` : name }));
  };
}

export function openOrganisations(services: Services) {
  return ({ person, value }: Press<{ run: string }>) => services.contacts.organisations({ person, runId: value.run });
}

/** From the list on the card. */
export function chooseOrganisation(services: Services) {
  return ({ person, value }: Press<{ blockId: string; chosen: string }>) => {
    const { run, organisationId } = z
      .object({ run: z.string().min(1), organisationId: z.string().min(1) })
      .parse({ run: runOfBlock(value.blockId), organisationId: value.chosen });
    return services.contacts.chooseOrganisation({ person, runId: run, organisationId });
  };
}

/** From the window. */
export function submitOrganisation(services: Services) {
  return async (q: { person: Person; meta: { run: string }; state: State }): Promise<Submitted> => {
    const organisationId = textOf(readFields(q.state).get('organisation'));
    if (!organisationId) return { kind: 'errors', errors: { organisation: 'Choose one.' } };
    const said = await services.contacts.chooseOrganisation({ person: q.person, runId: q.meta.run, organisationId });
    return said ? { kind: 'show', view: said } : { kind: 'close' };
  };
}

/** A company without an answer stays a question, so it is not among the decisions. */
export function readDecisions(state: State): {
  decisions: { companyId: number; decision: ContactDecision }[];
  errors: Record<string, string>;
} {
  const fields = readFields(state);
  const decisions: { companyId: number; decision: ContactDecision }[] = [];
  const errors: Record<string, string> = {};
  for (const companyId of companiesOf(fields)) {
    const get = (part: (typeof CONTACT_PARTS)[number]) => fields.get(contactField(companyId, part));
    const choice = textOf(get('choice'));
    const other = textOf(get('other'));
    const save = isTicked(get('save'));
    if (other && choice !== CHOICE.other && choice !== CHOICE.skip && choice !== null)
      errors[contactField(companyId, 'other')] = 'Choose “Another Xero contact” above, or take this one out.';
    else if (choice === CHOICE.skip) decisions.push({ companyId, decision: { kind: 'skip' } });
    else if (choice === CHOICE.other || (choice === null && other)) {
      if (other) decisions.push({ companyId, decision: { kind: 'map', contactId: other, save } });
      else errors[contactField(companyId, 'other')] = 'Choose the contact.';
    } else if (choice?.startsWith(CHOICE.map))
      decisions.push({ companyId, decision: { kind: 'map', contactId: choice.slice(CHOICE.map.length), save } });
    else if (choice?.startsWith(CHOICE.create)) {
      const person = choice.slice(CHOICE.create.length);
      const companyContactId = person === NOBODY ? null : z.coerce.number().int().parse(person);
      // Asked for only after the company's own name was no good; without it that one is taken.
      const name = get('name') === undefined ? '' : (textOf(get('name'))?.trim() ?? '');
      if (name || get('name') === undefined)
        decisions.push({ companyId, decision: { kind: 'create', companyContactId, name, save } });
      else errors[contactField(companyId, 'name')] = 'A name is needed to create the contact.';
    }
  }
  return { decisions, errors };
}

function companiesOf(fields: Map<string, Answer>): number[] {
  const ids = [...fields.keys()].map((field) => /^contact:(\d+):choice$/.exec(field)?.[1]);
  return [...new Set(ids.filter((id) => id !== undefined).map(Number))];
}
