import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** A request that has left whole, and whose answer nobody will hear. Told by what goes out, since upSync cannot know. */
const REQUESTS = {
  'contact.on-the-wire': { method: /^(PUT|POST)$/, path: /\/Contacts(\?|$)/ },
  'marking.on-the-wire': { method: /^PATCH$/, path: /\/Invoices(\?|$)/ },
  'posting.on-the-wire': { method: /^PUT$/, path: /\/(Invoices|CreditNotes)(\?|$)/ },
  'token.on-the-wire': { method: /^POST$/, path: /\/connect\/token$/ },
  'undo.on-the-wire': { method: /^POST$/, path: /\/(Invoices|CreditNotes)(\?|$)/ },
} as const;

export type Wire = keyof typeof REQUESTS;

export function isWire(point: string | undefined): point is Wire {
  return point !== undefined && point in REQUESTS;
}

/** Calls `die` when the nth such request has been handed to the system to the last byte. */
export function onTheWire(wire: Wire, nth: number, die: () => void): void {
  const { method, path } = REQUESTS[wire];
  let times = 0;
  subscribe('http.client.request.start', (message) => {
    const { request } = message as { request: ClientRequest };
    if (!method.test(request.method) || !path.test(request.path)) return;
    times += 1;
    if (times === nth) request.once('finish', die);
  });
}
