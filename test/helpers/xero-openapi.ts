import fs from 'node:fs';
import path from 'node:path';
import type { ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import type { Exchange } from '../../src/sandbox/http.ts';

/**
 * Holds what went over the wire to the stand-in Xero against Xero's own OpenAPI. The file is not part of the project:
 * where it does not lie beside the checkout, nothing is checked, and one line says so.
 */
const FILE = path.resolve('../shared/facts/xero_accounting.yaml');
const BASE = '/api.xro/2.0';

/** Sent legally though the description calls them read-only: Xero takes and ignores them. */
const TAKEN_THOUGH_READ_ONLY = ['SubTotal', 'TotalTax', 'Total'];
/** Newer than the file: in the vendor's client 20.0.0, generated from a later description. */
const NEWER_PARAMETERS = ['allowbackorders'];

export interface SpecSchema {
  $ref?: string;
  type?: string;
  properties?: Record<string, SpecSchema>;
  items?: SpecSchema;
  enum?: unknown[];
  maxLength?: number;
  readOnly?: boolean;
  required?: string[];
  additionalProperties?: boolean;
}

interface Operation {
  parameters?: { $ref?: string; in?: string; name?: string }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

interface Content {
  $ref?: string;
  content?: Record<string, { schema?: SpecSchema }>;
}

interface Spec {
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, SpecSchema>;
    parameters: Record<string, { in: string; name: string }>;
    responses: Record<string, Content>;
    requestBodies: Record<string, Content>;
  };
}

let opened: { spec: Spec; requests: Ajv; answers: Ajv } | undefined;
let said = false;

/** Xero's OpenAPI, or undefined (and one printed line) where it is not there. */
export function xeroSpec(): Spec | undefined {
  return open()?.spec;
}

/**
 * What in these exchanges is not as Xero's OpenAPI has it: routes, query parameters, request bodies (unknown and
 * read-only fields, types, enums, lengths), answers (types, enums, lengths). Empty when all is well.
 */
export function checkXeroExchanges(exchanges: Exchange[]): string[] {
  const known = open();
  if (!known) return [];
  const accounting = exchanges.filter((exchange) => exchange.system === 'xero' && exchange.path.startsWith(`${BASE}/`));
  return accounting.flatMap((exchange) =>
    checkExchange(known, exchange).map((problem) => `${exchange.method} ${exchange.path}: ${problem}`),
  );
}

function checkExchange(known: NonNullable<typeof opened>, exchange: Exchange): string[] {
  const found = findOperation(known.spec, exchange);
  if (!found) return ['no such operation'];
  const problems = checkQuery(known.spec, found.operation, exchange);
  const { responses, requestBodies } = known.spec.components;
  const requestSchema = jsonSchema(found.operation.requestBody, requestBodies);
  if (requestSchema && isObject(exchange.body)) {
    const body = wrap(exchange.body, requestSchema);
    problems.push(...validate(known.requests, requestSchema, body).map((problem) => `request ${problem}`));
  }
  const answerSchema = jsonSchema(found.operation.responses[String(exchange.status)], responses);
  if (answerSchema && exchange.answer !== undefined)
    problems.push(...validate(known.answers, answerSchema, exchange.answer).map((problem) => `answer ${problem}`));
  return problems;
}

function jsonSchema(content: Content | undefined, shared: Record<string, Content>): SpecSchema | undefined {
  const target = content?.$ref ? shared[nameOf(content.$ref)] : content;
  return target?.content?.['application/json']?.schema;
}

function findOperation(spec: Spec, exchange: Exchange) {
  const parts = exchange.path.slice(BASE.length).split('/');
  const candidates = Object.entries(spec.paths).filter(([template, operations]) => {
    const pattern = template.split('/');
    const fits = pattern.every((part, index) => part.startsWith('{') || part === parts[index]);
    return pattern.length === parts.length && fits && operations[exchange.method.toLowerCase()];
  });
  // The one with the fewest placeholders: Organisation/Actions before Organisation/{id}.
  const [best] = candidates.toSorted(([a], [b]) => a.split('{').length - b.split('{').length);
  const operation = best?.[1][exchange.method.toLowerCase()];
  return operation && { operation };
}

function checkQuery(spec: Spec, operation: Operation, exchange: Exchange): string[] {
  const names = (operation.parameters ?? [])
    .map((parameter) => (parameter.$ref ? spec.components.parameters[nameOf(parameter.$ref)] : parameter))
    .filter((parameter) => parameter?.in === 'query')
    .map((parameter) => parameter?.name?.toLowerCase());
  return Object.keys(exchange.query)
    .filter((name) => !names.includes(name.toLowerCase()) && !NEWER_PARAMETERS.includes(name.toLowerCase()))
    .map((name) => `unknown query parameter ${name}`);
}

/** A bare element, or an envelope written small, is put into the envelope the description asks for. */
function wrap(body: Record<string, unknown>, schema: SpecSchema): unknown {
  const plural = schema.$ref ? nameOf(schema.$ref) : '';
  const key = Object.keys(body).find((name) => name.toLowerCase() === plural.toLowerCase());
  if (key) return { ...body, ...(key !== plural && { [key]: undefined }), [plural]: body[key] };
  return plural === 'RequestEmpty' ? body : { [plural]: [body] };
}

function validate(ajv: Ajv, schema: SpecSchema, value: unknown): string[] {
  const check = compiled(ajv, schema);
  if (check(JSON.parse(JSON.stringify(value)))) return [];
  return (check.errors ?? []).map((error) => {
    const detail = error.params.additionalProperty ?? error.params.allowedValues ?? '';
    return `${error.instancePath || '/'} ${error.message} ${detail}`.trim();
  });
}

const validators = new WeakMap<Ajv, Map<string, ValidateFunction>>();

function compiled(ajv: Ajv, schema: SpecSchema): ValidateFunction {
  const known = validators.get(ajv) ?? new Map<string, ValidateFunction>();
  validators.set(ajv, known);
  const ref = schema.$ref ?? '';
  const check = known.get(ref) ?? ajv.compile(ref ? { $ref: `xero${ref}` } : schema);
  known.set(ref, check);
  return check;
}

function open() {
  if (opened) return opened;
  if (!fs.existsSync(FILE)) {
    if (!said)
      process.stdout.write('Xero\u2019s OpenAPI does not lie beside the checkout: nothing was held against it.\n');
    said = true;
    return undefined;
  }
  const spec = parse(fs.readFileSync(FILE, 'utf8')) as Spec;
  const requests = Object.fromEntries(
    Object.entries(spec.components.schemas).map(([name, schema]) => [name, forRequests(schema)]),
  );
  opened = { spec, requests: createAjv(requests), answers: createAjv(spec.components.schemas) };
  return opened;
}

/** In a request nothing may be sent that is unknown or read-only. */
function forRequests(schema: SpecSchema): SpecSchema {
  if (!schema.properties) return schema;
  const writable = Object.entries(schema.properties).filter(
    ([name, property]) => !property.readOnly || TAKEN_THOUGH_READ_ONLY.includes(name),
  );
  return { ...schema, properties: Object.fromEntries(writable), additionalProperties: false };
}

function createAjv(schemas: Record<string, SpecSchema>): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addFormat('uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
  for (const format of ['double', 'float', 'int32', 'int64', 'date', 'date-time', 'byte', 'binary', 'uri'])
    ajv.addFormat(format, true);
  ajv.addSchema({ $id: 'xero', components: { schemas } });
  return ajv;
}

function nameOf(ref: string): string {
  return ref.split('/').at(-1) ?? '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
