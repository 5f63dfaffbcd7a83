import type { AutotaskRow, WorldCalls, XeroRow } from '../sandbox/world-api.ts';

export interface Expected {
  sendable: number;
  nothingToPost: number;
}

/** What must hold in the two systems whatever died when; sentences on what does not. */
export async function brokenInvariants(worldUrl: string, expected: Expected): Promise<string[]> {
  const autotask = await read<AutotaskRow[]>(`${worldUrl}/world/autotask`);
  const xero = await read<XeroRow[]>(`${worldUrl}/world/xero`);
  const { violations } = await read<WorldCalls>(`${worldUrl}/world/calls`);
  const broken = violations.map((violation) => `a request no honest server takes: ${violation}`);
  for (const invoice of autotask) {
    const documents = xero.filter(
      ({ number, status }) => number === invoice.number && status !== 'DELETED' && status !== 'VOIDED',
    );
    const zero = Number(invoice.net) === 0 && Number(invoice.tax) === 0;
    const wanted = zero ? 0 : 1;
    if (documents.length > wanted) broken.push(`invoice ${invoice.id} is in Xero ${documents.length} times`);
    if (documents.length < wanted) broken.push(`invoice ${invoice.id} was approved and is not in Xero`);
    if (invoice.markedAt === null) broken.push(`the mark of invoice ${invoice.id} was agreed and is not made`);
  }
  if (xero.length !== expected.sendable) broken.push(`Xero holds ${xero.length} documents, not ${expected.sendable}`);
  const contacts = new Map<string, Set<string>>();
  for (const { contact, contactId } of xero) contacts.set(contact, (contacts.get(contact) ?? new Set()).add(contactId));
  for (const [name, ids] of contacts) if (ids.size > 1) broken.push(`there are ${ids.size} contacts called ${name}`);
  return broken;
}

async function read<T>(url: string): Promise<T> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return (await answer.json()) as T;
}
