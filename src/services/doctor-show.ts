import type { Finding } from '../domain/doctor.ts';
import { type DoctorView, doctorView } from '../domain/doctor-view.ts';
import type { Link } from '../domain/views.ts';
import type { Deps } from './deps.ts';
import type { Examination } from './doctor-read.ts';
import { hash } from './picture.ts';

/** What was found as a card, with names and links from the systems themselves. */
export async function show(
  deps: Deps,
  { findings, examinedAt, looked, notes }: Examination,
  options: { nightly?: boolean } = {},
): Promise<DoctorView> {
  const companies = await namesOf(deps, findings);
  const linksOf = await linksFor(deps);
  const nightly = options.nightly === true;
  const labelled = findings.map((finding) => ({ ...finding, label: finding.label || nameOf(finding, companies) }));
  return doctorView(labelled, {
    ...{ examinedAt, nightly, companies, linksOf, looked, notes },
    fingerprint: (keys) => hash(keys),
  });
}

function nameOf({ companyId }: Finding, companies: ReadonlyMap<number, string>): string {
  return companyId === null ? '' : (companies.get(companyId) ?? `Company ${companyId}`);
}

/** Companies as Autotask calls them; those it does not name are missing. */
export async function namesOf(deps: Deps, findings: readonly Finding[]): Promise<Map<number, string>> {
  const ids = [...new Set(findings.flatMap(({ companyId }) => companyId ?? []))];
  if (ids.length === 0) return new Map();
  try {
    return new Map((await deps.psa.companies(ids)).map(({ id, name }) => [id, name]));
  } catch (error) {
    deps.log.warn({ error }, 'Autotask did not name the companies of an examination');
    return new Map();
  }
}

/** The document in Xero, the contact in Xero, the company in Autotask, the card of the run. */
export async function linksFor(deps: Deps): Promise<(finding: Finding) => Link[]> {
  const webUrl = await deps.psa.identity().then(
    (identity) => identity.webUrl,
    () => null,
  );
  const shortCodes = new Map(
    (await deps.db.organisations.all()).map(({ id, books }) => [id, books?.organisation.shortCode]),
  );
  return ({ posting, link, companyId }) => {
    const shortCode = shortCodes.get(posting?.organisationId ?? link?.organisationId ?? '');
    const { document = null } = posting ?? {};
    const inXero =
      !shortCode || (!document && !link)
        ? []
        : document
          ? [{ label: 'Xero', url: deps.accounting.documentLink(shortCode, document.kind, document.id) }]
          : [{ label: 'Xero', url: deps.accounting.contactLink(shortCode, link?.contactId ?? '') }];
    if (webUrl === null || companyId === null) return inXero;
    const page = deps.companyUrl.replace('{webUrl}', webUrl).replace('{companyId}', String(companyId));
    return [...inXero, { label: 'Autotask', url: page }];
  };
}
