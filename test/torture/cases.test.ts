import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { allCases, someCases, TIMES } from '../../src/torture/cases.ts';

/** What is off in the torture's month, and which journey dies there instead. */
const ELSEWHERE = ['attaching.file-sent', 'emailing.intent-stored', 'emailing.request-sent'];
const JOURNEY = 'test/journeys/follow-ups.test.ts';

const names = (count: number) => someCases(count).map(({ name }) => name);

function boundariesInSource(): string[] {
  const files = fs.readdirSync('src/services', { recursive: true, encoding: 'utf8' });
  const calls = files.flatMap((file) => {
    const text = file.endsWith('.ts') ? fs.readFileSync(path.join('src/services', file), 'utf8') : '';
    return [...text.matchAll(/\breached\('([^']+)'\)/g)].map(([, point]) => point ?? '');
  });
  return [...new Set(calls)];
}

test('every boundary that upSync names is one that it is killed at', () => {
  const points = boundariesInSource();
  expect(points.length).toBeGreaterThan(20);
  const tried = new Set<string>(allCases().map(({ point }) => point));
  expect(points.filter((point) => !tried.has(point)).sort()).toEqual(ELSEWHERE);
  const journey = fs.readFileSync(JOURNEY, 'utf8');
  expect(ELSEWHERE.filter((point) => !journey.includes(`'${point}'`))).toEqual([]);
  expect(Object.keys(TIMES).filter((point) => !point.endsWith('.on-the-wire') && !points.includes(point))).toEqual([]);
});

test('there are more than a hundred cases, each with a name of its own', () => {
  const all = allCases().map(({ name }) => name);
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBeGreaterThanOrEqual(100);
  expect(names(10_000)).toEqual(all);
});

test('a few are spread over the boundaries, over first and later times and both ways to mark', () => {
  const thirty = someCases(30);
  expect(thirty).toHaveLength(30);
  expect(names(30)).toEqual(names(30));
  const points = new Set(allCases().map(({ point }) => point));
  expect(new Set(thirty.map(({ point }) => point))).toEqual(points);
  for (const marks of ['asked', 'each'])
    expect(thirty.filter((one) => one.marks === marks).length).toBeGreaterThanOrEqual(12);
  const batches = thirty.filter(({ point }) => point.startsWith('posting.')).map(({ nth }) => nth);
  expect([...new Set(batches)].sort()).toEqual([1, 2, 3, 4]);
  expect(new Set(someCases(6).map(({ point }) => point.split('.')[0])).size).toBeGreaterThanOrEqual(4);
  expect(someCases(0)).toEqual([]);
});
