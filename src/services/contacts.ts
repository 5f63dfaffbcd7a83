import type { Tables } from '../db/index.ts';
import { searchContacts } from '../domain/matching.ts';
import { notice } from '../domain/views.ts';
import type { Services } from './api.ts';
import { answerContacts } from './contact-answers.ts';
import { contactQuestions } from './contact-questions.ts';
import type { Deps } from './deps.ts';
import { refuseUnless } from './rights.ts';

export function createContacts(deps: Deps): Services['contacts'] {
  return {
    organisations: (q) => organisationChoice(deps, q),
    chooseOrganisation: (q) => chooseOrganisation(deps, q),
    questions: (q) => contactQuestions(deps, q),
    answer: (q) => answerContacts(deps, q),
    async suggest({ runId, query }) {
      const run = await deps.db.runs.get(runId);
      if (!run?.organisationId) return [];
      return searchContacts(await deps.db.contacts.all(run.organisationId), query);
    },
  };
}

type OrganisationsQuestion = Parameters<Services['contacts']['organisations']>[0];

export async function organisationChoice(deps: Deps, { person, runId }: OrganisationsQuestion) {
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  const connected = await deps.db.organisations.connected();
  return {
    kind: 'organisation-choice' as const,
    runId,
    organisations: connected.map(({ id, name }) => ({ id, name })),
  };
}

type Choice = Parameters<Services['contacts']['chooseOrganisation']>[0];

/** For this run only. All its companies are then checked there, before anything can be approved. */
async function chooseOrganisation(deps: Deps, { person, runId, organisationId }: Choice) {
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  const chosen = (await deps.db.organisations.connected()).find(({ id }) => id === organisationId);
  if (!chosen)
    return notice('warning', 'upSync is not connected to this organisation any more.', {
      lines: ['Connect to Xero again.'],
    });
  const done = await deps.db.transaction(async (tx) => {
    const moved = await tx.runs.move(runId, 'checking', { organisationId, checkedAt: null, failure: null }, ['open']);
    if (!moved) return false;
    await tx.contacts.clearAnswers(runId);
    await tx.audit.write(person, 'run.organisation-chosen', { runId, details: { organisationId, name: chosen.name } });
    await tx.enqueue({ task: 'check', runId });
    await tx.enqueue({ task: 'draw', runId });
    return true;
  });
  return done ? null : notice('info', 'Too late: this run has gone on already.');
}

/** With one organisation connected there is nothing to choose. True when it was taken, and the check begun. */
export async function chooseWhereOnlyOne(tx: Tables, runId: string): Promise<boolean> {
  const [only, ...others] = await tx.organisations.connected();
  if (!only || others.length > 0) return false;
  const moved = await tx.runs.move(runId, 'checking', { organisationId: only.id, checkedAt: null }, ['open']);
  if (moved) await tx.enqueue({ task: 'check', runId });
  return moved;
}
