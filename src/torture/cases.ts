import type { CrashPoint } from '../services/deps.ts';

/** One way to die: at the nth time this boundary is reached, with marks asked for or made at once. */
export interface Case {
  /** `posting.intent-stored/2/asked`: what `--case` takes. */
  name: string;
  point: CrashPoint;
  nth: number;
  /** asked: the mark question; each: "mark each as soon as it is in Xero". */
  marks: 'asked' | 'each';
}

/** Times a boundary is passed in the small month of the torture: three batches, several contacts, a dozen marks. */
const TIMES: Record<CrashPoint, number[]> = {
  'approval.clicked': [1],
  'approval.stored': [1],
  'posting.before-intent': [1, 2, 3, 4],
  'posting.intent-stored': [1, 2, 3, 4],
  'posting.request-sent': [1, 2, 3, 4],
  'posting.answer-received': [1, 2, 3, 4],
  'posting.result-stored': [1, 2, 3, 4],
  // both are off there; journeys die at these
  'attaching.file-sent': [],
  'emailing.intent-stored': [],
  'emailing.request-sent': [],
  'marking.before-mark': [1],
  'marking.mark-sent': [1, 2, 5, 8, 12],
  'marking.mark-confirmed': [1],
  'undo.approved': [1],
  'undo.before': [1, 3, 5],
  'undo.renamed': [1, 3, 4],
  'undo.removed': [1, 3, 4],
  'undo.removal-stored': [1, 3, 5],
  'undo.mark-cleared': [1, 7, 14],
  'card.posted': [1],
  'token.rotated': [1, 2],
  'contact.created': [1, 2, 4, 6, 8],
  'contact.linked': [1, 2, 4, 6, 8],
};

/** All cases, always in the same order. */
export function allCases(): Case[] {
  const cases: Case[] = [];
  for (const marks of ['asked', 'each'] as const)
    for (const [point, times] of Object.entries(TIMES) as [CrashPoint, number[]][])
      for (const nth of times) cases.push({ name: `${point}/${nth}/${marks}`, point, nth, marks });
  return cases;
}

/** `count` of them, spread evenly over all. */
export function someCases(count: number): Case[] {
  const cases = allCases();
  if (count >= cases.length) return cases;
  return Array.from({ length: count }, (_, index) => cases[Math.floor((index * cases.length) / count)] as Case);
}
