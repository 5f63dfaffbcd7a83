import { rankPeople } from '../domain/matching.ts';
import { formatAmount, totalsOf } from '../domain/money.ts';
import type { CompanyContact } from '../domain/types.ts';
import { type ContactQuestionsView, type NoticeView, notice } from '../domain/views.ts';
import type { Services } from './api.ts';
import type { Deps } from './deps.ts';
import { type Picture, takePicture } from './picture.ts';
import { refuseUnless } from './rights.ts';

type Question = Parameters<Services['contacts']['questions']>[0];

/** The questions that are open, page by page. Those answered meanwhile are gone from it. */
export async function contactQuestions(
  deps: Deps,
  { person, runId, page }: Question,
  problems: Map<number, string> = new Map(),
): Promise<ContactQuestionsView | NoticeView> {
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  const picture = await takePicture(deps, runId);
  if (!picture?.organisation) return notice('info', 'There is nothing to answer: this run has no organisation yet.');
  if (picture.run.state !== 'open') return notice('info', 'Too late: this run has gone on already.');
  const open = openCompanies(picture);
  if (open.length === 0) {
    // another run may have answered them since: the card that still asks is drawn anew
    await deps.db.runs.touch(runId);
    await deps.db.enqueue({ task: 'draw', runId });
    return notice('done', allAnswered(picture), { lines: ['The card goes on from here.'] });
  }

  const pages = Math.ceil(open.length / deps.companiesPerPage);
  const current = Math.min(Math.max(page, 1), pages);
  const shown = open.slice((current - 1) * deps.companiesPerPage, current * deps.companiesPerPage);
  const people = await companyPeople(deps, shown);
  return {
    kind: 'contact-questions',
    runId,
    organisation: { id: picture.organisation.id, name: picture.organisation.name },
    companies: shown.map((companyId) => questionOf(picture, companyId, people, problems.get(companyId) ?? null)),
    page: current,
    pages,
    total: open.length,
  };
}

/** A company that was skipped is answered, and still not known in Xero. */
function allAnswered(picture: Picture): string {
  const held = picture.planned.filter(
    ({ verdict }) => verdict.kind === 'held' && verdict.by === 'skipped-company',
  ).length;
  if (held === 0) return 'All companies are known in Xero.';
  return `All questions are answered; ${held === 1 ? '1 invoice is' : `${held} invoices are`} left out of this run.`;
}

/** Companies whose question is open, those with most invoices first. */
export function openCompanies(picture: Picture): number[] {
  const count = (companyId: number) =>
    picture.planned.filter(
      ({ invoice, verdict }) => invoice.companyId === companyId && verdict.kind === 'needs-contact',
    ).length;
  return [...picture.answers]
    .filter(([companyId, answer]) => answer.kind === 'question' && count(companyId) > 0)
    .map(([companyId]) => companyId)
    .sort((a, b) => count(b) - count(a) || a - b);
}

function questionOf(
  picture: Picture,
  companyId: number,
  people: CompanyContact[],
  problem: string | null,
): ContactQuestionsView['companies'][number] {
  const answer = picture.answers.get(companyId);
  const company = picture.companies.find(({ id }) => id === companyId);
  const own = picture.planned.filter(({ invoice }) => invoice.companyId === companyId);
  const totals = totalsOf(own.map(({ invoice }) => ({ ...invoice, currency: company?.currency ?? '' })));
  return {
    companyId,
    name: company?.name ?? `Company ${companyId}`,
    invoices: own.length,
    gross: totals.map(({ currency, gross }) => `${currency} ${formatAmount(gross)}`).join(' + '),
    question:
      answer?.kind === 'question'
        ? answer.question
        : { why: 'no-match', sentence: 'No contact matches.', suggestions: [] },
    people: rankPeople(people.filter((contact) => contact.companyId === companyId)),
    problem,
    answer: null,
  };
}

/** Without Autotask's contacts a person can still answer: only the choice of a name and an e-mail is missing. */
async function companyPeople(deps: Deps, companyIds: number[]): Promise<CompanyContact[]> {
  try {
    return await deps.psa.companyContacts(companyIds);
  } catch (error) {
    deps.log.warn({ error }, 'company contacts could not be read');
    return [];
  }
}
