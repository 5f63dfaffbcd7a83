import type { Services } from '../services/api.ts';
import type { Press } from './routes.ts';

export function openUndo(services: Services) {
  return ({ person, value }: Press<{ run: string; page: number }>) =>
    services.undo.preview({ person, runId: value.run, page: value.page });
}

export function startUndo(services: Services) {
  return ({ person, value }: Press<{ run: string; fingerprint: string }>) =>
    services.undo.start({ person, runId: value.run, fingerprint: value.fingerprint });
}
