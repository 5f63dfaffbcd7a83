import type { CrashPoint } from '../services/deps.ts';
import type { Wire } from './on-the-wire.ts';

/** Where upSync can be killed: at a seam, or while a request of a kind is out. */
export type Boundary = CrashPoint | Wire;

/** One way to die: at the nth time this boundary is reached, with marks asked for or made at once. */
export interface Case {
  /** `posting.intent-stored/2/asked`: what `--case` takes. */
  name: string;
  point: Boundary;
  nth: number;
  /** asked: the mark question; each: "mark each as soon as it is in Xero". */
  marks: 'asked' | 'each';
}

/** Times a boundary is passed in the small month of the torture: four batches, ten contacts on three pages, 14 marks in three parts. */
export const TIMES: Record<Boundary, number[]> = {
  'approval.clicked': [1],
  'approval.stored': [1],
  'posting.before-intent': [1, 2, 3, 4],
  'posting.intent-stored': [1, 2, 3, 4],
  'posting.request-sent': [1, 2, 3, 4],
  'posting.on-the-wire': [1, 2, 3, 4],
  'posting.answer-received': [1, 2, 3, 4],
  'posting.result-stored': [1, 2, 3, 4],
  // both are off there; journeys die at these
  'attaching.file-sent': [],
  'emailing.intent-stored': [],
  'emailing.request-sent': [],
  'marking.before-mark': [1, 2, 3],
  'marking.on-the-wire': [1, 7, 14],
  'marking.mark-sent': [1, 2, 5, 8, 12],
  'marking.mark-confirmed': [1, 2, 3],
  'undo.approved': [1],
  'undo.before': [1, 3, 5],
  'undo.on-the-wire': [1, 4, 8],
  'undo.renamed': [1, 3, 4],
  'undo.removed': [1, 3, 4],
  'undo.removal-stored': [1, 3, 5],
  'undo.mark-cleared': [1, 7, 14],
  'card.posted': [1],
  'token.rotated': [1, 2],
  'token.on-the-wire': [1, 2],
  'contact.on-the-wire': [1, 2, 4],
  'contact.created': [1, 2, 4, 6, 8],
  'contact.linked': [1, 2, 4, 6, 8],
};

const POINTS = (Object.keys(TIMES) as Boundary[]).filter((point) => TIMES[point].length > 0);
const MARKS = ['asked', 'each'] as const;

/** All cases, always in the same order. */
export function allCases(): Case[] {
  return MARKS.flatMap((marks) => POINTS.flatMap((point) => TIMES[point].map((nth) => make(point, nth, marks))));
}

/**
 * `count` of them, always the same: each boundary once before any comes twice, the first, middle and last times and both
 * ways to mark taking turns.
 */
export function someCases(count: number): Case[] {
  const chosen = new Set<string>();
  for (let round = 0; chosen.size < Math.min(count, allCases().length); round += 1) {
    const cases = POINTS.flatMap((point, index) => caseOfRound(point, index, round));
    const left = Math.min(count - chosen.size, cases.length);
    for (let n = 0; n < left; n += 1) chosen.add(cases[Math.floor((n * cases.length) / left)]?.name ?? '');
  }
  return allCases().filter(({ name }) => chosen.has(name));
}

/** None where the boundary has no more cases. */
function caseOfRound(point: Boundary, index: number, round: number): Case[] {
  const times = TIMES[point];
  if (round >= MARKS.length * times.length) return [];
  const nth = times[(index + Math.floor(round / MARKS.length)) % times.length] ?? 1;
  return [make(point, nth, MARKS[(index + round) % MARKS.length] ?? 'asked')];
}

function make(point: Boundary, nth: number, marks: Case['marks']): Case {
  return { name: `${point}/${nth}/${marks}`, point, nth, marks };
}
