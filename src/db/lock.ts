import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** Another process is at work there; the message says what to do about it. */
export class InUseError extends Error {}

/**
 * One process per directory. The lock is a listening socket, so that the kernel releases it at the moment the process
 * dies, kill -9 included; a lock file with a lease would keep the next start waiting.
 */
export async function lockDirectory(dir: string): Promise<() => Promise<void>> {
  const address = lockAddress(dir);
  const server = net.createServer((socket) => socket.destroy());
  server.unref();
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await listenOn(server, address);
      return () => new Promise((resolve) => server.close(() => resolve()));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (await answers(address)) break;
      fs.rmSync(address, { force: true }); // left behind by a process that was killed
    }
  }
  throw new InUseError(
    `Another upSync process uses ${dir}. Stop it first, or set DATABASE_URL to a PostgreSQL server, which several processes can share.`,
  );
}

function lockAddress(dir: string): string {
  const key = createHash('sha256').update(path.resolve(dir)).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\upsync-${key}`;
  const inDir = `${path.resolve(dir)}.lock`;
  // a socket's path is limited to about 100 bytes
  return inDir.length < 100 ? inDir : path.join(os.tmpdir(), `upsync-${key}`);
}

function listenOn(server: net.Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => server.once('error', reject).listen(address, resolve));
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
