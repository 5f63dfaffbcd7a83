import { randomInt } from 'node:crypto';
import { parseSearch } from '../domain/command.ts';
import { fitsDivision, resolveDivision } from '../domain/division.ts';
import { describeDay, PRESETS, todayIn } from '../domain/period.ts';
import { describeCriteria } from '../domain/runs.ts';
import { criteriaFromFields, type FilledSearch } from '../domain/search-form.ts';
import type { Invoice, Person, Place, SearchCriteria, SyncRun } from '../domain/types.ts';
import { type NoticeView, notice, type SearchFormView } from '../domain/views.ts';
import type { FormAnswer, Services } from './api.ts';
import { wayToCard } from './card-way.ts';
import { chooseWhereOnlyOne } from './contacts.ts';
import type { Deps } from './deps.ts';
import { refuseStranger } from './rights.ts';

/** Letters and digits that nobody mistakes for one another. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

export function createSearch(deps: Deps): Services['search'] {
  return {
    start: (q) => start(deps, q),
    form: (q) => form(deps, q),
    submit: (q) => submit(deps, q),
  };
}

async function start(
  deps: Deps,
  { person, place, text }: { person: Person; place: Place; text: string },
): Promise<NoticeView> {
  const refusal = await refuseStranger(deps.people, person);
  if (refusal) return refusal;
  const parsed = parseSearch(text, todayIn(deps.timeZone, deps.clock.now()));
  if (!parsed.ok) {
    const lines = [
      ...(parsed.meant ? [`Did you mean: /upsync search ${parsed.meant}`] : []),
      ...(parsed.example === `/upsync search ${parsed.meant}` ? [] : [`For example: ${parsed.example}`]),
    ];
    return notice('warning', parsed.problem, {
      lines,
      actions: [{ kind: 'open-search', label: 'Open the search window' }],
    });
  }
  return begin(deps, person, place, parsed.criteria);
}

async function begin(deps: Deps, person: Person, place: Place, criteria: SearchCriteria): Promise<NoticeView> {
  if (criteria.division !== null) {
    const { levels } = await deps.psa.reference();
    const division = resolveDivision(criteria.division, levels);
    if (division.kind === 'none')
      return notice('warning', `No division or line of business is called “${criteria.division}”.`, {
        lines: division.existing.length
          ? [`There are: ${division.existing.join(' · ')}`]
          : ['Autotask has none at all.'],
      });
    if (division.kind === 'several')
      return notice('info', `“${criteria.division}” can mean more than one. Which one?`, {
        actions: division.choices.map((choice) => ({
          kind: 'search' as const,
          label: choice.label,
          text: searchText({ ...criteria, division: choice.value }),
        })),
      });
  }
  const id = newRunId();
  await deps.db.transaction(async (tx) => {
    await tx.runs.create({ id, criteria, requestedBy: person, place });
    await tx.messages.wanted(id, 'card', place);
    await tx.audit.write(person, 'run.searched', { runId: id, details: { criteria } });
    await tx.enqueue({ task: 'search', runId: id });
    await tx.enqueue({ task: 'draw', runId: id });
  });
  const links = await wayToCard(deps, id, place);
  const line =
    links.length > 0
      ? 'upSync is not a member of this conversation; the card is in its own channel.'
      : 'The result comes as a card.';
  return notice('info', `Searching Autotask: ${describeCriteria(criteria)}.`, { lines: [line], links });
}

/** What was typed, written out again: for a button that searches. */
function searchText(criteria: SearchCriteria): string {
  return [
    criteria.period && `${criteria.period.from}..${criteria.period.to}`,
    criteria.invoiceIds.length > 0 && `id:${criteria.invoiceIds.join(',')}`,
    criteria.division !== null && `division:"${criteria.division}"`,
    criteria.includeMarked && 'include-invoiced',
    criteria.dryRun && 'dry-run',
  ]
    .filter(Boolean)
    .join(' ');
}

async function form(
  deps: Deps,
  { person, place }: { person: Person; place: Place },
): Promise<SearchFormView | NoticeView> {
  const refusal = await refuseStranger(deps.people, person);
  if (refusal) return refusal;
  const last = (await deps.db.settings.lastSearch(person.id)) as FilledSearch | null;
  const { divisions, note } = await divisionChoices(deps);
  const initial = last ?? {
    division: null,
    preset: 'last-month',
    invoiceIds: '',
    from: null,
    to: null,
    includeMarked: false,
  };
  return { kind: 'search-form', divisions, presets: [...PRESETS], initial, place, note };
}

async function divisionChoices(deps: Deps): Promise<Pick<SearchFormView, 'divisions' | 'note'>> {
  try {
    const { levels } = await deps.psa.reference();
    const names = new Map<string, string>();
    for (const { division, lineOfBusiness } of levels) {
      names.set(division, division);
      names.set(`${division} / ${lineOfBusiness}`, `${division} / ${lineOfBusiness}`);
    }
    return { divisions: [...names].map(([value, label]) => ({ value, label })).sort(byLabel), note: null };
  } catch (error) {
    deps.log.warn({ error }, 'divisions could not be read');
    return { divisions: [], note: 'Autotask did not give the list of divisions just now; the other fields work.' };
  }
}

function byLabel(a: { label: string }, b: { label: string }): number {
  return a.label.localeCompare(b.label);
}

async function submit(
  deps: Deps,
  { person, place, fields }: { person: Person; place: Place; fields: FilledSearch },
): Promise<FormAnswer> {
  const refusal = await refuseStranger(deps.people, person);
  if (refusal) return { kind: 'done', notice: refusal };
  const answer = criteriaFromFields(fields, todayIn(deps.timeZone, deps.clock.now()));
  if (!answer.ok) return { kind: 'errors', errors: answer.errors };
  await deps.db.settings.setLastSearch(person.id, fields);
  return { kind: 'done', notice: await begin(deps, person, place, answer.criteria) };
}

function newRunId(): string {
  return Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

/** The search job: may run twice, ends in a run that is open. Throws what the queue should try again. */
export async function runSearch(deps: Deps, runId: string): Promise<void> {
  const run = await deps.db.runs.get(runId);
  if (run?.state !== 'searching') return;
  const { period, invoiceIds } = run.criteria;
  const reference = await deps.psa.reference();
  const received = await deps.psa.findInvoices({
    ...(period && { from: period.from, to: period.to }),
    ...(invoiceIds.length > 0 && { ids: invoiceIds }),
  });
  const { kept, notes } = sortOut(run, received, reference.levels);
  if (kept.length === 0) notes.push(...(await whatCanBeSeen(deps)));
  const companies = await deps.psa.companies([...new Set(kept.map(({ companyId }) => companyId))]);
  await deps.db.transaction(async (tx) => {
    if (!(await tx.runs.move(runId, 'open', { failure: null }, ['searching']))) return;
    await tx.runs.storeFound(runId, { invoices: kept, companies, reference, notes });
    await tx.audit.write('system', 'run.found', { runId, details: { invoices: kept.map(({ id }) => id) } });
    // in one step, so that no card asks for a choice that there is not
    if (kept.length > 0) await chooseWhereOnlyOne(tx, runId);
    await tx.enqueue({ task: 'draw', runId });
  });
}

type Levels = Awaited<ReturnType<Deps['psa']['reference']>>['levels'];

/** What belongs to the run, and sentences on what was left out and why. */
function sortOut(run: SyncRun, received: Invoice[], levels: Levels): { kept: Invoice[]; notes: string[] } {
  const { division, includeMarked, invoiceIds } = run.criteria;
  const inDivision =
    division === null ? received : received.filter((invoice) => fitsDivision(invoice, division, levels));
  const kept = inDivision.filter((invoice) => includeMarked || invoice.markedAt === null || invoice.isVoided);
  const notes: string[] = [];
  const leftOut = inDivision.filter((invoice) => !kept.includes(invoice));
  if (invoiceIds.length > 0) {
    for (const { id, markedAt } of leftOut)
      if (markedAt !== null)
        notes.push(`${id} was marked on ${describeDay(markedAt)}; add include-invoiced to see it.`);
    for (const { id, voidedAt } of kept.filter(({ isVoided }) => isVoided))
      notes.push(voidedAt ? `${id} was voided on ${describeDay(voidedAt)}.` : `${id} is voided.`);
    for (const id of invoiceIds.filter((wanted) => !received.some((invoice) => invoice.id === wanted)))
      notes.push(`Autotask shows no invoice with the id ${id}${run.criteria.period ? ' in this period' : ''}.`);
    const elsewhere = received.filter((invoice) => !inDivision.includes(invoice));
    for (const { id } of elsewhere) notes.push(`${id} has no line of ${division}.`);
  } else if (leftOut.length > 0) {
    notes.push(
      `${leftOut.length} more ${leftOut.length === 1 ? 'is' : 'are'} marked as invoiced and left out; add include-invoiced to see them.`,
    );
  }
  return { kept, notes };
}

async function whatCanBeSeen(deps: Deps): Promise<string[]> {
  try {
    return await deps.psa.access();
  } catch (error) {
    deps.log.warn({ error }, 'the API user’s rights could not be read');
    return ['What the Autotask API user may see could not be read, so invoices may exist that upSync cannot find.'];
  }
}
