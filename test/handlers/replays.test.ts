import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import express from 'express';
import { refuseReplays } from '../../src/handlers/replays.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');
let close: () => void = () => {};
afterEach(() => close());

/** A server that answers as told once the request is let through. */
async function open() {
  const at = { now: NOON, answer: 200 };
  const app = express();
  app.use(refuseReplays(() => at.now));
  app.post('/', (_request, response) => void response.status(at.answer).send('through'));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  const send = async (signature: string, stamp = at.now) => {
    const headers = {
      'x-slack-signature': signature,
      'x-slack-request-timestamp': String(Math.floor(stamp / 1000)),
    };
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    return (await fetch(url, { method: 'POST', headers })).status;
  };
  return { at, send };
}

const signed = (nth: number) => `v0=${nth.toString(16).padStart(64, '0')}`;

test('a request is taken once, for as long as its stamp would let it pass', async () => {
  const { at, send } = await open();
  const stamp = at.now + 59_000;
  expect(await send(signed(1), stamp)).toBe(200);
  for (const minutes of [0, 4, 5, 5.9]) {
    at.now = NOON + minutes * 60_000;
    expect(await send(signed(1), stamp)).toBe(401);
  }
});

test('a stamp in the future is refused', async () => {
  const { send } = await open();
  expect(await send(signed(1), NOON + 62_000)).toBe(401);
  expect(await send(signed(2), NOON + 10 * 60_000)).toBe(401);
});

test('what is then not taken is forgotten: the true request that follows is heard', async () => {
  const { at, send } = await open();
  for (const status of [400, 401, 413]) {
    at.answer = status;
    expect(await send(signed(status))).toBe(status);
    at.answer = 200;
    expect(await send(signed(status))).toBe(200);
  }
});

test('what is no signature is left to who checks it, and not remembered', async () => {
  const { send } = await open();
  expect(await send('v0=short')).toBe(200);
  expect(await send('v0=short')).toBe(200);
});
