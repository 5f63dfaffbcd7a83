import { RemoteError } from '../domain/errors.ts';
import type { Level } from '../domain/types.ts';
import type { AutotaskHttp } from './autotask-http.ts';
import { queryAll } from './autotask-query.ts';
import type { Names } from './autotask-reference.ts';
import * as schema from './autotask-schema.ts';

/** Pairs of Division and Line of Business asked about one by one, since each costs a call. */
const MOST_LEVELS_ASKED = 60;

/**
 * Sentences on what the API user may see. Rows it may not see are missing in Autotask's answers without a word
 * (https://www.autotask.net/help/developerhelp/Content/APIs/REST/General_Topics/REST_Security_Auth.htm), so a search that
 * finds nothing says this. What cannot be read is said to be unknown.
 */
export async function describeAccess(
  http: AutotaskHttp,
  username: string,
  names: () => Promise<Names>,
): Promise<string[]> {
  const sentences = await Promise.all([
    orUnknown(
      () => entityAccess(http, 'Invoices', 'invoices'),
      'Whether the API user may see invoices could not be read.',
    ),
    orUnknown(
      () => entityAccess(http, 'BillingItems', 'invoice lines'),
      'Whether the API user may see invoice lines could not be read.',
    ),
    orUnknown(
      () => levelAccess(http, username, names),
      'Which lines of business the API user is assigned to could not be read.',
    ),
  ]);
  return sentences.filter((sentence) => sentence !== null);
}

async function entityAccess(http: AutotaskHttp, entity: string, words: string): Promise<string> {
  const { info } = await http.get(`${entity}/entityInformation`, schema.entityAccess);
  const access = info.userAccessForQuery.trim();
  if (!info.canQuery || /^none$/i.test(access)) return `The API user may not see any ${words}.`;
  if (/^all$/i.test(access)) return `The API user may see all ${words}.`;
  return `The API user may see some ${words} only (access “${access || 'unknown'}”).`;
}

/** Null where the tenant has no lines of business at all. */
async function levelAccess(http: AutotaskHttp, username: string, names: () => Promise<Names>): Promise<string | null> {
  const levels = [...(await names()).levels.values()];
  if (levels.length === 0) return null;
  const unknown = 'Which lines of business the API user is assigned to could not be read.';
  const user = await findUser(http, username);
  if (user === null || levels.length > MOST_LEVELS_ASKED) return unknown;
  const assigned = await Promise.all(levels.map((level) => isAssigned(http, level, user)));
  const missing = levels.filter((_, index) => !assigned[index]);
  if (missing.length === 0) return 'The API user is assigned to every line of business.';
  return `The API user is not assigned to ${missing.map(levelName).join(', ')}; invoices and lines of these are not shown to it.`;
}

async function findUser(http: AutotaskHttp, username: string): Promise<number | null> {
  for (const field of ['email', 'userName'] as const) {
    const found = await queryAll(http, schema.resources, [{ op: 'eq', field, value: username }]);
    if (found.length === 1 && found[0]) return found[0].id;
  }
  return null;
}

async function isAssigned(http: AutotaskHttp, level: Level, user: number): Promise<boolean> {
  const path = `OrganizationalLevelAssociations/${level.id}/Resources`;
  const { items } = await http.get(path, schema.assignedResources);
  return items.some((item) => item.resourceID === user);
}

function levelName(level: Level): string {
  return `“${[level.division, level.lineOfBusiness].filter(Boolean).join(' / ')}”`;
}

/** A "no" of Autotask makes one sentence unknown; an Autotask that does not answer is trouble for the caller. */
async function orUnknown(read: () => Promise<string | null>, unknown: string): Promise<string | null> {
  try {
    return await read();
  } catch (error) {
    if (
      error instanceof RemoteError &&
      (error.kind === 'refused' || error.kind === 'unexpected-answer' || error.status === 403)
    )
      return unknown;
    throw error;
  }
}
