import type { Person } from '../domain/types.ts';
import type { Services } from '../services/api.ts';
import { readFields, type State, textOf } from './payloads.ts';
import type { Press, Submitted } from './routes.ts';

export function openConnect(services: Services) {
  return ({ person, value, window }: Press<{ run: string | null }>) =>
    services.connect.begin({ person, runId: value.run, window });
}

export function disconnect(services: Services) {
  return ({ person, value }: Press<{ connection: string }>) =>
    services.connect.disconnect({ person, connectionId: value.connection });
}

export function showStatus(services: Services) {
  return ({ person }: Press<object>) => services.connect.status({ person });
}

/** The address the browser ended on, pasted where upSync runs on another machine. */
export function submitAddress(services: Services) {
  return async (q: { person: Person; state: State }): Promise<Submitted> => {
    const callbackUrl = textOf(readFields(q.state).get('callbackUrl'))?.trim();
    if (!callbackUrl)
      return {
        kind: 'errors',
        errors: { callbackUrl: 'Paste the whole address here, or press Close if the browser said that it is done.' },
      };
    const view = await services.connect.paste({ callbackUrl, person: q.person });
    // the window stays, with the link and the address that did not do
    if (view.kind === 'notice' && view.tone === 'warning')
      return { kind: 'errors', errors: { callbackUrl: [view.title, ...view.lines].join(' ') } };
    return { kind: 'show', view };
  };
}
