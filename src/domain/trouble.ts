import type { RemoteError, System } from './errors.ts';

const NAMES: Record<System, string> = { slack: 'Slack', autotask: 'Autotask', xero: 'Xero', database: 'The database' };

export function systemName(system: System): string {
  return NAMES[system];
}

/** Which limit is used up; no full stop. */
export function limitWords(name: string, limit: string | null): string {
  if (limit === 'day') return `${name}’s limit for today is used up`;
  if (limit === 'hour') return `upSync’s share of ${name}’s hourly calls is used up`;
  return `${name} takes no more calls for now`;
}

export interface Moment {
  now: Date;
  timeZone: string;
}

/** What stopped the work, that nothing is lost, and when it goes on; for a card. `next` null: only a person can mend it. */
export function troubleSentence(error: RemoteError, next: Date | null, moment: Moment): string {
  if (next === null) return error.userMessage;
  const at = timeOf(next, moment);
  const name = systemName(error.system);
  if (error.kind === 'unavailable') return `${name} is not answering. Nothing is lost; next try ${at}.`;
  if (error.kind === 'rate-limit') return `${limitWords(name, error.limit)}. Nothing is lost; it goes on at ${at}.`;
  return `${error.userMessage} Nothing is lost; next try ${at}.`;
}

/** Sent, not answered, and not found in Xero so far. */
export function doubtSentence(next: Date, moment: Moment): string {
  return `A request to Xero may still be carried out. Nothing is lost and nothing is sent again until that is known; next look ${timeOf(next, moment)}.`;
}

/** "14:32", or "09:00 on Tue 24 Nov" where that is another day. */
export function timeOf(at: Date, { now, timeZone }: Moment): string {
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  const day = (date: Date) =>
    date.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone });
  return day(at) === day(now) ? time : `${time} on ${day(at).replace(',', '')}`;
}

/** A line of /upsync status; `whose` is the organisation of Xero. */
export function conditionSentence(
  condition: { system: System; kind: string; which: string | null; since: Date | null; nextTry: Date },
  whose: string | null,
  moment: Moment,
): string {
  const { system, kind, which, since, nextTry } = condition;
  const name = whose === null ? systemName(system) : `${systemName(system)} (${whose})`;
  const at = timeOf(nextTry, moment);
  if (kind === 'outage') {
    const from = since === null ? '' : ` since ${timeOf(since, moment)}`;
    return `${name} is not answering${from}. Nothing is lost; next try ${at}.`;
  }
  if (kind === 'slow') return `Much of ${name}’s hourly budget is used; marks are made slowly.`;
  return `${limitWords(name, kind === 'budget' ? 'hour' : which)}. Nothing is lost; it goes on at ${at}.`;
}
