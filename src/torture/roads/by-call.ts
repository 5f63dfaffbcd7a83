import type { Fault, Faults, System } from '../../sandbox/faults.ts';
import type { ChatCall } from '../sim/front.ts';
import type { Switches } from '../sim/troubles.ts';
import type { Call, CallTrouble } from './story.ts';

/** The troubles of a story, each at its call: the same on a simulated wire and on a real one. */
export interface ByCall {
  faults: Faults;
  /** For a front that has no wire. */
  chat(what: ChatCall): 'unavailable' | 'lost-answer' | undefined;
  /** Nothing goes wrong any more. */
  callOff(): void;
  happened: string[];
}

/** `firstSent`: the first document is on its way, and not there yet. */
export function createByCall(
  troubles: readonly CallTrouble[],
  switches: Switches,
  firstSent: () => void = () => undefined,
): ByCall {
  const counts = new Map<string, number>();
  const happened: string[] = [];
  let off = false;
  let sent = false;

  function find(system: System, call: Call): CallTrouble | undefined {
    const name = `${system} ${call}`;
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    const found = troubles.find((one) => one.system === system && one.call === call && one.nth === nth);
    if (off || !found) return undefined;
    happened.push(`${name} ${nth}: ${found.kind}`);
    return found;
  }

  function take(system: System, method: string, path: string): Fault | undefined {
    const call = callOf(system, method, path);
    if (system === 'xero' && !sent && /^write (Invoices|CreditNotes)$/.test(call)) {
      sent = true;
      firstSent();
    }
    const found = find(system, call);
    if (!found) return undefined;
    if (switches.xero) switches.xero.failAfterWork = found.afterWork;
    if (switches.autotask) switches.autotask.failingBody = found.afterWork ? 'html' : 'errors';
    const { kind, delayMs, retryAfterSeconds } = found;
    return { system, kind, times: 1, delayMs, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
  }

  return {
    faults: { add: () => undefined, clear: () => undefined, pending: () => [], take },
    chat(what) {
      if (what === 'whisper') return undefined;
      const kind = find('slack', what === 'post' ? 'write chat.postMessage' : 'write chat.update')?.kind;
      return kind === 'lost-answer' ? kind : kind && 'unavailable';
    },
    callOff: () => {
      off = true;
    },
    happened,
  };
}

/** Autotask's queries are read by POST; ids in a path are nobody's name. */
function callOf(system: System, method: string, path: string): Call {
  const names = path.split('/').filter((part) => /^[A-Za-z][A-Za-z.]+$/.test(part) && part !== 'query');
  const reads = system !== 'slack' && (method === 'GET' || path.endsWith('/query'));
  return `${reads ? 'read' : 'write'} ${names.at(-1) ?? ''}`;
}
