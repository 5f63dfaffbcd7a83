import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** A request that has left whole, and whose answer nobody will hear. Told by what goes out, since upSync cannot know. */
const REQUESTS = {
  'contact.on-the-wire': { method: /^(PUT|POST)$/, path: /\/Contacts(\/[\w-]{36})?(\?|$)/ },
  'marking.on-the-wire': { method: /^PATCH$/, path: /\/Invoices(\?|$)/ },
  'posting.on-the-wire': { method: /^PUT$/, path: /\/(Invoices|CreditNotes)(\?|$)/ },
  'token.on-the-wire': { method: /^POST$/, path: /\/connect\/token$/ },
  'undo.on-the-wire': { method: /^POST$/, path: /\/(Invoices|CreditNotes)(\?|$)/ },
} as const;

export type Wire = keyof typeof REQUESTS;

export function isWire(point: string | undefined): point is Wire {
  return point !== undefined && point in REQUESTS;
}

/** Calls `die` when a request that `isIt`, asked at the start of each, says yes to has been handed over to the last byte. */
export function onTheWire(wire: Wire, isIt: () => boolean, die: () => void): void {
  const { method, path } = REQUESTS[wire];
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { request: ClientRequest };
    if (!method.test(request.method) || !path.test(request.path)) return;
    if (isIt()) request.once('finish', die);
  });
}
