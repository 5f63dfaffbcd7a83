import type { z } from 'zod';
import { type AutotaskHttp, issuePaths } from './autotask-http.ts';
import { type Entity, type FieldKind, page } from './autotask-schema.ts';
import { unexpected } from './http.ts';

/**
 * Criteria of a query, ANDed. An operator that Autotask does not know is dropped in silence and everything comes back
 * (https://www.autotask.net/help/developerhelp/Content/APIs/REST/API_Calls/REST_Basic_Query_Calls.htm), so there are only
 * these, only on fields that the entity lists, and every row received is held against them again.
 */
export type Condition<Field extends string> =
  | { op: 'eq' | 'gte' | 'lt'; field: Field; value: string | number }
  | { op: 'in'; field: Field; value: number[] };

/** Rows a page at most; the far side may choose fewer. */
const PAGE_SIZE = 500;
/** Values of one `in` list. */
const LIST_SIZE = 200;
const MOST_PAGES = 400;

type Row<E> = E extends Entity<unknown> ? z.infer<E['row']> : never;
type FieldOf<E> = E extends Entity<unknown> ? Extract<keyof E['fields'], string> : never;

/** All rows that meet the criteria, each once, ascending by id. */
export async function queryAll<E extends Entity<unknown>>(
  http: AutotaskHttp,
  entity: E,
  conditions: Condition<FieldOf<E>>[],
): Promise<Row<E>[]> {
  const body = { MaxRecords: PAGE_SIZE, filter: conditions };
  const asked = { system: 'autotask', what: `query ${entity.path}`, write: false } as const;
  const rows = new Map<unknown, Row<E>>();
  const seen = new Set<string>();
  let path: string | null = `${entity.path}/query`;
  while (path) {
    // A next page that was seen already would go round for ever.
    if (seen.has(path) || seen.size >= MOST_PAGES) throw unexpected(asked, `no end after ${seen.size} pages`);
    seen.add(path);
    const answer: z.infer<typeof page> = await http.query(entity.path, path, body, page);
    for (const item of answer.items) {
      if (!conditions.every((condition) => meets(item, entity.fields[condition.field], condition))) continue;
      const parsed = entity.row.safeParse(item);
      if (!parsed.success) throw unexpected(asked, `a row has an unknown form (${issuePaths(parsed.error)})`);
      rows.set(item.id, parsed.data as Row<E>);
    }
    path = answer.pageDetails?.nextPageUrl || null;
  }
  return [...rows.values()];
}

/** Like `queryAll`, for rows whose field is one of many ids: asked in lists that Autotask takes. */
export async function queryByIds<E extends Entity<unknown>>(
  http: AutotaskHttp,
  entity: E,
  field: FieldOf<E>,
  ids: number[],
  conditions: Condition<FieldOf<E>>[] = [],
): Promise<Row<E>[]> {
  const wanted = [...new Set(ids)];
  const lists: number[][] = [];
  for (let start = 0; start < wanted.length; start += LIST_SIZE) lists.push(wanted.slice(start, start + LIST_SIZE));
  const found = await Promise.all(
    lists.map((value) => queryAll(http, entity, [{ op: 'in', field, value }, ...conditions])),
  );
  return found.flat();
}

/** Whether a row, as it arrived, meets a condition. Exported for the tests. */
export function meets(
  item: Record<string, unknown>,
  kind: FieldKind | undefined,
  condition: Condition<string>,
): boolean {
  const held = comparable(item[condition.field], kind);
  if (held === null) return false;
  if (condition.op === 'in') return condition.value.some((value) => held === value);
  const wanted = comparable(condition.value, kind);
  if (wanted === null) return false;
  if (condition.op === 'eq') return held === wanted;
  return condition.op === 'gte' ? held >= wanted : held < wanted;
}

function comparable(value: unknown, kind: FieldKind | undefined): string | number | null {
  if (value === null || value === undefined) return null;
  const text = String(value);
  if (kind === 'number') return text === '' || Number.isNaN(Number(text)) ? null : Number(text);
  if (kind === 'day') return text.slice(0, 10);
  return text.toLowerCase();
}
