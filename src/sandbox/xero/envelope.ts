import type { z } from 'zod';
import type { Call } from './context.ts';
import { guid, msDate, ZERO_GUID } from './format.ts';
import type { Incoming, Reply } from './reply.ts';
import { badRequest, json, notModelled, Refusal } from './reply.ts';

/** What became of one element of a batch: `body` is its echo, with or without errors. */
export interface Outcome {
  body: Record<string, unknown>;
  errors: string[];
  warnings: string[];
}

/** 200 with Xero's envelope around a list. */
export function envelope(call: Call, plural: string, elements: unknown[], extra: Record<string, unknown> = {}): Reply {
  return json(200, {
    Id: guid('answer', call.now, call.incoming.path, Math.random()),
    Status: 'OK',
    ProviderName: call.clientId,
    DateTimeUTC: msDate(call.now).replace('+0000', ''),
    ...extra,
    [plural]: elements,
  });
}

/**
 * Answers a batch. summarizeErrors left out means true: one bad element makes the whole answer a 400 that shows only
 * the bad ones, though the good ones were stored. With false everything comes back in order, under a 200.
 */
export function answerBatch(
  call: Call,
  plural: string,
  outcomes: Outcome[],
  idField: string,
  flag: 'HasErrors' | 'HasValidationErrors',
): Reply {
  const summarize = (call.query.summarizeErrors ?? 'true').toLowerCase() !== 'false';
  const elements = outcomes.map(({ body, errors, warnings }) => ({
    ...(errors.length > 0 ? { [idField]: ZERO_GUID, ...body } : body),
    ...(!summarize && { StatusAttributeString: errors.length > 0 ? 'ERROR' : warnings.length > 0 ? 'WARNING' : 'OK' }),
    [flag]: errors.length > 0,
    ...(errors.length > 0 && { ValidationErrors: errors.map((Message) => ({ Message })) }),
    ...(warnings.length > 0 && { Warnings: warnings.map((Message) => ({ Message })) }),
  }));
  const bad = elements.filter((_, index) => (outcomes[index]?.errors.length ?? 0) > 0);
  return summarize && bad.length > 0 ? validationException(bad) : envelope(call, plural, elements);
}

export function validationException(elements: unknown[]): Reply {
  return json(400, {
    ErrorNumber: 10,
    Type: 'ValidationException',
    Message: 'A validation exception occurred',
    Elements: elements,
  });
}

/** One refused thing that is not an element of a batch (an attachment, an e-mail). */
export function refuseWith(message: string): Refusal {
  return new Refusal(validationException([{ ValidationErrors: [{ Message: message }] }]));
}

/**
 * Reads the elements of a request: `{ Invoices: [ … ] }` whatever the case of the key, one element in place of the
 * list, or the bare element.
 */
export function readElements<T>(incoming: Incoming, plural: string, schema: z.ZodType<T>): T[] {
  const body = parseJson(incoming);
  const wrapped = Object.entries(isRecord(body) ? body : {}).find(
    ([key]) => key.toLowerCase() === plural.toLowerCase(),
  );
  if (wrapped && isRecord(body))
    for (const key of Object.keys(body))
      if (key !== wrapped[0]) throw notModelled(`field in the body of ${incoming.path}: ${key}`);
  const value = wrapped ? wrapped[1] : body;
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw new Refusal(badRequest('PostDataInvalidException', `No ${plural} were sent`));
  return list.map((element, index) => readElement(incoming, schema, element, `${plural}[${index}]`));
}

function readElement<T>(incoming: Incoming, schema: z.ZodType<T>, element: unknown, where: string): T {
  const parsed = schema.safeParse(element);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues)
    if (issue.code === 'unrecognized_keys')
      throw notModelled(
        `field in the body of ${incoming.method} ${incoming.path}: ${[where, ...issue.path, issue.keys.join(', ')].join('.')}`,
      );
  const issue = parsed.error.issues[0];
  const name = [where, ...(issue?.path ?? [])].join('.');
  throw new Refusal(badRequest('PostDataInvalidException', `Error converting value of ${name}: ${issue?.message}`));
}

export function parseJson(incoming: Incoming): unknown {
  if (!incoming.headers['content-type']?.startsWith('application/json'))
    throw notModelled(`content type of ${incoming.path}: ${incoming.headers['content-type']}`);
  try {
    return JSON.parse(incoming.raw.toString());
  } catch {
    throw new Refusal(badRequest('PostDataInvalidException', 'JSON for post data was invalid'));
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
