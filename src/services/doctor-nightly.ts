import { type FindingKind, hasNews } from '../domain/doctor.ts';
import type { DoctorMend } from '../domain/doctor-mends.ts';
import { RemoteError } from '../domain/errors.ts';
import type { Person } from '../domain/types.ts';
import type { Deps } from './deps.ts';
import { examine } from './doctor-read.ts';
import { show } from './doctor-show.ts';
import { deleteOldDetails } from './retention.ts';
import type { Tokens } from './tokens.ts';

/** A day, and an hour for the change of the clocks. */
const NIGHT_MISSED_AFTER_MS = 25 * 3_600_000;

/**
 * What happens every night: connections are used, so that they do not end for want of use; what is half done is told in
 * the channel, if there is something new; and old details are deleted. Mends nothing. May run twice.
 */
export async function runNightly(deps: Deps, tokens: Tokens): Promise<void> {
  await renew(deps, tokens);
  const failures: unknown[] = [];
  for (const step of [tellNews, deleteOldDetails])
    await step(deps).catch((error) => {
      deps.log.warn({ error }, 'the night will be tried again');
      failures.push(error);
    });
  if (failures.length > 0) throw failures[0];
  await deps.db.settings.setLastNight(deps.clock.now());
}

/** Where upSync is switched off by night, its work is done in the morning. Never on the first day. */
export async function isNightMissed({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<boolean> {
  const now = clock.now();
  const last = await db.settings.lastNight();
  if (last === null) await db.settings.setLastNight(now);
  return last !== null && now.getTime() - Date.parse(last) > NIGHT_MISSED_AFTER_MS;
}

/**
 * Any use renews a login for sixty days, and an access token lives for half an hour: taking one a night is enough. What
 * cannot be renewed is told of by the examination, as dead or with the days it has left.
 */
async function renew(deps: Deps, tokens: Tokens): Promise<void> {
  for (const { id, state } of await deps.db.connections.list()) {
    if (state !== 'connected') continue;
    await tokens.ofConnection(id).catch((error) => deps.log.warn({ error, connection: id }, 'a login was not renewed'));
  }
}

/** Silent where everything was told the night before. */
async function tellNews(deps: Deps): Promise<void> {
  const examination = await examine(deps);
  const keys = examination.findings.map(({ key }) => key);
  const told = await deps.db.settings.doctorTold();
  if (hasNews(examination.findings, told)) {
    const view = await show(deps, examination, { nightly: true });
    try {
      const ref = await deps.chat.post(deps.channel, view);
      await deps.db.settings.setDoctorCard({ ref, view });
    } catch (error) {
      // it may stand there: telling it twice is worse than leaving it to /upsync doctor
      if (!(error instanceof RemoteError) || error.kind !== 'in-doubt') throw error;
    }
  }
  // what could not be read was not found, and is no news when it can be read again
  const known = examination.isWhole ? keys : [...new Set([...told, ...keys])];
  await deps.db.settings.setDoctorTold(known);
}

interface Mended {
  person: Person;
  kind: FindingKind;
  fingerprint: string;
  what: string;
}

/** The card in the channel keeps what it said; the button that was pressed, here or elsewhere, becomes who and when. */
export async function noteOnNightlyCard(deps: Deps, { person, kind, fingerprint, what }: Mended): Promise<void> {
  const card = await deps.db.settings.doctorCard();
  const stands = (button: DoctorMend | null | undefined) =>
    button?.kind === 'press' && button.fingerprint === fingerprint;
  const group = card?.view.groups.find(({ finding, mend, also }) => finding === kind && (stands(mend) || stands(also)));
  if (!card || !group) return;
  group.mend = null;
  group.also = null;
  group.mended = { what, by: person, at: deps.clock.now().toISOString() };
  await deps.db.settings.setDoctorCard(card);
  await deps.chat
    .update(card.ref, card.view)
    .catch((error) => deps.log.warn({ error }, 'the card of the night could not be drawn again'));
}
