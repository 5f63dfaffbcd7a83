import type { Services } from '../services/api.ts';
import type { Press } from './routes.ts';

/** A button that compares what it says, with the organisation it names. */
export function reconcileAgain(services: Services) {
  return ({ person, place, value }: Press<{ text: string; organisation: string | null }>) =>
    services.reconcile.start({
      person,
      // from a window: the person's direct messages with upSync, which their id is a place of, too
      place: place ?? person.id,
      text: value.text,
      organisationId: value.organisation,
    });
}
