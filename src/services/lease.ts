import type { Deps } from './deps.ts';

/** A process that has not renewed its lease for this long is gone. */
const LEASE_MS = 15_000;
const RENEW_EVERY_MS = 5_000;

/**
 * One process at a time posts into an organisation. The lease is renewed while `work` goes on, so that a killed process
 * is followed within seconds. Should it run out all the same, nothing is sent twice: the other one finds the stored
 * batch, and sends it under its own key.
 */
export async function withLease(deps: Deps, organisationId: string, work: () => Promise<void>): Promise<boolean> {
  if (!(await take(deps, organisationId))) return false;
  const renewing = setInterval(() => {
    take(deps, organisationId).catch((error) => deps.log.warn({ error, organisationId }, 'a lease was not renewed'));
  }, RENEW_EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(renewing);
    await deps.db.organisations.endLease(organisationId, deps.instance);
  }
  return true;
}

function take(deps: Deps, organisationId: string): Promise<boolean> {
  const now = deps.clock.now();
  return deps.db.organisations.lease(organisationId, deps.instance, now, new Date(now.getTime() + LEASE_MS));
}
