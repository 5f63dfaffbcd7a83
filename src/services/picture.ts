import { createHash } from 'node:crypto';
import { setImmediate as othersFirst } from 'node:timers/promises';
import type { StoredOrganisation } from '../db/organisations.ts';
import { nextStep } from '../domain/next-step.ts';
import { cardFingerprintText, type PlanInput, type PlannedInvoice, planSteps } from '../domain/plan.ts';
import type {
  Books,
  Company,
  ContactAnswer,
  MapEntry,
  Posting,
  PsaReference,
  RunInvoice,
  SyncRun,
} from '../domain/types.ts';
import type { NextStep } from '../domain/views.ts';
import type { Deps } from './deps.ts';

/** All that is known of a run, read at one moment, with what the plan says of it. */
export interface Picture {
  run: SyncRun;
  invoices: RunInvoice[];
  companies: Company[];
  reference: PsaReference;
  organisation: StoredOrganisation | null;
  /** Organisations that a live connection opens. */
  connected: StoredOrganisation[];
  books: Books | null;
  maps: MapEntry[];
  answers: Map<number, ContactAnswer>;
  /** The latest posting of each invoice, whichever run it belongs to. */
  postings: Map<number, Posting>;
  planned: PlannedInvoice[];
  next: NextStep;
  /** What Approve, or Try again, stands for on a card of this picture. */
  fingerprint: string;
}

const NO_REFERENCE: PsaReference = { levels: [], taxRates: [], billingCodes: [] };

/** Null when there is no such run. */
export async function takePicture(
  deps: Pick<Deps, 'db' | 'chat'>,
  runId: string,
  options: { afresh?: boolean } = {},
): Promise<Picture | null> {
  const { db } = deps;
  const whole = await db.runs.whole(runId);
  if (!whole) return null;
  const { run, companies, reference, invoices, answers } = whole;
  const connected = await db.organisations.connected();
  const organisation =
    run.organisationId === null
      ? null
      : (connected.find(({ id }) => id === run.organisationId) ?? (await db.organisations.get(run.organisationId)));
  const maps = organisation ? await db.maps.list(organisation.id) : [];
  const postings = await db.postings.latest(invoices.map(({ invoice }) => invoice.id));
  const known = { run, invoices, companies, reference: reference ?? NO_REFERENCE, maps, answers, postings };
  const books = run.checkedAt === null ? null : (organisation?.books ?? null);
  const settings = organisation?.settings ?? {};
  const withoutEmail = await contactsWithoutEmail(db, organisation, answers);
  const input = { ...known, books, settings, withoutEmail };
  const planned = await plan({ ...input, ...options });
  // after the posting the question is what Try again would send
  const isOver = run.state === 'posted' || run.state === 'done';
  const shown = isOver && !options.afresh ? await plan({ ...input, afresh: true }) : planned;
  const fingerprint = hash(cardFingerprintText(shown, run.organisationId));
  const next = nextStep({
    run,
    planned,
    organisations: connected.map(({ id, name }) => ({ id, name })),
    connected: organisation !== null && connected.some(({ id }) => id === organisation.id),
    everConnected: connected.length > 0 || (await db.connections.list()).length > 0,
    direct: deps.chat.isDirect(run.place),
    fingerprint,
  });
  return { ...known, organisation, connected, books, planned, next, fingerprint };
}

/** Asked only where Xero is to e-mail what is posted. */
async function contactsWithoutEmail(
  db: Deps['db'],
  organisation: StoredOrganisation | null,
  answers: ReadonlyMap<number, ContactAnswer>,
): Promise<ReadonlySet<string>> {
  if (!organisation?.settings.emailInvoices) return new Set();
  const ids = [...answers.values()].flatMap((answer) => (answer.kind === 'known' ? [answer.contactId] : []));
  return db.contacts.withoutEmail(organisation.id, ids);
}

/** A pong or a press that waits longer than this for a plan of thousands is late. */
const AT_ONE_GO_MS = 25;

async function plan(input: PlanInput): Promise<PlannedInvoice[]> {
  const steps = planSteps(input);
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - since < AT_ONE_GO_MS) continue;
    await othersFirst();
    since = performance.now();
  }
}

/** SHA-256 in hexadecimal. */
export function hash(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
