import { makePeriod, type PeriodAnswer, PRESETS, readDay, readNamedMonth, resolvePeriod } from './period.ts';
import type { CalendarDay, SearchCriteria } from './types.ts';
import { closest } from './words.ts';

export const VERBS = [
  'help',
  'search',
  'reconcile',
  'doctor',
  'status',
  'runs',
  'settings',
  'maps',
  'connect',
] as const;
export type Verb = (typeof VERBS)[number];

/** `meant`: what probably was, as text after `/upsync `; `example`: a whole command that works. */
export type Misunderstood = { ok: false; problem: string; example: string; meant?: string };
export type CommandAnswer = { ok: true; verb: Verb; rest: string } | Misunderstood;

/** What was typed after `/upsync`: the verb, and the rest as it stands. Nothing at all asks for help. */
export function parseCommand(text: string): CommandAnswer {
  const whole = text.trim().replace(/^\/upsync\b\s*/i, '');
  const [, word = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(whole) ?? [];
  const lower = word.toLowerCase();
  if (lower === '' || lower === '?') return { ok: true, verb: 'help', rest };
  const verb = VERBS.find((candidate) => candidate === lower);
  if (verb !== undefined) return { ok: true, verb, rest: rest.trim() };
  const problem = `I do not know “${shorten(word)}”.`;
  const near = closest(lower, VERBS);
  if (near !== null) return { ok: false, problem, example: `/upsync ${near}`, meant: `${near} ${rest}`.trim() };
  const criteria = searchMeant(whole);
  if (criteria !== null) {
    return { ok: false, problem, example: `/upsync search ${shorten(criteria)}`, meant: `search ${criteria}` };
  }
  return { ok: false, problem, example: '/upsync search last-month' };
}

export type SearchAnswer =
  | { ok: true; criteria: SearchCriteria }
  /** `meant`: what probably was, as text after `/upsync search `; `example`: a whole command that works. */
  | Misunderstood;

/** As many ids as one search may name: Autotask takes lists of 200. */
export const MAX_IDS = 200;
const MAX_TEXT_CHARS = 4000;

const FLAGS = ['include-invoiced', 'dry-run'] as const;
const WORDS = [...PRESETS.map((preset) => preset.value), ...FLAGS, 'from', 'to', 'id:', 'division:'];
const EXAMPLE = '/upsync search last-month';

/** What was typed after `/upsync search`, in any order. `today` is the day it is where the person's books are. */
export function parseSearch(text: string, today: CalendarDay): SearchAnswer {
  const plain = plainText(text);
  if (plain.length > MAX_TEXT_CHARS) {
    return problem(`That is more than the ${MAX_TEXT_CHARS} characters I read.`, '/upsync search id:1234');
  }
  const found: Found = { period: null, invoiceIds: [], division: null, includeMarked: false, dryRun: false };
  let rest = plain;
  while (rest !== '') {
    const step = readNext(rest, found, today);
    if (typeof step !== 'number') return mend(step, plain, rest);
    rest = rest.slice(step).trimStart();
  }
  if (found.period === null && found.invoiceIds.length === 0) {
    const meant = `last-month ${plain}`.trim();
    const said = 'A search needs a period or an invoice id.';
    return problem(said, `/upsync search ${meant}`, meant);
  }
  return { ok: true, criteria: { ...found, invoiceIds: [...new Set(found.invoiceIds)] } };
}

type Found = SearchCriteria;

/** Why a place in the text is not understood; `word` and `meant` where one word could be exchanged for another. */
type Snag = { problem: string; example?: string; word?: string; meant?: string | null };

/** Reads what stands at the beginning into `found`; the number of characters read, or what is wrong with them. */
function readNext(rest: string, found: Found, today: CalendarDay): number | Snag {
  const named = /^(ids?|invoices?|division|lob|line)\s*[:=]\s*/i.exec(rest) ?? /^(ids?)\s+(?=#?\d)/i.exec(rest);
  if (named !== null) {
    const isId = /^i/i.test(named[1] ?? '');
    const value = rest.slice(named[0].length);
    const step = isId ? readIds(value, found) : readDivision(value, found);
    return typeof step === 'number' ? named[0].length + step : step;
  }
  const flag = /^-*(include[- ](?:invoiced|marked)|dry-?(?: ?run)|preview)(?=\s|$)/i.exec(rest);
  if (flag !== null) {
    if (/^-*i/i.test(flag[0])) found.includeMarked = true;
    else found.dryRun = true;
    return flag[0].length;
  }
  return readPeriod(rest, found, today);
}

function readIds(value: string, found: Found): number | Snag {
  const list = /^["']?(#?\d+(?:\s*[,;]\s*#?\d+)*)["']?(?=\s|$)/.exec(value);
  if (list === null) {
    const word = firstWord(value);
    const said = word === '' ? 'After id: a number is missing.' : `“${shorten(word)}” is not an invoice id.`;
    return { problem: `${said} Ids are whole numbers, as Autotask has them.`, example: '/upsync search id:1234,1235' };
  }
  for (const digits of (list[1] ?? '').match(/\d+/g) ?? []) {
    const id = Number(digits);
    if (id < 1 || !Number.isSafeInteger(id)) {
      return { problem: `${shorten(digits)} cannot be an invoice id.`, example: '/upsync search id:1234' };
    }
    found.invoiceIds.push(id);
  }
  if (new Set(found.invoiceIds).size > MAX_IDS) {
    return { problem: `A search takes at most ${MAX_IDS} ids. Search for a period instead.`, example: EXAMPLE };
  }
  return list[0].length;
}

function readDivision(value: string, found: Found): number | Snag {
  const example = '/upsync search last-month division:"Managed Services"';
  const quoted = /^"([^"]*)"|^'([^']*)'/.exec(value);
  if (quoted === null && /^["']/.test(value)) return { problem: 'The closing quote is missing.', example };
  const name = (quoted?.[1] ?? quoted?.[2] ?? firstWord(value)).trim();
  if (name === '') return { problem: 'After division: a name is missing.', example };
  if (found.division !== null) return { problem: 'A search takes one division.', example };
  found.division = name;
  return quoted?.[0].length ?? firstWord(value).length;
}

const DAY = String.raw`\d{4}-\d{1,2}-\d{1,2}|\d{1,2}(?:st|nd|rd|th|\.)?\s+[a-z]{3,9}\.?,?\s+\d{4}|[a-z]{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|today|yesterday`;
const FROM_TO = new RegExp(`^from:?\\s+(${DAY})\\s+(?:to|till|until|-|–)\\s+(${DAY})(?=\\s|$)`, 'i');
const RANGE = new RegExp(`^(${DAY})\\s*(?:\\.\\.+|…|–|\\s-\\s|\\sto\\s)\\s*(${DAY})(?=\\s|$)`, 'i');
const ONE_DAY = new RegExp(`^(${DAY})(?=\\s|$)`, 'i');

function readPeriod(rest: string, found: Found, today: CalendarDay): number | Snag {
  const between = FROM_TO.exec(rest) ?? RANGE.exec(rest);
  if (between !== null) {
    const from = readDay(between[1] ?? '', today);
    const to = readDay(between[2] ?? '', today);
    if (from !== null && to !== null) return take(found, makePeriod(from, to), between[0].length);
  }
  if (/^from\b/i.test(rest)) {
    const problem = 'After “from” I expect two days: from 2026-10-01 to 2026-10-31.';
    return { problem, example: '/upsync search from 2026-10-01 to 2026-10-31' };
  }
  const spoken = /^(this|last)[ _-](month|week|year)(?=\s|$)/i.exec(rest);
  const preset = spoken === null ? null : resolvePeriod(`${spoken[1]}-${spoken[2]}`, today);
  if (spoken !== null && preset !== null) return take(found, preset, spoken[0].length);
  const day = ONE_DAY.exec(rest);
  const one = day === null ? null : readDay(day[1] ?? '', today);
  if (day !== null && one !== null) return take(found, makePeriod(one, one), day[0].length);
  const month = /^[a-z]{3,9}\.?\s+\d{4}(?=\s|$)/i.exec(rest);
  const named = month === null ? null : readNamedMonth(month[0]);
  if (month !== null && named !== null) return take(found, named, month[0].length);
  const word = firstWord(rest);
  const answer = resolvePeriod(word, today);
  return answer === null ? unknownWord(word, found) : take(found, answer, word.length);
}

function take(found: Found, answer: PeriodAnswer, length: number): number | Snag {
  if (!answer.ok) return { problem: answer.problem, example: '/upsync search 2026-10-01..2026-10-31' };
  if (found.period !== null) return { problem: 'A search takes one period.', example: EXAMPLE };
  found.period = answer.period;
  return length;
}

function unknownWord(word: string, found: Found): Snag {
  const shown = shorten(word);
  if (/^\d{1,4}[./]\d{1,2}[./]\d{1,4}$/.test(word)) {
    const problem = `${shown} can mean more than one day. Write days as year-month-day.`;
    return { problem, example: '/upsync search 2026-10-01..2026-10-31' };
  }
  if (/^#?\d+$/.test(word)) {
    const id = `id:${word.replace('#', '')}`;
    return { problem: `I do not know what ${shown} is. An invoice id is written ${shorten(id)}.`, word, meant: id };
  }
  if (found.division !== null && closest(word, WORDS) === null) {
    const name = `${found.division} ${word}`.replace(/"/g, '').trim();
    const problem = `I do not know “${shown}”. A name of several words stands in quotes.`;
    return { problem, example: `/upsync search last-month division:"${name}"` };
  }
  const key = /^([^\s:=]+)[:=]/.exec(word)?.[1];
  const near = key === undefined ? closest(word, WORDS) : closest(`${key}:`, WORDS);
  const meant = key === undefined || near === null ? near : `${near}${word.slice(key.length + 1)}`;
  return { problem: `I do not know “${shown}”.`, word, meant };
}

/** A Snag, with the whole text as it probably was meant. `rest` begins with the word that was not understood. */
function mend(snag: Snag, plain: string, rest: string): Misunderstood {
  if (snag.meant == null || snag.word === undefined) return problem(snag.problem, snag.example ?? EXAMPLE);
  const before = plain.slice(0, plain.length - rest.length);
  const meant = `${before}${snag.meant}${rest.slice(snag.word.length)}`;
  const { problem: said } = snag;
  return problem(said, snag.example ?? `/upsync search ${shorten(meant)}`, meant);
}

function problem(said: string, example: string, meant?: string): Misunderstood {
  return { ok: false, problem: said, example, ...(meant === undefined ? {} : { meant }) };
}

/** Straight quotes for typographic ones, single spaces, and no `/upsync search` where it was pasted along. */
function plainText(text: string): string {
  return text
    .replace(/[“”„‟«»″＂]/g, '"')
    .replace(/[‘’‚‛‹›′]/g, "'")
    .replace(/[\s\u00a0\u200b]+/g, ' ')
    .trim()
    .replace(/^(?:\/upsync )?(?:search )?/i, '');
}

/** The criteria somebody typed without the word search, put right where need be; null where it is none. */
function searchMeant(text: string): string | null {
  const answer = parseSearch(text, '2026-01-15');
  return answer.ok ? text : (answer.meant ?? null);
}

function firstWord(text: string): string {
  return /^\S*/.exec(text)?.[0] ?? '';
}

/** What a person typed may be long; an answer quotes the beginning. */
function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
