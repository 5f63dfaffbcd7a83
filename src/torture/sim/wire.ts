import http from 'node:http';
import { Duplex } from 'node:stream';
import type { RunningServer } from '../../sandbox/http.ts';
import { currentLife, type Life } from './life.ts';
import type { VirtualTime } from './time.ts';

/**
 * A network in memory, in virtual time: Node's own HTTP client and server at both ends, and no socket between them. Used
 * by whatever in this process connects to a port that listens here; every other connection is refused.
 */
export interface Wire {
  /** Takes the place of the sandbox's `listen`. */
  listen(handler: http.RequestListener): Promise<RunningServer>;
  /** Gives the process its own network back. */
  close(): void;
}

export interface WireOptions {
  time: VirtualTime;
  /** Milliseconds that the next piece is on its way. */
  latencyMs(): number;
}

/** Never the same twice, so that no connection kept from an earlier network is taken for one of this. */
let lastPort = 1_000;

export function openWire({ time, latencyMs }: WireOptions): Wire {
  const servers = new Map<number, http.Server>();
  const ends = new Set<Duplex>();
  const real = http.Agent.prototype.createConnection;
  http.Agent.prototype.createConnection = ((options: { port: number | string }) => {
    const life = currentLife();
    const server = servers.get(Number(options.port));
    const [near, far] = createPair(time, latencyMs, life);
    if (!server || life?.alive === false) {
      if (life?.alive !== false)
        process.nextTick(() => near.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })));
      return near;
    }
    for (const end of [near, far]) {
      ends.add(end);
      end.once('close', () => ends.delete(end));
    }
    server.emit('connection', far);
    return near;
  }) as unknown as typeof real;
  return {
    async listen(handler) {
      const server = http.createServer(handler);
      lastPort += 1;
      const port = lastPort;
      servers.set(port, server);
      return { url: `http://127.0.0.1:${port}`, port, close: async () => void servers.delete(port) };
    },
    close: () => {
      http.Agent.prototype.createConnection = real;
      for (const end of ends) end.destroy();
    },
  };
}

/** The two ends of a connection. `near` belongs to `life`: when that ends, it hears and says nothing any more. */
function createPair(time: VirtualTime, latencyMs: () => number, life: Life | undefined): [Duplex, Duplex] {
  const near = createEnd(time, () => life?.alive !== false);
  const far = createEnd(time, () => true);
  join(near, far, time, latencyMs);
  join(far, near, time, latencyMs);
  // what a killed process held is closed by the machine
  life?.ended.then(() => {
    far.destroy();
    near.destroy();
  });
  return [near.socket, far.socket];
}

interface End {
  socket: Duplex;
  /** False: its process is dead. */
  hears(): boolean;
  send: (what: Buffer | null) => void;
  touch(): void;
  destroy(): void;
}

function createEnd(time: VirtualTime, hears: () => boolean): End {
  let idle: (() => void) | undefined;
  let idleMs = 0;
  const touch = () => {
    idle?.();
    idle = idleMs > 0 ? time.after(idleMs, () => hears() && socket.emit('timeout')) : undefined;
  };
  const end: End = {
    hears,
    touch,
    send: () => undefined,
    destroy: () => socket.destroy(),
    socket: undefined as unknown as Duplex,
  };
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, done) {
      touch();
      end.send(Buffer.from(chunk));
      done();
    },
    final(done) {
      end.send(null);
      done();
    },
    destroy(error, done) {
      idle?.();
      idleMs = 0;
      end.send(null);
      done(error);
    },
  });
  socket.setMaxListeners(0);
  end.socket = Object.assign(socket, {
    setTimeout(ms: number, work?: () => void) {
      idleMs = ms;
      if (work) socket.once('timeout', work);
      touch();
      return socket;
    },
    setNoDelay: () => socket,
    setKeepAlive: () => socket,
    ref: () => socket,
    unref: () => socket,
    remoteAddress: '127.0.0.1',
  });
  return end;
}

/** What one end says arrives at the other, in order, a little later; after the last word comes the end. */
function join(from: End, to: End, time: VirtualTime, latencyMs: () => number): void {
  let arrives = 0;
  let over = false;
  from.send = (what) => {
    if (over || !from.hears()) return;
    over = what === null;
    arrives = Math.max(arrives, time.now() + latencyMs());
    time.after(arrives - time.now(), () => {
      if (!to.hears() || to.socket.destroyed) return;
      to.touch();
      if (what !== null) return void to.socket.push(what);
      to.socket.push(null);
      if (from.socket.destroyed) reset(to);
    });
  };
}

/** The other end is gone: who still waits for an answer is told so. */
function reset(end: End): void {
  process.nextTick(() => {
    if (end.hears() && !end.socket.destroyed) end.socket.destroy();
  });
}
