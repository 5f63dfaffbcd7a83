import { Prisma } from '../generated/prisma/client.ts';
import type { Client } from './index.ts';

/** Copies of lines, names and e-mails; the ledger and the audit are no copies. */
export interface DetailTable {
  /** Runs from before then that still have theirs, and have nothing in hand. */
  oldRuns(before: Date, limit: number): Promise<string[]>;
  /**
   * Of one run: lines, company and contact names, e-mails, and what was sent to Xero. Ids, numbers, days, totals and states
   * stay. False: it has gone on meanwhile, or they were deleted already. Call it in a transaction.
   */
  deleteOfRun(runId: string, at: Date): Promise<boolean>;
  /** What belongs to no run: contacts of organisations that were not looked into since, windows as they were filled in. */
  deleteLoose(before: Date): Promise<void>;
}

const AT_REST = ['open', 'posted', 'done', 'cancelled', 'failed'];

export function detailTable(client: Client): DetailTable {
  return {
    async oldRuns(before, limit) {
      const rows = await client.$queryRaw<{ id: string }[]>`
        SELECT run.id FROM "SyncRun" run
        WHERE run."createdAt" < ${before} AND run."detailsDeletedAt" IS NULL AND run.state = ANY(${AT_REST})
          AND NOT EXISTS (
            SELECT 1 FROM "Posting" posting WHERE posting."runId" = run.id
              AND (posting.state IN ('approved', 'posting', 'in_doubt') OR posting.undo IN ('asked', 'removed')
                OR 'owed' IN (posting."numberState", posting."pdfState", posting."emailState")
                OR posting."emailState" = 'sending'))
        ORDER BY run."createdAt" LIMIT ${limit}`;
      return rows.map(({ id }) => id);
    },
    deleteOfRun: (runId, at) => deleteOfRun(client, runId, at),
    async deleteLoose(before) {
      const old = { OR: [{ contactsReadAt: { lt: before } }, { contactsReadAt: null }] };
      const organisations = await client.organisation.findMany({ where: old, select: { id: true } });
      const ids = organisations.map(({ id }) => id);
      await client.xeroContact.deleteMany({ where: { organisationId: { in: ids } } });
      await client.organisation.updateMany({ where: { id: { in: ids } }, data: { contactsReadAt: null } });
      const keys = { OR: [{ key: { startsWith: 'search.last.' } }, { key: 'doctor.card' }] };
      await client.setting.deleteMany({ where: { ...keys, updatedAt: { lt: before } } });
      await client.oauthState.deleteMany({ where: { expiresAt: { lt: before } } });
    },
  };
}

async function deleteOfRun(client: Client, runId: string, at: Date): Promise<boolean> {
  const { count } = await client.syncRun.updateMany({
    where: { id: runId, detailsDeletedAt: null, state: { in: AT_REST } },
    data: { detailsDeletedAt: at, psaReference: Prisma.DbNull, notes: [], revision: { increment: 1 } },
  });
  if (count === 0) return false;
  await client.$executeRaw`
    UPDATE "SyncRun" SET companies = (
      SELECT coalesce(jsonb_agg(jsonb_build_object('id', one->'id', 'name', 'Company ' || (one->>'id'),
        'currency', one->'currency', 'webAddress', NULL, 'taxNumber', NULL, 'isActive', one->'isActive')), '[]'::jsonb)
      FROM jsonb_array_elements(companies) one)
    WHERE id = ${runId}`;
  await client.$executeRaw`
    UPDATE "RunInvoice" SET invoice = invoice || '{"lines": [], "orderNumber": null}'::jsonb, "inXero" = (
      SELECT coalesce(jsonb_agg(one || '{"contactName": ""}'::jsonb), '[]'::jsonb) FROM jsonb_array_elements("inXero") one)
    WHERE "runId" = ${runId}`;
  await client.$executeRaw`
    UPDATE "Posting" SET draft = (draft - 'source') || '{"lines": [], "notes": [], "reference": ""}'::jsonb
    WHERE "runId" = ${runId} AND jsonb_typeof(draft) = 'object'`;
  await client.$executeRaw`
    UPDATE "Posting" SET document = document || '{"contactName": ""}'::jsonb
    WHERE "runId" = ${runId} AND jsonb_typeof(document) = 'object'`;
  await client.posting.updateMany({ where: { runId, emailState: { not: null } }, data: { emailMessage: null } });
  await client.runContact.deleteMany({ where: { runId } });
  await client.batch.updateMany({ where: { runId, state: { in: ['answered', 'settled'] } }, data: { body: '' } });
  return true;
}
