import { RemoteError } from '../domain/errors.ts';
import { DEFAULT_SETTINGS } from '../domain/settings.ts';
import type { Books, OrganisationSettings } from '../domain/types.ts';
import type { Deps } from './deps.ts';

/** An account may be archived between the check of a run and its posting; six calls look again. */
const FRESH_MS = 5 * 60_000;

/** Xero's lists, as far as this organisation's settings need them. */
export async function readBooks(
  deps: Deps,
  organisationId: string,
): Promise<{ books: Books; settings: OrganisationSettings }> {
  const settings = (await deps.db.organisations.get(organisationId))?.settings ?? DEFAULT_SETTINGS;
  const books = await deps.accounting.books(organisationId);
  if (settings.brandingThemeId === null) return { books, settings };
  return { books: { ...books, brandingThemes: await deps.accounting.brandingThemes(organisationId) }, settings };
}

/** Reads the lists again where they are older than some minutes, so that nothing is sent by what was true then. */
export async function freshenBooks(deps: Deps, organisationId: string): Promise<void> {
  const known = (await deps.db.organisations.get(organisationId))?.books;
  if (known && deps.clock.now().getTime() - Date.parse(known.readAt) < FRESH_MS) return;
  const { books } = await readBooks(deps, organisationId);
  await deps.db.organisations.setBooks(organisationId, books);
}

/** The same before an approval. Where Xero does not answer now, the posting looks before it sends. */
export async function freshenForApproval(deps: Deps, runId: string): Promise<void> {
  const run = await deps.db.runs.get(runId);
  if (run?.state !== 'open' || run.organisationId === null || run.checkedAt === null) return;
  try {
    await freshenBooks(deps, run.organisationId);
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    deps.log.warn({ runId, error }, 'Xero’s lists could not be read before an approval');
  }
}
