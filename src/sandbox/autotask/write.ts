import type { Entity, Field, Row } from './fields.ts';
import { parseInstant } from './filter.ts';
import { badRequest, Refusal } from './refusal.ts';
import type { Tables } from './tables.ts';

/** What a tenant keeps of an instant written to `webServiceDate`. */
export type DatePrecision = 'exact' | 'seconds' | 'day';

export interface WriteRequest {
  entity: Entity;
  method: 'PATCH' | 'PUT';
  body: unknown;
  precision: DatePrecision;
  violation(text: string): void;
  /** Finds a row among those the API user may see. */
  find(id: number): Row | undefined;
}

/**
 * PATCH changes the fields it names; PUT empties every writable field it leaves out. Read-only fields are ignored in
 * silence, with a 200: only reading back tells
 * (https://www.autotask.net/help/developerhelp/Content/APIs/REST/API_Calls/REST_Updating_Data_PATCH.htm).
 */
export function writeRow(request: WriteRequest, tables: Tables): { itemId: number } {
  const { entity, body } = request;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest('Value cannot be null.');
  const values = body as Record<string, unknown>;
  const id = values.id;
  const row = typeof id === 'number' ? request.find(id) : undefined;
  if (!row) throw new Refusal(500, { errors: [`Unable to find the ${entity.name} with id ${String(id)}.`] });

  const changed: Row = { ...row };
  for (const [name, value] of Object.entries(values)) {
    const field = entity.fields[name];
    if (!field) {
      request.violation(`unknown field ${name} written to ${entity.path}`);
      throw badRequest(`Unable to find ${name} in the ${entity.name} Entity.`);
    }
    if (!field.isReadOnly) changed[name] = readValue(name, field, value, request.precision);
    else if (name !== 'id') request.violation(`read-only field ${name} written to ${entity.path}`);
  }
  if (request.method === 'PUT')
    for (const [name, field] of Object.entries(entity.fields))
      if (!field.isReadOnly && !(name in values)) changed[name] = null;
  tables.put(entity.path, changed);
  return { itemId: row.id };
}

function readValue(name: string, field: Field, value: unknown, precision: DatePrecision): unknown {
  if (value === null) return null;
  switch (field.dataType) {
    case 'datetime': {
      const time = typeof value === 'string' ? parseInstant(value) : undefined;
      if (time === undefined) throw badRequest(`The value of ${name} is not a valid date.`);
      return cutInstant(new Date(time).toISOString(), name === 'paidDate' ? 'day' : precision);
    }
    case 'string':
      if (typeof value !== 'string') throw badRequest(`The value of ${name} is not a text.`);
      if (value.length > field.length) throw badRequest(`The value of ${name} is longer than ${field.length}.`);
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw badRequest(`The value of ${name} must be true or false.`);
      return value;
    default:
      if (typeof value !== 'number') throw badRequest(`The value of ${name} is not a number.`);
      return field.dataType === 'double' ? String(value) : value;
  }
}

function cutInstant(iso: string, precision: DatePrecision): string {
  if (precision === 'day') return iso.slice(0, 10);
  return precision === 'seconds' ? `${iso.slice(0, 19)}.000Z` : iso;
}
