import { randomUUID } from 'node:crypto';
import type { Deps } from './deps.ts';

/** Who has not renewed the lease for this long is gone. */
export const LEASE_MS = 12_000;
const RENEW_EVERY_MS = 4_000;

/**
 * One run at a time posts into an organisation, whichever process works on it. The lease is renewed while `work` goes
 * on, so that a killed process is followed within seconds. Should it run out all the same, nothing is sent twice: the
 * other one finds the stored batch, and sends it under its own key.
 */
export async function withLease(deps: Deps, organisationId: string, work: () => Promise<void>): Promise<boolean> {
  const owner = randomUUID();
  const take = () => {
    const now = deps.clock.now();
    return deps.db.organisations.lease(organisationId, owner, now, new Date(now.getTime() + LEASE_MS));
  };
  if (!(await take())) return false;
  let renewal: Promise<unknown> = Promise.resolve();
  const stopRenewing = deps.clock.every(RENEW_EVERY_MS, () => {
    renewal = take().catch((error) => deps.log.warn({ error, organisationId }, 'a lease was not renewed'));
  });
  try {
    await work();
  } finally {
    stopRenewing();
    await renewal;
    await deps.db.organisations.endLease(organisationId, owner);
  }
  return true;
}
