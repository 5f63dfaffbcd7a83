import { RemoteError } from '../domain/errors.ts';
import type { BooksDocument, DocumentKind, Posting } from '../domain/types.ts';
import type { Deps } from './deps.ts';

const KINDS = ['invoice', 'credit-note'] satisfies DocumentKind[];

/**
 * The documents of these postings, by posting, as Xero has them at this moment. Throws a RemoteError of system `xero`;
 * where Xero refused the login, what it still opens is known by then.
 */
export async function documentsNow(deps: Deps, postings: readonly Posting[]): Promise<Map<string, BooksDocument>> {
  const found = new Map<string, BooksDocument>();
  const organisations = new Set(postings.flatMap(({ organisationId }) => organisationId ?? []));
  for (const organisationId of organisations)
    for (const kind of KINDS) {
      const ours = postings.filter((one) => one.organisationId === organisationId && one.document?.kind === kind);
      if (ours.length === 0) continue;
      const ids = ours.flatMap(({ document }) => document?.id ?? []);
      const documents = await deps.accounting.documentsById(organisationId, kind, ids).catch(async (error: unknown) => {
        if (error instanceof RemoteError && error.kind === 'auth') await deps.examine(organisationId);
        throw error;
      });
      const byId = new Map(documents.map((document) => [document.id, document]));
      for (const { id, document } of ours) {
        const now = byId.get(document?.id ?? '');
        if (now) found.set(id, now);
      }
    }
  return found;
}
