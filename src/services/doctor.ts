import type { DoctorView } from '../domain/doctor-view.ts';
import type { Person } from '../domain/types.ts';
import { type NoticeView, notice } from '../domain/views.ts';
import type { Services } from './api.ts';
import type { Deps } from './deps.ts';
import { mend } from './doctor-mend.ts';
import { examine } from './doctor-read.ts';
import { relinkWindow, saveLinks, suggestLinks } from './doctor-relink.ts';
import { show } from './doctor-show.ts';
import { refuseUnless } from './rights.ts';

export function createDoctor(deps: Deps): Services['doctor'] {
  return {
    examine: (q) => look(deps, q),
    mend: (q) => mend(deps, q),
    relink: (q) => relinkWindow(deps, q),
    saveLinks: (q) => saveLinks(deps, q),
    suggest: ({ organisationId, query }) => suggestLinks(deps, organisationId, query),
  };
}

type Look = Parameters<Services['doctor']['examine']>[0];

/** Reads ledger, Autotask and Xero, and says what is half done. Changes nothing. */
async function look(deps: Deps, { person, place }: Look): Promise<DoctorView | NoticeView> {
  const refusal = await refuseUnless(deps.people, person, 'approver', 'admin');
  if (refusal) return refusal;
  await sayThatItTakesAWhile(deps, person, place);
  return show(deps, await examine(deps));
}

async function sayThatItTakesAWhile(deps: Deps, person: Person, place: string): Promise<void> {
  const lines = ['The ledger is held against Autotask and Xero now; the result follows.'];
  await deps.chat
    .whisper(place, person.id, notice('info', 'Examining …', { lines }))
    .catch((error) => deps.log.warn({ error }, 'a person could not be told that the examination began'));
}
