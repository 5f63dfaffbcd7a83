import { Duplex } from 'node:stream';
import type { PGlite } from '@electric-sql/pglite';

/** Says PostgreSQL's own messages to the embedded database; the answer is what it says to them. */
export type Exchange = (messages: Uint8Array) => Promise<Buffer>;

/** https://www.postgresql.org/docs/current/protocol-message-formats.html */
const PARSE = code('P');
const BIND = code('B');
const PARSE_COMPLETE = code('1');
const TERMINATE = code('X');
/** Only what a client says first has no letter: it begins with its length. */
const STARTUP = 0;
/** AuthenticationOk and ReadyForQuery: there is one user, and no password. */
const WELCOME = Buffer.from([code('R'), 0, 0, 0, 8, 0, 0, 0, 0, code('Z'), 0, 0, 0, 5, code('I')]);

/** As many as upSync has statements of, with room; a list in a statement makes one of each length. */
const MOST_PREPARED = 400;

export function exchangeWith(db: PGlite): Exchange {
  return async (messages) => {
    const parts: Uint8Array[] = [];
    // what it hands over is its own memory, which the next answer is written to
    await db.execProtocolRawStream(messages, { onRawData: (part) => void parts.push(part.slice()) });
    return Buffer.concat(parts);
  };
}

/**
 * What pg takes for the socket of a server. pg corks it while it says a statement, so that the whole of it goes to the
 * database in one: each crossing costs as much as a small statement.
 */
export function socketTo(exchange: Exchange): Duplex {
  const say = (messages: Uint8Array, done: (error?: Error | null) => void) => {
    if (messages[0] === TERMINATE) return done();
    const answer = messages[0] === STARTUP ? Promise.resolve(WELCOME) : exchange(messages);
    answer.then(
      (bytes) => {
        done();
        socket.push(bytes);
      },
      (error: Error) => done(error),
    );
  };
  const socket: Duplex = new Duplex({
    read: () => undefined,
    write: (message: Buffer, _encoding, done) => say(message, done),
    writev: (messages, done) => say(Buffer.concat(messages.map(({ chunk }) => chunk as Buffer)), done),
    final(done) {
      socket.push(null);
      done();
    },
  });
  return Object.assign(socket, {
    setNoDelay: () => socket,
    connect: () => process.nextTick(() => socket.emit('connect')),
    ref: () => socket,
    unref: () => socket,
  });
}

/**
 * A statement that was said before is not read and planned again. The names are the database's, not a connection's: it
 * has one session, which lasts as long as it does. Expects whole statements, as from `socketTo`.
 */
export function prepared(exchange: Exchange): Exchange {
  const names = new Map<string, string>();
  let given = 0;
  return async (whole) => {
    const parse = whole[0] === PARSE ? readParse(whole) : undefined;
    if (!parse || whole[parse.end] !== BIND) return exchange(whole);
    const known = names.get(parse.key);
    if (known === undefined && names.size >= MOST_PREPARED) return exchange(whole);
    // counted when it is given: two pools may be at it at once
    if (known === undefined) given += 1;
    const name = known ?? `upsync_${given}`;
    const bind = named(whole, parse.end, name, 'statement');
    const rest = whole.subarray(lengthAt(whole, parse.end) + parse.end);
    const first = known === undefined ? [named(whole, 0, name, 'own')] : [];
    const answer = await exchange(Buffer.concat([...first, bind, rest]));
    if (answer[0] === PARSE_COMPLETE) names.set(parse.key, name);
    return answer;
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
