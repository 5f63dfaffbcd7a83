import { RemoteError } from '../domain/errors.ts';
import type { BooksDocument, Posting, SyncRun } from '../domain/types.ts';
import { freedNumber, isOut, isSentByUs, undoStep } from '../domain/undo.ts';
import type { Deps } from './deps.ts';
import { documentsNow } from './documents-now.ts';

/** A document of ours that is to go, as Xero has it. */
interface Going {
  posting: Posting;
  now: BooksDocument;
}

/**
 * Takes a batch of documents of one kind out of Xero: renames them, so that their numbers are free again, then deletes or
 * voids them, and reads back. Begins with a look at each, so that what an earlier try did is known and not repeated.
 */
export async function takeOut(deps: Deps, run: SyncRun, postings: Posting[]): Promise<void> {
  await deps.reached('undo.before');
  const documents = await documentsNow(deps, postings.filter(isSentByUs));
  const going: Going[] = [];
  for (const posting of postings) {
    const now = documents.get(posting.id) ?? null;
    const step = undoStep(posting, now, null);
    // an earlier try may have renamed it: then it is under way, and ends
    const isBegun = step.kind === 'gone' || now?.number === freedNumber(posting);
    if (step.kind === 'left') await leave(deps, run, { posting, now }, step.sentence);
    else if (run.stopRequestedBy && !isBegun)
      await leave(deps, run, { posting, now }, `${run.stopRequestedBy.name} pressed Stop before its turn.`);
    else if (now !== null && (step.kind === 'delete' || step.kind === 'void')) going.push({ posting, now });
    else await settle(deps, run, posting, now);
  }
  const renamed = await rename(deps, run, going);
  await deps.reached('undo.renamed');
  const removed = await remove(deps, run, renamed);
  await deps.reached('undo.removed');
  await readBack(deps, run, removed);
  await deps.reached('undo.removal-stored');
}

/** Those whose number is free now. What Xero refuses is left, in its words. */
async function rename(deps: Deps, run: SyncRun, going: Going[]): Promise<Going[]> {
  const todo = going.filter(({ posting, now }) => now.number !== freedNumber(posting));
  const refused = await changeAll(todo, (organisationId, kind) =>
    deps.accounting.renameDocuments(
      organisationId,
      kind,
      todo.map(({ posting, now }) => ({ id: now.id, number: freedNumber(posting) })),
    ),
  );
  for (const [one, words] of refused) await leave(deps, run, one, `Xero says: ${words}`);
  return going.filter((one) => !refused.has(one));
}

async function remove(deps: Deps, run: SyncRun, going: Going[]): Promise<Going[]> {
  const refused = await changeAll(going, (organisationId, kind) =>
    deps.accounting.removeDocuments(
      organisationId,
      kind,
      going.map(({ now }) => ({ id: now.id, status: now.status })),
    ),
  );
  for (const [{ posting, now }, words] of refused)
    await leave(deps, run, { posting, now: { ...now, number: freedNumber(posting) } }, `Xero says: ${words}`);
  return going.filter((one) => !refused.has(one));
}

type Answers = Awaited<ReturnType<Deps['accounting']['renameDocuments']>>;

/** One call for all of them; those that Xero refused, with its words. */
async function changeAll(
  going: Going[],
  call: (organisationId: string, kind: BooksDocument['kind']) => Promise<Answers>,
): Promise<Map<Going, string>> {
  const [first] = going;
  if (!first || first.posting.organisationId === null) return new Map();
  const answers = await call(first.posting.organisationId, first.now.kind);
  return new Map(
    going.flatMap((one, index): [Going, string][] => {
      const answer = answers[index];
      return answer?.ok ? [] : [[one, answer?.messages.join(' ') ?? 'nothing.']];
    }),
  );
}

/** Only what Xero shows as gone is gone. */
async function readBack(deps: Deps, run: SyncRun, removed: Going[]): Promise<void> {
  const documents = await documentsNow(
    deps,
    removed.map(({ posting }) => posting),
  );
  const still: string[] = [];
  for (const { posting } of removed) {
    const now = documents.get(posting.id);
    if (now && isOut(now)) await settle(deps, run, posting, now);
    else still.push(posting.document?.number ?? String(posting.invoiceId));
  }
  if (still.length > 0)
    throw new RemoteError({
      ...{ system: 'xero', kind: 'unexpected-answer' },
      message: `the removal was accepted, and documents are shown still: ${still.join(', ')}`,
      userMessage: 'Xero accepted the removal of documents and shows them still.',
    });
}

/** The ledger follows. Its mark, where it has one, is cleared afterwards. */
async function settle(deps: Deps, run: SyncRun, posting: Posting, now: BooksDocument | null): Promise<void> {
  const { id, invoiceId, document } = posting;
  await deps.db.transaction(async (tx) => {
    // what was still to follow the document has nothing to follow any more
    const undo = {
      undo: 'removed' as const,
      ...(posting.numberState === 'owed' && { numberState: null }),
      ...(posting.pdfState === 'owed' && { pdfState: null }),
      ...(posting.emailState === 'owed' && { emailState: null }),
    };
    const message = `Undone by ${run.undoneBy?.name ?? 'upSync'}.`;
    const moved = await tx.postings.move(id, 'voided', { ...undo, message, ...(now && { document: now }) });
    // somebody else settled it meanwhile, by Void in Xero: then only its mark is left
    if (!moved) await tx.postings.change(id, undo, ['voided']);
    if (now) await tx.runs.forgetDocument(invoiceId, now.id);
    await tx.runs.touch(run.id);
    if (!moved) return;
    const details = now
      ? { documentId: now.id, number: document?.number ?? null, freedAs: now.number, status: now.status }
      : { documentId: document?.id ?? null };
    const action = now ? 'document.removed' : document ? 'document.let-go' : 'invoice.let-go';
    await tx.audit.write(run.undoneBy ?? 'system', action, { runId: run.id, invoiceId, details });
  });
}

/** Nothing of it is changed; a name that was taken from it is given back where Xero lets us. */
async function leave(
  deps: Deps,
  run: SyncRun,
  { posting, now }: { posting: Posting; now: BooksDocument | null },
  why: string,
): Promise<void> {
  const { id, invoiceId, organisationId, document } = posting;
  let undoMessage = why;
  if (now && organisationId && document?.number && now.number === freedNumber(posting)) {
    const back = [{ id: now.id, number: document.number }];
    const [answer] = await deps.accounting.renameDocuments(organisationId, now.kind, back);
    if (!answer?.ok) undoMessage = `${why} Its number in Xero is ${now.number} now; rename it there.`;
  }
  await deps.db.transaction(async (tx) => {
    await tx.postings.change(id, { undo: 'left', undoMessage }, [posting.state]);
    await tx.audit.write('system', 'undo.left', { runId: run.id, invoiceId, details: { why: undoMessage } });
    await tx.runs.touch(run.id);
  });
}
