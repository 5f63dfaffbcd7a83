import type { InvoiceRow, RunCardView } from '../../domain/views.ts';
import type { AutotaskRow, XeroRow } from '../../sandbox/world-api.ts';
import type { Notes } from './notes.ts';

/** Promises broken, as `npm run torture --json` counts them. */
export interface Violations {
  duplicates: number;
  lost: number;
  markedNotPosted: number;
  postedWithoutApproval: number;
  doubledClicks: number;
  unexplainedCents: number;
  unrest: number;
}

export function noViolations(): Violations {
  return {
    ...{ duplicates: 0, lost: 0, markedNotPosted: 0, postedWithoutApproval: 0, doubledClicks: 0 },
    ...{ unexplainedCents: 0, unrest: 0 },
  };
}

/** What stands at the end, seen from outside: the two systems, and what people can read. */
export interface Ending {
  autotask: AutotaskRow[];
  xero: XeroRow[];
  /** The last card of each run, and every line of it. */
  cards: { card: Shown; rows: InvoiceRow[] }[];
  notes: Notes;
  /** Sentences on what is not at rest. */
  restless: string[];
}

/** What the judge reads of a card. */
export type Shown = Pick<RunCardView, 'next'>;

export interface Verdict {
  violations: Violations;
  sentences: string[];
}

/**
 * Holds the end of a story against the promises. It shares no code with what decides in upSync: numbers, totals and
 * words are compared as a person with both systems and the card before them would.
 */
export function judge(ending: Ending): Verdict {
  const violations = noViolations();
  const sentences: string[] = [];
  const blame = (what: keyof Violations, sentence: string, by = 1) => {
    violations[what] += by;
    sentences.push(`${what}: ${sentence}`);
  };
  for (const invoice of ending.autotask) judgeInvoice(ending, invoice, blame);
  judgeClicks(ending, blame);
  if (ending.restless.length > 0) blame('unrest', ending.restless.join('; '));
  return { violations, sentences };
}

type Blame = (what: keyof Violations, sentence: string, by?: number) => void;

function judgeInvoice(ending: Ending, invoice: AutotaskRow, blame: Blame): void {
  const { notes } = ending;
  const { id, number } = invoice;
  const live = ending.xero.filter(
    (row) => row.number === number && row.status !== 'VOIDED' && row.status !== 'DELETED',
  );
  const ours = live.filter((row) => !notes.foreign.has(row.id));
  const pressed = notes.presses.flatMap(({ what, rows, outcome }) =>
    what === 'mark' ? [] : rows.flatMap((row) => (row.invoiceId === id && wouldBeSent(row) ? { row, outcome } : [])),
  );
  const lines = ending.cards.flatMap(({ card, rows }) =>
    rows.flatMap((row) => (row.invoiceId === id ? { card, row } : [])),
  );
  const zero = Number(invoice.net) === 0 && Number(invoice.tax) === 0;

  if (ours.length > 1) blame('duplicates', `${number} is in Xero ${ours.length} times`);
  for (const document of ours) {
    const total = cents(document.total);
    if (pressed.length === 0) blame('postedWithoutApproval', `${number} is in Xero, and nobody approved it`);
    else if (!pressed.some(({ row }) => Math.abs(cents(row.gross)) === total)) {
      if (lines.some(({ row }) => /difference/.test(row.verdict))) continue;
      const approved = cents(pressed.at(-1)?.row.gross ?? '0');
      blame('unexplainedCents', `${number} is ${document.total} in Xero`, Math.abs(Math.abs(approved) - total));
    } else if (!lines.some(isToldInXero))
      blame('unexplainedCents', `${number} is in Xero, and no card says so (${words(lines)})`, total);
  }
  const accepted = pressed.some(({ outcome }) => outcome === 'accepted');
  if (accepted && live.length === 0 && !lines.some(isExplained))
    blame('lost', `${number} was approved; it is not in Xero, and nobody is told (${words(lines)})`);
  if (live.length === 0 && lines.some(({ row }) => /^in Xero/.test(row.verdict)) && !zero)
    blame('lost', `${number} is shown as in Xero, and is not there`);
  const byUs = invoice.markedAt !== null && !notes.markedByOthers.has(id);
  if (byUs && live.length === 0 && !lines.some(({ row }) => /nothing to post/.test(row.verdict)))
    blame('markedNotPosted', `${number} is marked and not in Xero (${words(lines)})`);
  if (notes.agreed.has(id) && invoice.markedAt === null && !lines.some(({ row }) => row.reason !== null))
    blame('unrest', `the mark of ${number} was agreed and is not made (${words(lines)})`);
  else if (invoice.markedAt === null && lines.some(({ row }) => /, marked$/.test(row.verdict)))
    blame('unrest', `${number} is shown as marked, and is not`);
}

function wouldBeSent({ verdict }: InvoiceRow): boolean {
  return /^ready/.test(verdict) || verdict === 'refused' || verdict === 'nothing to post';
}

/** A person reads that it is in Xero, as sent by upSync; or what stands there in its way. */
function isToldInXero({ row }: { row: InvoiceRow }): boolean {
  if (/^in Xero, not by us/.test(row.verdict)) return false;
  return /^in Xero|difference/.test(row.verdict) || (row.verdict === 'refused' && /in Xero/.test(row.reason ?? ''));
}

/** A person reads why it is not in Xero, or is offered it again. */
function isExplained({ card, row }: { card: Shown; row: InvoiceRow }): boolean {
  if (/^in (progress|doubt)|^in Xero/.test(row.verdict)) return false;
  if (/^ready/.test(row.verdict)) return card.next.kind === 'try-again' || card.next.kind === 'confirm';
  return row.reason !== null || /nothing to post|needs/.test(row.verdict);
}

function words(lines: { card: Shown; row: InvoiceRow }[]): string {
  return lines
    .map(({ card, row }) => `${row.verdict}${row.reason ? `: ${row.reason}` : ''}; next ${card.next.kind}`)
    .join(' | ');
}

/** One approval of one card is accepted once, whoever presses how often. */
function judgeClicks({ notes }: Ending, blame: Blame): void {
  const accepted = new Map<string, number>();
  for (const { what, runId, fingerprint, outcome } of notes.presses) {
    if (outcome !== 'accepted' || what !== 'approve') continue;
    const key = `${what} ${runId} ${fingerprint}`;
    accepted.set(key, (accepted.get(key) ?? 0) + 1);
  }
  for (const [key, times] of accepted)
    if (times > 1) blame('doubledClicks', `${key} was accepted ${times} times`, times - 1);
}

function cents(amount: string): number {
  return Math.round(Number(amount) * 100);
}
