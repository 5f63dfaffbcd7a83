import { CHOICES } from '../blocks/action-ids.ts';
import type { Services } from '../services/api.ts';
import type { State } from './payloads.ts';
import type { Press } from './routes.ts';

type OfRun = Press<{ run: string }>;

export function approve(services: Services) {
  return ({ person, value, state }: Press<{ run: string; fingerprint: string }>) =>
    services.approval.approve({
      person,
      runId: value.run,
      fingerprint: value.fingerprint,
      markEach: isMarkEachTicked(state),
    });
}

export function cancel(services: Services) {
  return ({ person, value }: OfRun) => services.approval.cancel({ person, runId: value.run });
}

export function stop(services: Services) {
  return ({ person, value }: OfRun) => services.approval.stop({ person, runId: value.run });
}

export function tryAgain(services: Services) {
  return ({ person, value }: Press<{ run: string; fingerprint: string }>) =>
    services.approval.tryAgain({ person, runId: value.run, fingerprint: value.fingerprint });
}

export function adopt(services: Services) {
  return ({ person, value }: OfRun) => services.approval.adopt({ person, runId: value.run });
}

export function acceptDifferences(services: Services) {
  return ({ person, value }: OfRun) => services.approval.acceptDifferences({ person, runId: value.run });
}

export function voidInXero(services: Services) {
  return ({ person, value }: OfRun) => services.approval.voidInXero({ person, runId: value.run });
}

export function joinLines(services: Services) {
  return ({ person, value }: OfRun) => services.approval.joinLines({ person, runId: value.run });
}

export function deleteDraft(services: Services) {
  return ({ person, value }: Press<{ run: string; invoice: number }>) =>
    services.approval.deleteDraft({ person, runId: value.run, invoiceId: value.invoice });
}

/** The box stands beside the button; what it holds comes along with the press. */
function isMarkEachTicked(state: State | null): boolean {
  const elements = Object.values(state?.values ?? {}).flatMap((block) => Object.entries(block));
  return elements.some(([id, answer]) => id === CHOICES.markEach && (answer.selected_options ?? []).length > 0);
}
