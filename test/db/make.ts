import type { Db } from '../../src/db/index.ts';
import type { NewPosting } from '../../src/db/postings.ts';
import type { SearchCriteria } from '../../src/domain/types.ts';
import { aDraft } from '../domain/make.ts';

export const SAM = { id: 'slack:T1:USAM', name: 'Sam' };
export const ANN = { id: 'slack:T1:UANN', name: 'Ann' };
export const PLACE = 'slack:T1:C1';
export const ORGANISATION = '11111111-1111-4111-8111-111111111111';

export const CRITERIA: SearchCriteria = {
  period: { from: '2026-10-01', to: '2026-10-31' },
  invoiceIds: [],
  division: null,
  includeMarked: false,
  dryRun: false,
};

/** A run that the search has just begun. */
export async function createRun(db: Db, id: string): Promise<string> {
  await db.runs.create({ id, criteria: CRITERIA, requestedBy: SAM, place: PLACE });
  return id;
}

export function newPosting(invoiceId: number, changes: Partial<NewPosting> = {}): NewPosting {
  return {
    invoiceId,
    generation: 1,
    runId: 'RUN1',
    companyId: 100,
    organisationId: ORGANISATION,
    state: 'approved',
    kind: 'invoice',
    fingerprint: `print of ${invoiceId}`,
    draft: aDraft({ invoiceId }),
    document: null,
    ...changes,
  };
}

/** Takes one Posting and hands out its id. */
export async function createPosting(db: Db, invoiceId: number, changes: Partial<NewPosting> = {}): Promise<string> {
  await db.postings.take([newPosting(invoiceId, changes)]);
  const id = (await db.postings.latest([invoiceId])).get(invoiceId)?.id;
  if (!id) throw new Error(`no posting of invoice ${invoiceId}`);
  return id;
}

export function times<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}
