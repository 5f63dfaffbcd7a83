import { setTimeout as pause } from 'node:timers/promises';

/** Looks again every few milliseconds until it is so; after `timeoutMs` an error with what was waited for. */
export async function until<T>(
  what: string | (() => string),
  look: () => T | Promise<T>,
  timeoutMs = 30_000,
): Promise<Exclude<Awaited<T>, false | null | undefined>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found as Exclude<Awaited<T>, false | null | undefined>;
    if (Date.now() > end)
      throw new Error(`waited ${timeoutMs} ms in vain until ${typeof what === 'string' ? what : what()}`);
    await pause(20);
  }
}
