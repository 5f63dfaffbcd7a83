import type { ConnectionFact, DoctorFacts, Finding } from './doctor.ts';
import { describeDay } from './period.ts';

/** A refresh token that nobody used for so long is dead. https://developer.xero.com/faq/oauth2 */
export const TOKEN_IDLE_DAYS = 60;
/** Days before that end at which it is said, once each. */
export const TOKEN_WARNINGS_DAYS = [14, 7, 2] as const;

const DAY_MS = 86_400_000;

/** Connections that have ended or will. */
export function judgeConnections({ connections, now, hasLogins }: DoctorFacts): Finding[] {
  return connections.flatMap((connection) => {
    if (connection.organisations.length === 0) return [];
    if (connection.state === 'dead') {
      const sentence = `${connection.message ?? 'The connection has ended.'} Nothing can be posted there until somebody connects again.`;
      return [about(connection, 'connection-dead', `connection-dead ${connection.id}`, sentence)];
    }
    const ending = hasLogins && connection.state === 'connected' ? tokenEnd(connection.refreshedAt, now) : null;
    if (ending === null) return [];
    const { endsAt, warning } = ending;
    const end = describeDay(endsAt);
    const when = Date.parse(endsAt) > Date.parse(now) ? `ends on ${end}` : `has probably ended on ${end}`;
    const sentence = `The connection ${when}: it was not used since ${describeDay(connection.refreshedAt)}, and Xero did not let upSync renew it.`;
    const key = `token-ending ${connection.id} ${connection.refreshedAt} ${warning}`;
    return [about(connection, 'token-ending', key, sentence)];
  });
}

/** Null while the end is far. `warning`: which of the three it is time for. */
export function tokenEnd(refreshedAt: string, now: string): { endsAt: string; warning: number } | null {
  const end = Date.parse(refreshedAt) + TOKEN_IDLE_DAYS * DAY_MS;
  const left = (end - Date.parse(now)) / DAY_MS;
  const warning = TOKEN_WARNINGS_DAYS.filter((days) => left <= days).at(-1);
  return warning === undefined ? null : { endsAt: new Date(end).toISOString(), warning };
}

function about(
  { organisations }: ConnectionFact,
  kind: 'connection-dead' | 'token-ending',
  key: string,
  sentence: string,
): Finding {
  const label = organisations.join(', ');
  return {
    ...{ kind, key, label, sentence },
    ...{ companyId: null, invoiceId: null, runId: null, posting: null, link: null },
  };
}
