import { badRequest, Refusal } from './reply.ts';

/** What `where` can compare. Money is a decimal string on the inside and a number here: a filter needs no more. */
export type Value = string | number | boolean | Date | null | undefined;
export type Fields = Record<string, Value>;
type Test = (fields: Fields) => boolean;

/**
 * The part of Xero's `where` that is modelled: `==`, `!=`, `<`, `<=`, `>`, `>=`, AND, OR, brackets, `.Contains()`,
 * `.StartsWith()`, `.EndsWith()`, `.ToLower()`, Guid("…"), DateTime(y,m,d). A quote inside a text is doubled; any
 * other way is a QueryParseException. Texts are compared without case.
 * https://developer.xero.com/documentation/api/accounting/requests-and-responses
 */
export function parseWhere(source: string, names: readonly string[]): Test {
  const reader = createReader(tokenize(source), names);
  const test = readOr(reader);
  reader.end();
  return test;
}

/** Empty values first, then by size; texts without case. */
export function compareValues(a: Value, b: Value): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : -1;
  if (b === null || b === undefined) return 1;
  if (typeof a === 'string' && typeof b === 'string') return Math.sign(a.toLowerCase().localeCompare(b.toLowerCase()));
  return Math.sign(Number(a) - Number(b));
}

interface Token {
  kind: 'word' | 'text' | 'number' | 'sign';
  text: string;
}

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  const pattern =
    /\s*(?:([A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)*)|"((?:[^"\\]|"")*)"|(-?\d+(?:\.\d+)?)|(==|!=|<=|>=|<|>|&&|\|\||[(),.]))/y;
  let at = 0;
  while (source.slice(at).trim() !== '') {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (!match) return fail(`Cannot read: ${source.slice(at)}`);
    at = pattern.lastIndex;
    if (match[1] !== undefined) tokens.push({ kind: 'word', text: match[1] });
    else if (match[2] !== undefined) tokens.push({ kind: 'text', text: match[2].replaceAll('""', '"') });
    else if (match[3] !== undefined) tokens.push({ kind: 'number', text: match[3] });
    else tokens.push({ kind: 'sign', text: match[4] ?? '' });
  }
  return tokens;
}

interface Reader {
  peek(): Token | undefined;
  next(): Token;
  /** Takes the token when it is this sign or word. */
  take(text: string): boolean;
  end(): void;
  /** The name, when it is one that can be compared. */
  known(name: string): string;
}

function createReader(tokens: Token[], names: readonly string[]): Reader {
  let at = 0;
  const peek = () => tokens[at];
  return {
    peek,
    next: () => tokens[at++] ?? fail('Unexpected end'),
    take(text) {
      const token = peek();
      if (!token || token.kind === 'text' || token.text.toUpperCase() !== text.toUpperCase()) return false;
      at += 1;
      return true;
    },
    end() {
      const token = peek();
      if (token) fail(`Unexpected: ${token.text}`);
    },
    known: (name) => {
      if (names.includes(name)) return name;
      const reply = badRequest('QueryParseException', `No property or field '${name}' exists`);
      throw new Refusal(reply, `xero: unknown field in where: ${name}`);
    },
  };
}

function readOr(reader: Reader): Test {
  const tests = [readAnd(reader)];
  while (reader.take('OR') || reader.take('||')) tests.push(readAnd(reader));
  return (fields) => tests.some((test) => test(fields));
}

function readAnd(reader: Reader): Test {
  const tests = [readComparison(reader)];
  while (reader.take('AND') || reader.take('&&')) tests.push(readComparison(reader));
  return (fields) => tests.every((test) => test(fields));
}

function readComparison(reader: Reader): Test {
  if (reader.take('(')) {
    const inner = readOr(reader);
    if (!reader.take(')')) fail('Missing )');
    return inner;
  }
  const name = reader.next();
  if (name.kind !== 'word') return fail(`A field was expected, not ${name.text}`);
  const [path, method] = splitMethod(name.text);
  const field = reader.known(path);
  const read = (fields: Fields) => fields[field];
  if (method && method !== 'ToLower') return readMethod(reader, read, method);
  if (method && !(reader.take('(') && reader.take(')'))) fail('ToLower() was expected');
  if (method && reader.take('.')) return readMethod(reader, read, reader.next().text);
  const operator = reader.next();
  const wanted = readLiteral(reader);
  const compare = OPERATORS[operator.text];
  if (operator.kind !== 'sign' || !compare) return fail(`A comparison was expected, not ${operator.text}`);
  return (fields) => {
    const value = read(fields);
    const blank = value === null || value === undefined || wanted === null;
    if (blank && operator.text !== '==' && operator.text !== '!=') return false;
    return compare(compareValues(value, wanted));
  };
}

const OPERATORS: Record<string, (result: number) => boolean> = {
  '==': (result) => result === 0,
  '!=': (result) => result !== 0,
  '<': (result) => result < 0,
  '<=': (result) => result <= 0,
  '>': (result) => result > 0,
  '>=': (result) => result >= 0,
};

function splitMethod(name: string): [field: string, method: string | undefined] {
  const match = /^(.*)\.(Contains|StartsWith|EndsWith|ToLower)$/.exec(name);
  return match ? [match[1] ?? '', match[2]] : [name, undefined];
}

function readMethod(reader: Reader, read: (fields: Fields) => Value, method: string): Test {
  if (!['Contains', 'StartsWith', 'EndsWith'].includes(method)) fail(`Unknown method: ${method}`);
  if (!reader.take('(')) fail('Missing (');
  const part = String(readLiteral(reader)).toLowerCase();
  if (!reader.take(')')) fail('Missing )');
  return (fields) => {
    const value = String(read(fields) ?? '').toLowerCase();
    if (method === 'Contains') return value.includes(part);
    return method === 'StartsWith' ? value.startsWith(part) : value.endsWith(part);
  };
}

function readLiteral(reader: Reader): Value {
  const token = reader.next();
  if (token.kind === 'text') return token.text;
  if (token.kind === 'number') return Number(token.text);
  const word = token.text.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'null') return null;
  if (word !== 'guid' && word !== 'datetime') return fail(`A value was expected, not ${token.text}`);
  if (!reader.take('(')) fail('Missing (');
  const parts = [reader.next().text];
  while (reader.take(',')) parts.push(reader.next().text);
  if (!reader.take(')')) fail('Missing )');
  if (word === 'guid') return parts[0];
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

function fail(message: string): never {
  throw new Refusal(badRequest('QueryParseException', message));
}
