/**
 * How the stand-in describes a field, in the terms of Autotask's own metadata
 * (https://www.autotask.net/help/developerhelp/Content/APIs/REST/API_Calls/REST_EntityInformationCall.htm).
 */
export type DataType = 'integer' | 'long' | 'string' | 'double' | 'datetime' | 'boolean';

export interface Field {
  dataType: DataType;
  /** Longest text; 0 for everything that is not text. */
  length: number;
  isRequired: boolean;
  isReadOnly: boolean;
  isQueryable: boolean;
  /** Entity the id points to. */
  reference: string | null;
  /** Key of `picklists.ts`. */
  picklist: string | null;
}

export interface Entity {
  /** As in the URL: `Invoices`. */
  path: string;
  /** As in error messages: `Invoice`. */
  name: string;
  canUpdate: boolean;
  fields: Record<string, Field>;
}

/** A row as the stand-in keeps it: amounts as decimal strings, calendar days as `YYYY-MM-DD`, instants in ISO. */
export type Row = { id: number } & Record<string, unknown>;

type Flag = 'writable' | 'not-queryable' | 'required';

function field(dataType: DataType, flags: Flag[], more: Partial<Field> = {}): Field {
  return {
    dataType,
    length: 0,
    isRequired: flags.includes('required'),
    isReadOnly: !flags.includes('writable'),
    isQueryable: !flags.includes('not-queryable'),
    reference: null,
    picklist: null,
    ...more,
  };
}

export const long = (...flags: Flag[]) => field('long', flags);
export const integer = (...flags: Flag[]) => field('integer', flags);
export const double = (...flags: Flag[]) => field('double', flags);
export const boolean = (...flags: Flag[]) => field('boolean', flags);
export const datetime = (...flags: Flag[]) => field('datetime', flags);
export const text = (length: number, ...flags: Flag[]) => field('string', flags, { length });
export const reference = (entity: string, ...flags: Flag[]) => field('integer', flags, { reference: entity });
export const picklist = (name: string, ...flags: Flag[]) => field('integer', flags, { picklist: name });

export function entity(path: string, name: string, canUpdate: boolean, fields: Record<string, Field>): Entity {
  return { path, name, canUpdate, fields };
}
