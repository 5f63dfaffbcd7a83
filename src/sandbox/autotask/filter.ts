import { z } from 'zod';
import type { Entity, Field, Row } from './fields.ts';
import { instant } from './json.ts';
import { badRequest } from './refusal.ts';

/**
 * Autotask's query language
 * (https://www.autotask.net/help/developerhelp/Content/APIs/REST/API_Calls/REST_Basic_Query_Calls.htm), with its two
 * traps: a wrong operator is dropped in silence, so that everything comes back, and a wrong field is a 500.
 */
export type Predicate = (row: Row) => boolean;

export interface FilterRules {
  /** Operators that this tenant drops although they exist. */
  ignoredOperators: string[];
  /** Told of everything that only a mistaken client sends. */
  violation(text: string): void;
}

type Condition = { op?: unknown; field?: unknown; value?: unknown; items?: unknown; udf?: unknown };

/** More conditions than these in one query, lists counted by their values, and Autotask refuses it. */
const maxOrConditions = 500;
const comparisons = ['eq', 'noteq', 'gt', 'gte', 'lt', 'lte', 'beginsWith', 'endsWith', 'contains'];
const operators = [...comparisons, 'exist', 'notExist', 'in', 'notIn'];
const conditionSchema = z.looseObject({});

/** Turns a filter into a test of rows. Throws a refusal for what Autotask refuses. */
export function compileFilter(entity: Entity, filter: unknown, rules: FilterRules): Predicate {
  if (!Array.isArray(filter) || filter.length === 0)
    throw badRequest('Value cannot be null.\r\nParameter name: filters');
  if (countConditions(filter) > maxOrConditions)
    throw badRequest("Invalid query syntax. Queries are limited to 500 or fewer 'OR' conditions.");
  return all(filter.map((entry) => compile(entity, entry, rules)));
}

function compile(entity: Entity, entry: unknown, rules: FilterRules): Predicate {
  const parsed = conditionSchema.safeParse(entry);
  if (!parsed.success) throw badRequest('Invalid query syntax.');
  const condition: Condition = parsed.data;
  for (const key of Object.keys(condition))
    if (!['op', 'field', 'value', 'items', 'udf'].includes(key)) rules.violation(`unknown key "${key}" in a filter`);
  const op = typeof condition.op === 'string' ? condition.op : '';
  if (op === 'and' || op === 'or') return compileGroup(entity, op, condition.items, rules);
  const field = findField(entity, condition, rules);
  if (!operators.includes(op)) {
    rules.violation(`unknown operator "${String(condition.op)}" on ${entity.path}.${String(condition.field)}`);
    return () => true;
  }
  if (rules.ignoredOperators.includes(op)) return () => true;
  return compileCondition(String(condition.field), field, op, condition.value);
}

function compileGroup(entity: Entity, op: 'and' | 'or', items: unknown, rules: FilterRules): Predicate {
  if (!Array.isArray(items) || items.length === 0) throw badRequest('Invalid query syntax.');
  const parts = items.map((item) => compile(entity, item, rules));
  return op === 'and' ? all(parts) : (row) => parts.some((part) => part(row));
}

function findField(entity: Entity, condition: Condition, rules: FilterRules): Field {
  const name = String(condition.field);
  if (!entity.fields[name]?.isQueryable) rules.violation(`field ${entity.path}.${name} cannot be queried`);
  if (condition.udf) throw badRequest(`Unable to find user defined field ${name} in the ${entity.name} Entity.`);
  const field = entity.fields[name];
  if (!field) throw badRequest(`Unable to find ${name} in the ${entity.name} Entity.`);
  if (!field.isQueryable) throw badRequest(`The field ${name} of the ${entity.name} Entity cannot be queried.`);
  return field;
}

function compileCondition(name: string, field: Field, op: string, value: unknown): Predicate {
  if (op === 'exist') return (row) => (row[name] ?? null) !== null;
  if (op === 'notExist') return (row) => (row[name] ?? null) === null;
  if (op === 'in' || op === 'notIn') {
    if (!Array.isArray(value) || value.length === 0) throw badRequest(`The operator ${op} needs a list of values.`);
    const wanted = new Set(value.map((entry) => comparable(name, field, entry)));
    return (row) => {
      const held = heldValue(field, row[name]);
      return held !== null && wanted.has(held) === (op === 'in');
    };
  }
  const wanted = comparable(name, field, value);
  const compare = comparison(op);
  return (row) => {
    const held = heldValue(field, row[name]);
    // As in SQL: nothing is neither equal nor unequal to a value.
    return held !== null && compare(held, wanted);
  };
}

type Comparable = string | number | boolean;

function comparison(op: string): (held: Comparable, wanted: Comparable) => boolean {
  switch (op) {
    case 'eq':
      return (held, wanted) => held === wanted;
    case 'noteq':
      return (held, wanted) => held !== wanted;
    case 'gt':
      return (held, wanted) => held > wanted;
    case 'gte':
      return (held, wanted) => held >= wanted;
    case 'lt':
      return (held, wanted) => held < wanted;
    case 'lte':
      return (held, wanted) => held <= wanted;
    case 'beginsWith':
      return (held, wanted) => String(held).startsWith(String(wanted));
    case 'endsWith':
      return (held, wanted) => String(held).endsWith(String(wanted));
    default:
      return (held, wanted) => String(held).includes(String(wanted));
  }
}

/** What a client sent, made comparable; a value of the wrong kind is refused. */
function comparable(name: string, field: Field, value: unknown): Comparable {
  if (value === null || value === undefined) throw badRequest(`Value cannot be null.\r\nParameter name: ${name}`);
  switch (field.dataType) {
    case 'boolean':
      if (typeof value !== 'boolean') throw badRequest(`The value of ${name} must be true or false.`);
      return value;
    case 'datetime': {
      const time = typeof value === 'string' ? parseInstant(value) : undefined;
      if (time === undefined) throw badRequest(`The value of ${name} is not a valid date.`);
      return time;
    }
    case 'string':
      return String(value).toLowerCase();
    default: {
      const number = typeof value === 'number' || /^-?\d+(\.\d+)?$/.test(String(value)) ? Number(value) : Number.NaN;
      if (Number.isNaN(number))
        throw badRequest(`Conversion failed when converting the varchar value '${String(value)}' to data type int.`);
      return number;
    }
  }
}

/** Reads a date or an instant; without a zone it is UTC. Undefined when it names no real moment. */
export function parseInstant(value: string): number | undefined {
  const shape = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(value);
  if (!shape) return undefined;
  const [, day, time, zone] = shape;
  if (new Date(`${day}T00:00:00Z`).toJSON()?.slice(0, 10) !== day) return undefined;
  const parsed = Date.parse(`${day}T${time ?? '00:00'}${zone ?? 'Z'}`);
  return Number.isNaN(parsed) ? undefined : parsed;
}

function heldValue(field: Field, value: unknown): Comparable | null {
  if (value === null || value === undefined) return null;
  if (field.dataType === 'datetime') return Date.parse(instant(String(value)));
  if (field.dataType === 'string') return String(value).toLowerCase();
  return field.dataType === 'boolean' ? Boolean(value) : Number(value);
}

function countConditions(filter: unknown[]): number {
  let count = 0;
  for (const entry of filter) {
    const { items, value } = (entry ?? {}) as Condition;
    if (Array.isArray(items)) count += countConditions(items);
    else count += Array.isArray(value) ? value.length : 1;
  }
  return count;
}

function all(parts: Predicate[]): Predicate {
  return (row) => parts.every((part) => part(row));
}
