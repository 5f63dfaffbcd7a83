import type { PostingChange } from '../db/postings.ts';
import { RemoteError } from '../domain/errors.ts';
import type { Posting } from '../domain/types.ts';
import { originalNumber } from '../domain/undo.ts';
import type { Deps } from './deps.ts';

/** Autotask's `in` lists are kept to this length. */
const IDS_PER_READ = 200;
/** Autotask allows three threads an endpoint. https://www.autotask.net/help/developerhelp/Content/APIs/General/ThreadLimiting.htm */
const WRITES_AT_ONCE = 3;
/** Length of Autotask's invoiceNumber. */
const NUMBER_MAX_CHARS = 100;

/** Where Xero numbered the document, Autotask is owed its number; noted with the result itself. */
export function numberOwed(posting: Posting, outcome: string): PostingChange {
  return posting.draft?.number === '' && outcome !== 'rejected' ? { numberState: 'owed' } : {};
}

/**
 * The number job: writes Xero's numbers into Autotask and reads them back. A number that stands there is never written
 * over, unless the organisation's setting says so, or upSync wrote it there for a document that was taken out of Xero
 * since; then the old one is kept in the audit. May run twice.
 */
export async function runNumbering(deps: Deps, runId: string): Promise<void> {
  const owed = (await deps.db.postings.ofRun(runId)).filter(({ numberState }) => numberState === 'owed');
  if (owed.length === 0) return;
  const failures: unknown[] = [];
  for (let start = 0; start < owed.length; start += IDS_PER_READ)
    await numberSome(deps, owed.slice(start, start + IDS_PER_READ), failures);
  await deps.db.transaction(async (tx) => {
    await tx.runs.touch(runId);
    await tx.enqueue({ task: 'draw', runId });
  });
  if (failures.length > 0) throw failures[0];
}

interface Write {
  posting: Posting;
  number: string;
  before: string | null;
}

async function numberSome(deps: Deps, postings: Posting[], failures: unknown[]): Promise<void> {
  const now = await deps.psa.numbers(postings.map(({ invoiceId }) => invoiceId));
  const todo: Write[] = [];
  for (const posting of postings) {
    const number = posting.document?.number ?? '';
    const before = now.get(posting.invoiceId);
    if (before === undefined)
      await settleNumber(deps, posting, 'kept', 'Autotask does not show this invoice any more.');
    else if (number === '') await settleNumber(deps, posting, 'kept', 'Xero gave the document no number.');
    else if (number.length > NUMBER_MAX_CHARS)
      await settleNumber(deps, posting, 'kept', `Xero’s number ${number} is too long for Autotask.`);
    else if (before === number) await settleNumber(deps, posting, 'written', posting.numberMessage);
    else if (before !== null && !(await mayReplace(deps, posting, before)))
      await settleNumber(deps, posting, 'kept', `Autotask keeps its number ${before}; in Xero it is ${number}.`);
    else todo.push({ posting, number, before });
  }
  await writeNumbers(deps, todo, failures);
}

async function mayReplace(deps: Deps, posting: Posting, before: string): Promise<boolean> {
  const { organisationId, invoiceId, generation } = posting;
  const earlier = (await deps.db.postings.ofInvoice(invoiceId)).filter((one) => one.generation < generation);
  const isOurs = (one: Posting) => one.numberState === 'written' && originalNumber(one) === before;
  if (earlier.some((one) => one.state === 'voided' && isOurs(one))) return true;
  const organisation = organisationId === null ? null : await deps.db.organisations.get(organisationId);
  return organisation?.settings.numberSource === 'xero-replacing';
}

/** Three at a time. What was written, and what was not heard of, is read back. */
async function writeNumbers(deps: Deps, todo: Write[], failures: unknown[]): Promise<void> {
  const queue = [...todo];
  const written: Write[] = [];
  const worker = async () => {
    for (let write = queue.shift(); write; write = queue.shift()) {
      try {
        await noteReplaced(deps, write);
        await deps.psa.setNumber(write.posting.invoiceId, write.number);
        written.push(write);
      } catch (error) {
        if (error instanceof RemoteError && (error.kind === 'in-doubt' || error.kind === 'unexpected-answer'))
          written.push(write);
        else if (error instanceof RemoteError && error.kind === 'refused')
          await settleNumber(deps, write.posting, 'kept', error.userMessage);
        else failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: WRITES_AT_ONCE }, worker));
  if (written.length === 0) return;
  const after = await deps.psa.numbers(written.map(({ posting }) => posting.invoiceId));
  for (const { posting, number, before } of written)
    if (after.get(posting.invoiceId) === number)
      await settleNumber(deps, posting, 'written', before === null ? null : replaced(before, number));
    else failures.push(new Error(`invoice ${posting.invoiceId}: Autotask does not show the number it was given`));
}

/** Before the first write, so that the old number is known whatever happens then. */
async function noteReplaced(deps: Deps, { posting, number, before }: Write): Promise<void> {
  if (before === null) return;
  await deps.db.transaction(async (tx) => {
    await tx.postings.change(posting.id, { numberMessage: replaced(before, number) }, [posting.state]);
    const { runId, invoiceId } = posting;
    await tx.audit.write('system', 'number.replacing', { runId, invoiceId, details: { before, number } });
  });
}

function replaced(before: string, number: string): string {
  return `Its number in Autotask was ${before}; Xero’s ${number} replaced it.`;
}

async function settleNumber(
  deps: Deps,
  posting: Posting,
  numberState: 'written' | 'kept',
  numberMessage: string | null,
): Promise<void> {
  const { id, runId, invoiceId } = posting;
  await deps.db.transaction(async (tx) => {
    const now = await tx.postings.get(id);
    if (now?.numberState !== 'owed') return;
    await tx.postings.change(id, { numberState, numberMessage }, [now.state]);
    const details = { number: posting.document?.number ?? null, ...(numberMessage && { message: numberMessage }) };
    await tx.audit.write('system', `number.${numberState}`, { runId, invoiceId, details });
  });
}
