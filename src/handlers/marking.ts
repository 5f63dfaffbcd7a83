import type { Services } from '../services/api.ts';
import type { Press } from './routes.ts';

export function answerMark(services: Services) {
  return ({ person, value }: Press<{ run: string; yes: boolean }>) =>
    services.marking.answer({ person, runId: value.run, yes: value.yes });
}
