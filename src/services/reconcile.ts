import { setImmediate } from 'node:timers/promises';
import { resolveDivision } from '../domain/division.ts';
import { RemoteError } from '../domain/errors.ts';
import { describePeriod, todayIn } from '../domain/period.ts';
import { type Entry, type Reconciliation, reconcileInSteps } from '../domain/reconcile.ts';
import { parseReconcile } from '../domain/reconcile-command.ts';
import { entriesCsv, totalsCsv } from '../domain/reconcile-csv.ts';
import { reconcileView } from '../domain/reconcile-view.ts';
import type { Books, Period, Person, Place } from '../domain/types.ts';
import { type Link, type NoticeView, notice, type ReconcileView } from '../domain/views.ts';
import type { Services } from './api.ts';
import type { Deps } from './deps.ts';
import { type Asked, type Read, readBoth } from './reconcile-read.ts';
import { refuseStranger } from './rights.ts';

export function createReconcile(deps: Deps): Services['reconcile'] {
  const atWork = new Set<string>();
  return {
    async start(q) {
      const asked = await understand(deps, q);
      if ('kind' in asked) return asked;
      const key = `${asked.organisation.id} ${q.place}`;
      if (atWork.has(key)) return notice('info', 'This is being reconciled here already; the result comes as a card.');
      atWork.add(key);
      try {
        return await run(deps, q, asked);
      } finally {
        atWork.delete(key);
      }
    },
  };
}

type Start = Parameters<Services['reconcile']['start']>[0];

/** What is to be compared, or why it cannot be, or the question which organisation is meant. */
async function understand(deps: Deps, { person, text, organisationId }: Start): Promise<Asked | NoticeView> {
  const refusal = await refuseStranger(deps.people, person);
  if (refusal) return refusal;
  const parsed = parseReconcile(text, todayIn(deps.timeZone, deps.clock.now()));
  if (!parsed.ok) {
    const meant = parsed.meant ?? null;
    return notice('warning', parsed.problem, {
      lines: [meant ? `Did you mean: /upsync reconcile ${meant}` : `For example: ${parsed.example}`],
      actions: meant ? [{ kind: 'reconcile', label: `Reconcile ${meant}`, text: meant, organisationId }] : [],
    });
  }
  const { period, division } = parsed;
  if (division !== null) {
    const refused = await refuseDivision(deps, period, division, organisationId);
    if (refused) return refused;
  }
  const connected = await deps.db.organisations.connected();
  const organisation =
    organisationId === null && connected.length === 1
      ? connected[0]
      : connected.find(({ id }) => id === organisationId);
  if (organisation) return { period, division, organisation };
  if (connected.length === 0)
    return notice('warning', 'upSync is not connected to Xero, so there is nothing to compare with.', {
      actions: [{ kind: 'connect', label: 'Connect to Xero' }],
    });
  return notice('info', `With which organisation shall Autotask be compared, ${describePeriod(period)}?`, {
    actions: connected.map(({ id, name }) => ({ kind: 'reconcile', label: name, text, organisationId: id })),
  });
}

async function refuseDivision(deps: Deps, period: Period, division: string, organisationId: string | null) {
  const { levels } = await deps.psa.reference();
  const found = resolveDivision(division, levels);
  if (found.kind === 'one') return null;
  if (found.kind === 'none')
    return notice('warning', `No division or line of business is called “${division}”.`, {
      lines: found.existing.length > 0 ? [`There are: ${found.existing.join(' · ')}`] : ['Autotask has none at all.'],
    });
  const text = (value: string) => `${period.from}..${period.to} division:"${value}"`;
  return notice('info', `“${division}” can mean more than one. Which one?`, {
    actions: found.choices.map(({ value, label }) => ({ kind: 'reconcile', label, text: text(value), organisationId })),
  });
}

/** Reads both systems, compares, and shows it where it was asked. Somebody waits, so that they are told it takes a while. */
async function run(deps: Deps, { person, place }: Start, asked: Asked): Promise<NoticeView | null> {
  const { period, division, organisation } = asked;
  const title = [describePeriod(period), division].filter(Boolean).join(' · ');
  await deps.chat
    .whisper(
      place,
      person.id,
      notice('info', `Reconciling ${title} with ${organisation.name} …`, {
        lines: ['Both systems are read now; the result comes as a card.'],
      }),
    )
    .catch((error) => deps.log.warn({ error }, 'a person could not be told that reconciling began'));
  const startedAt = deps.clock.now();
  const read = await readBoth(deps, asked);
  const found = await compare(read);
  const view = reconcileView(found, {
    ...{ title, organisation: organisation.name, requestedBy: person, readAt: startedAt.toISOString() },
    linksOf: linksOf(deps, read.books, await webUrl(deps)),
    notes: read.notes,
  });
  await deps.db.audit.write(person, 'reconciled', {
    details: { organisationId: organisation.id, period, division, equal: view.equal, kinds: view.kinds },
  });
  return show(deps, { person, place, view, found, period });
}

/** Others have their turn between the steps. */
async function compare(read: Read): Promise<Reconciliation> {
  const steps = reconcileInSteps(read);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await setImmediate();
  }
}

async function webUrl(deps: Deps): Promise<string | null> {
  return deps.psa.identity().then(
    (identity) => identity.webUrl,
    () => null,
  );
}

function linksOf(deps: Deps, books: Books, autotaskUrl: string | null) {
  return ({ invoice, document }: Entry): Link[] => [
    ...(document
      ? [
          {
            label: 'Xero',
            url: deps.accounting.documentLink(books.organisation.shortCode, document.kind, document.id),
          },
        ]
      : []),
    ...(invoice && autotaskUrl !== null
      ? [
          {
            label: 'Autotask',
            url: deps.companyUrl.replace('{webUrl}', autotaskUrl).replace('{companyId}', String(invoice.companyId)),
          },
        ]
      : []),
  ];
}

interface Shown {
  person: Person;
  place: Place;
  view: ReconcileView;
  found: Reconciliation;
  period: Period;
}

/** Where it was typed, if upSync may post there; else in the channel, with the way to it. */
async function show(deps: Deps, { person, place, view, found, period }: Shown): Promise<NoticeView | null> {
  const { chat } = deps;
  let at = place;
  let card: string;
  try {
    card = await chat.post(at, view);
  } catch (error) {
    if (!(error instanceof RemoteError) || error.kind !== 'refused' || place === deps.channel) throw error;
    at = deps.channel;
    card = await chat.post(at, view);
  }
  const name = `${period.from}-to-${period.to}`;
  const file = (kind: string, content: string) => ({
    ...{ name: `${kind}-${name}.csv`, title: `${kind === 'totals' ? 'Totals' : 'Every invoice'}, ${view.title}` },
    content: Buffer.from(content),
  });
  const files = [file('reconcile', entriesCsv(found)), file('totals', totalsCsv(found))];
  const missing = await uploadAll(deps, at, files, card);
  const lines = [
    ...(at === place ? [] : ['upSync is not a member of this conversation, so the card is in its own channel.']),
    ...(missing === null ? [] : [`The files could not be put into its thread: ${missing}`]),
  ];
  if (lines.length === 0) return null;
  const url = await chat.link(card);
  const links = url ? [{ label: 'Open the card', url }] : [];
  deps.log.info({ person: person.id, period }, 'a comparison was shown with a remark');
  return notice(missing === null ? 'info' : 'warning', 'Autotask and Xero are compared.', { lines, links });
}

/** Null when all are there; else why not, for people. */
async function uploadAll(
  deps: Deps,
  place: Place,
  files: { name: string; title: string; content: Buffer }[],
  thread: string,
): Promise<string | null> {
  try {
    for (const file of files) await deps.chat.upload(place, file, thread);
    return null;
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    deps.log.warn({ error }, 'the files of a comparison could not be uploaded');
    return error.userMessage;
  }
}
