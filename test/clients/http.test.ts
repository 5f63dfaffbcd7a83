import { describe, expect, test } from '@jest/globals';
import { canonicalAmount, parseExact } from '../../src/clients/exact-json.ts';
import {
  type Asked,
  createRoad,
  rateLimited,
  retryAfterMs,
  serverTrouble,
  silence,
  unexpected,
} from '../../src/clients/http.ts';
import { createTraffic, memoryStore } from '../../src/clients/traffic.ts';
import { RemoteError } from '../../src/domain/errors.ts';
import { trouble, virtualPacing } from './support.ts';

const read: Asked = { system: 'xero', what: 'GET Things', write: false };
const write: Asked = { system: 'xero', what: 'PUT Things', write: true };

/** Work that fails with these errors, one after the other, and then succeeds. */
function failing(...errors: RemoteError[]) {
  const rest = [...errors];
  return async () => {
    const error = rest.shift();
    if (error) throw error;
    return 'done';
  };
}

function openRoad(time = virtualPacing()) {
  const traffic = createTraffic(memoryStore(time.pacing.now), time.clock);
  return {
    time,
    traffic,
    road: createRoad({ system: 'xero', way: 'xero:A', pacing: time.pacing, traffic, atOnce: 2 }),
  };
}

describe('the road', () => {
  test('repeats a read that failed, waiting longer each time', async () => {
    const { road, time } = openRoad();
    const work = failing(serverTrouble(read, 503), serverTrouble(read, 503), serverTrouble(read, 503));
    expect(await road.send({ lane: 'a', safe: true }, work)).toBe('done');
    expect(time.slept.map(Math.round)).toEqual([500, 1000, 2000]);
  });

  test('gives up after four attempts', async () => {
    const { road } = openRoad();
    let attempts = 0;
    const error = await trouble(
      road.send({ lane: 'a', safe: true }, async () => {
        attempts += 1;
        throw serverTrouble(read, 503);
      }),
    );
    expect([error.kind, attempts]).toEqual(['unavailable', 4]);
  });

  test('never repeats a write in doubt, a refusal, a wrong login or an answer it does not understand', async () => {
    for (const kind of ['in-doubt', 'refused', 'auth', 'unexpected-answer'] as const) {
      const { road, time } = openRoad();
      const error = new RemoteError({ system: 'xero', kind, message: 'no', userMessage: 'No.' });
      expect(await trouble(road.send({ lane: 'a', safe: true }, failing(error)))).toBe(error);
      expect(time.slept).toEqual([]);
    }
  });

  test('does not repeat a write that never left, but one that was turned away for too many calls', async () => {
    const { road } = openRoad();
    const refused = silence(write, { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' });
    expect((await trouble(road.send({ lane: 'a', safe: false }, failing(refused)))).kind).toBe('unavailable');
    const limited = rateLimited(write, { retryAfterMs: 7_000 });
    expect(await road.send({ lane: 'a', safe: false }, failing(limited))).toBe('done');
  });

  test('obeys Retry-After, for all calls', async () => {
    const { road, time } = openRoad();
    const limited = rateLimited(read, { retryAfterMs: 26_000 });
    const first = road.send({ lane: 'a', safe: true }, failing(limited));
    await first;
    expect(time.slept).toEqual([26_000]);
  });

  test('tells at once what will not pass soon, and sends nothing meanwhile', async () => {
    const { road, time } = openRoad();
    const day = rateLimited(read, { retryAfterMs: 66_975_000, which: 'day' });
    expect((await trouble(road.send({ lane: 'a', safe: true }, failing(day)))).retryAfterMs).toBe(66_975_000);
    time.advance(1_000_000);
    const later = await trouble(
      road.send({ lane: 'b', safe: true }, async () => {
        throw new Error('this was sent');
      }),
    );
    expect([later.kind, later.retryAfterMs]).toEqual(['rate-limit', 65_975_000]);
    expect(later.userMessage).toContain('19 hours');
  });

  test('opens the circuit when a system stays away, and closes it again by itself', async () => {
    const { road, time } = openRoad();
    const down = () => road.send({ lane: 'a', safe: true }, () => Promise.reject(serverTrouble(read, 503)));
    await trouble(down());
    await trouble(down());
    const open = await trouble(road.send({ lane: 'a', safe: true }, failing()));
    expect([open.kind, open.message.startsWith('Not sent')]).toEqual(['unavailable', true]);
    time.advance(15_000);
    expect(await road.send({ lane: 'a', safe: true }, failing())).toBe('done');
  });

  test('calls that fail together are one failure, and all get their second chance', async () => {
    const { road, time } = openRoad();
    const lanes = Array.from({ length: 9 }, (_, index) => `lane ${index}`);
    const calls = lanes.map((lane) => road.send({ lane, safe: true }, failing(serverTrouble(read, 503))));
    expect(await Promise.all(calls)).toEqual(lanes.map(() => 'done'));
    expect(Math.max(...time.slept.map(Math.round))).toBe(500);
  });

  test('lets no more into a lane than allowed, and keeps the order', async () => {
    const { road } = openRoad();
    let inside = 0;
    let most = 0;
    const order: number[] = [];
    const work = (index: number) => async () => {
      inside += 1;
      most = Math.max(most, inside);
      order.push(index);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all([0, 1, 2, 3, 4, 5].map((index) => road.send({ lane: 'a', safe: true }, work(index))));
    expect([most, order]).toEqual([2, [0, 1, 2, 3, 4, 5]]);
  });
});

describe('what silence means', () => {
  test('a read that timed out is unavailable, a write in doubt', () => {
    const reason = { code: 'ECONNABORTED', message: 'timeout of 30000ms exceeded' };
    expect(silence(read, reason).kind).toBe('unavailable');
    expect(silence(write, reason).kind).toBe('in-doubt');
    expect(silence(write, { message: 'socket hang up' }).kind).toBe('in-doubt');
  });

  test('a write whose connection was never made was surely not done', () => {
    for (const code of ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CERT_HAS_EXPIRED'])
      expect(silence(write, { code, message: code }).kind).toBe('unavailable');
  });

  test('everything said to people is two sentences: what happened, and what is certain or to do', () => {
    const errors = [
      silence(read, { message: 'x' }),
      silence(write, { message: 'x' }),
      serverTrouble(read, 500),
      rateLimited(read, { retryAfterMs: null }),
      unexpected(write, 'odd'),
    ];
    for (const { userMessage } of errors) expect(userMessage.match(/[.] |[.]$/g)?.length).toBe(2);
  });
});

test('Retry-After is read as seconds and as a date', () => {
  const now = Date.parse('2026-11-22T10:00:00Z');
  expect(retryAfterMs('26', now)).toBe(26_000);
  expect(retryAfterMs('Sun, 22 Nov 2026 10:00:30 GMT', now)).toBe(30_000);
  expect([retryAfterMs(undefined, now), retryAfterMs('soon', now)]).toEqual([null, null]);
});

describe('exact JSON', () => {
  test('keeps every digit of a number, and leaves texts alone', () => {
    const text =
      '{"a":52.7775000,"b":[0.1234567,-45,1e-7],"c":"12.50 \\"and\\" 3","d":null,"e":true,"12":9007199254740993}';
    expect(parseExact(text)).toEqual({
      a: '52.7775000',
      b: ['0.1234567', '-45', '1e-7'],
      c: '12.50 "and" 3',
      d: null,
      e: true,
      12: '9007199254740993',
    });
  });

  test('takes texts of megabytes', () => {
    const long = 'x'.repeat(5_000_000);
    expect(parseExact(JSON.stringify([long, 1]))).toEqual([long, '1']);
  });

  test('refuses what is not JSON', () => {
    for (const text of ['', '<html>', '{"a":1', 'undefined']) expect(() => parseExact(text)).toThrow(SyntaxError);
  });

  test('an amount has one way to be written', () => {
    expect(['52.7775000', '0.0000', '-0', '1e-7', '1.5E+3', '-45.50'].map(canonicalAmount)).toEqual([
      '52.7775',
      '0',
      '0',
      '0.0000001',
      '1500',
      '-45.5',
    ]);
    expect(['', 'ERROR', '1,5', 'Infinity', '1e9999', '0x10'].map(canonicalAmount)).toEqual(Array(6).fill(null));
  });
});
