import type { PGlite } from '@electric-sql/pglite';

/** PostgreSQL's own messages, and what comes back: all that a pg.Pool wants of the embedded database. */
export interface Protocol {
  waitReady: PGlite['waitReady'];
  execProtocolStream: PGlite['execProtocolStream'];
}

export type Answers = Awaited<ReturnType<PGlite['execProtocolStream']>>;

/** https://www.postgresql.org/docs/current/protocol-message-formats.html */
const PARSE = code('P');
const BIND = code('B');
const DESCRIBE = code('D');
const EXECUTE = code('E');
const CLOSE = code('C');
const EARLY = new Set([PARSE, BIND, DESCRIBE, EXECUTE, CLOSE]);

/** As many as upSync has statements of, with room; a list in a statement makes one of each length. */
const MOST_PREPARED = 400;

/**
 * What pg says piece by piece goes to the database in one, when it waits for the answer: each crossing costs as much as
 * a small statement.
 */
export function inOneGo(db: Protocol): Protocol {
  let waiting: Uint8Array[] = [];
  return {
    waitReady: db.waitReady,
    async execProtocolStream(message, options) {
      waiting.push(message);
      if (EARLY.has(message[0] ?? 0)) return [];
      const whole = waiting.length === 1 ? message : Buffer.concat(waiting);
      waiting = [];
      return db.execProtocolStream(whole, options);
    },
  };
}

/**
 * A statement that was said before is not read and planned again. The names are the database's, not a connection's: it
 * has one session, which lasts as long as it does. Expects whole exchanges, as from `inOneGo`.
 */
export function prepared(db: Protocol): Protocol {
  const names = new Map<string, string>();
  return {
    waitReady: db.waitReady,
    async execProtocolStream(whole, options) {
      const parse = whole[0] === PARSE ? readParse(whole) : undefined;
      if (!parse || whole[parse.end] !== BIND) return db.execProtocolStream(whole, options);
      const known = names.get(parse.key);
      if (known === undefined && names.size >= MOST_PREPARED) return db.execProtocolStream(whole, options);
      const name = known ?? `upsync_${names.size + 1}`;
      const bind = named(whole, parse.end, name, 'statement');
      const rest = whole.subarray(lengthAt(whole, parse.end) + parse.end);
      const first = known === undefined ? [named(whole, 0, name, 'own')] : [];
      const answers = await db.execProtocolStream(Buffer.concat([...first, bind, rest]), options);
      if (answers[0]?.name === 'parseComplete') names.set(parse.key, name);
      return answers;
    },
  };
}

/** An unnamed Parse at the beginning: what it says, and where it ends. */
function readParse(whole: Uint8Array): { key: string; end: number } | undefined {
  const end = lengthAt(whole, 0);
  const isUnnamed = whole[5] === 0;
  return isUnnamed
    ? { key: Buffer.from(whole.buffer, whole.byteOffset + 6, end - 6).toString('latin1'), end }
    : undefined;
}

/** The message at `start` with a name in place of the empty one: its own, or that of the statement after its own. */
function named(whole: Uint8Array, start: number, name: string, which: 'own' | 'statement'): Uint8Array {
  const at = which === 'own' ? start + 5 : whole.indexOf(0, start + 5) + 1;
  const end = start + lengthAt(whole, start);
  const message = Buffer.concat([whole.subarray(start, at), Buffer.from(name), whole.subarray(at, end)]);
  message.writeInt32BE(message.length - 1, 1);
  return message;
}

/** Of the message that begins there, with its letter. */
function lengthAt(whole: Uint8Array, start: number): number {
  return 1 + new DataView(whole.buffer, whole.byteOffset + start + 1, 4).getInt32(0);
}

function code(letter: string): number {
  return letter.charCodeAt(0);
}
