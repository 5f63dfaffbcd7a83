import { type NoticeView, notice } from '../domain/views.ts';
import type { Services } from './api.ts';
import type { Deps } from './deps.ts';
import { enqueueFollows, followsOf } from './follow-up.ts';
import { hash, takePicture } from './picture.ts';
import { refuseUnless } from './rights.ts';

type OnRun = Parameters<Services['approval']['acceptDifferences']>[0];

/** An approver looked at documents that came out different and lets them stand: from here on they may be marked. */
export async function acceptDifferences(deps: Deps, { person, runId }: OnRun): Promise<NoticeView | null> {
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  const open = (await deps.db.postings.ofRun(runId)).filter(
    (one) => one.state === 'difference' && !one.differenceAccepted,
  );
  if (open.length === 0) return notice('info', 'There is no difference to accept any more.');
  await deps.db.transaction(async (tx) => {
    for (const posting of open) {
      const { id, invoiceId, message } = posting;
      if (await tx.postings.change(id, { differenceAccepted: true, ...followsOf(posting, 'posted') }, ['difference']))
        await tx.audit.write(person, 'difference.accepted', { runId, invoiceId, details: { message } });
    }
    await enqueueFollows(tx, await tx.postings.ofRun(runId));
    await tx.runs.touch(runId);
    await tx.enqueue({ task: 'draw', runId });
  });
  return null;
}

type OnInvoice = Parameters<Services['approval']['deleteDraft']>[0];

/** Takes a document that came out different out of Xero and sends the invoice again, as a new generation. */
export async function deleteDraft(deps: Deps, { person, runId, invoiceId }: OnInvoice): Promise<NoticeView | null> {
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  const posting = (await deps.db.postings.latest([invoiceId])).get(invoiceId);
  const document = posting?.document;
  if (posting?.state !== 'difference' || posting.runId !== runId || !document || !posting.organisationId)
    return notice('info', 'This document is settled already.');
  // as it is in Xero now: an earlier try may have gone half the way, or somebody paid it since
  const [now] = await deps.accounting.documentsById(posting.organisationId, document.kind, [document.id]);
  const renameTo = `${document.number ?? document.id} VOID ${posting.generation}`;
  const removed = await deps.accounting.removeDocument(posting.organisationId, { ...(now ?? document), renameTo });
  if (!removed.ok)
    return notice('warning', `Xero did not remove ${document.number ?? 'it'}: ${removed.messages.join(' ')}`);
  await deps.db.transaction(async (tx) => {
    await tx.postings.move(posting.id, 'voided', { message: `Taken out of Xero by ${person.name}.` }, ['difference']);
    await tx.audit.write(person, 'document.removed', { runId, invoiceId, details: { documentId: document.id } });
    await tx.runs.setInXeroOf(runId, invoiceId, []);
  });
  return sendAgain(deps, { person, runId, invoiceId });
}

async function sendAgain(deps: Deps, { person, runId, invoiceId }: OnInvoice): Promise<NoticeView | null> {
  const picture = await takePicture(deps, runId);
  const planned = picture?.planned.find(({ invoice }) => invoice.id === invoiceId);
  if (!picture || planned?.verdict.kind !== 'ready')
    return notice('warning', 'The document is out of Xero; the invoice cannot be sent as it is. The card says why.');
  const { draft, fingerprintText } = planned.verdict;
  const done = await deps.db.transaction(async (tx) => {
    if (
      !(await tx.runs.move(
        runId,
        'posting',
        { approvedBy: person, approvedAt: deps.clock.now(), stopRequestedBy: null },
        ['posted', 'done'],
      ))
    )
      return false;
    await tx.postings.take([
      {
        ...{ invoiceId, generation: draft.generation, runId, companyId: planned.invoice.companyId, state: 'approved' },
        ...{
          organisationId: picture.run.organisationId,
          kind: draft.kind,
          fingerprint: hash(fingerprintText),
          draft,
          document: null,
        },
      },
    ]);
    await tx.audit.write(person, 'run.approved-again', { runId, invoiceId, details: { generation: draft.generation } });
    await tx.enqueue({ task: 'post', runId });
    await tx.enqueue({ task: 'draw', runId });
    return true;
  });
  return done ? null : notice('info', 'This run is at work; press Try again when it has ended.');
}
