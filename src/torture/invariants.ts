import type { AutotaskRow, WorldCalls, XeroRow } from '../sandbox/world-api.ts';
import { noViolations, type Verdict, type Violations } from './sim/judge.ts';

export interface Expected {
  sendable: number;
  nothingToPost: number;
}

/** Holds the two systems against what must be there whatever died when: everything was approved, every mark agreed. */
export async function brokenInvariants(worldUrl: string, expected: Expected): Promise<Verdict> {
  const autotask = await read<AutotaskRow[]>(`${worldUrl}/world/autotask`);
  const xero = await read<XeroRow[]>(`${worldUrl}/world/xero`);
  const calls = await read<WorldCalls>(`${worldUrl}/world/calls`);
  const violations = noViolations();
  const sentences: string[] = [];
  const blame = (what: keyof Violations, sentence: string, by = 1) => {
    violations[what] += by;
    sentences.push(sentence);
  };
  for (const violation of calls.violations) blame('unrest', `a request no honest server takes: ${violation}`);
  for (const invoice of autotask) judgeInvoice(invoice, xero, blame);
  if (xero.length > expected.sendable)
    blame(
      'duplicates',
      `Xero holds ${xero.length} documents, not ${expected.sendable}`,
      xero.length - expected.sendable,
    );
  const contacts = new Map<string, Set<string>>();
  for (const { contact, contactId } of xero) contacts.set(contact, (contacts.get(contact) ?? new Set()).add(contactId));
  for (const [name, ids] of contacts)
    if (ids.size > 1) blame('duplicates', `there are ${ids.size} contacts called ${name}`);
  return { violations, sentences };
}

function judgeInvoice(
  invoice: AutotaskRow,
  xero: XeroRow[],
  blame: (what: keyof Violations, sentence: string, by?: number) => void,
): void {
  const documents = xero.filter(
    ({ number, status }) => number === invoice.number && status !== 'DELETED' && status !== 'VOIDED',
  );
  const zero = Number(invoice.net) === 0 && Number(invoice.tax) === 0;
  const { id } = invoice;
  if (zero && documents.length > 0) blame('postedWithoutApproval', `invoice ${id} is nothing to post, and in Xero`);
  if (!zero && documents.length > 1) blame('duplicates', `invoice ${id} is in Xero ${documents.length} times`);
  if (!zero && documents.length === 0) {
    blame('lost', `invoice ${id} was approved and is not in Xero`);
    if (invoice.markedAt !== null) blame('markedNotPosted', `invoice ${id} is marked and not in Xero`);
  }
  if (invoice.markedAt === null) blame('unrest', `the mark of invoice ${id} was agreed and is not made`);
  // the month has amounts of one sign a line: cents of net and tax, each rounded half away from zero
  const owed = cents(invoice.net) + cents(invoice.tax);
  for (const { total } of documents)
    if (cents(total) !== owed)
      blame('unexplainedCents', `invoice ${id} is ${total} in Xero`, Math.abs(cents(total) - owed));
}

/** Of an amount without its sign, since Xero holds credit notes as positive. */
function cents(amount: string): number {
  return Math.round(Number((Math.abs(Number(amount)) * 100).toFixed(4)));
}

async function read<T>(url: string): Promise<T> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return (await answer.json()) as T;
}
