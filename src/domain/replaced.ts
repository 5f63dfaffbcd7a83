import { changeSince } from './changed.ts';
import { isEqual } from './money.ts';
import { proposedNumber } from './numbers.ts';
import type { PlannedInvoice } from './plan.ts';
import { IN_XERO } from './posting.ts';
import type { Invoice } from './types.ts';

/** A document of ours in Xero whose Invoice was voided in Autotask: a person may have it taken out of Xero. */
export function isToVoid({ invoice, posting }: PlannedInvoice): boolean {
  return invoice.isVoided && posting?.draft != null && posting.document !== null && IN_XERO.includes(posting.state);
}

/**
 * Invoices that stand for one that was voided and invoiced again: of the same company, later, with its number, with
 * billing items of it, or with its very amounts for its very period. Each with the voided one.
 */
export function replacements(planned: readonly PlannedInvoice[]): { now: PlannedInvoice; before: PlannedInvoice }[] {
  const voided = planned.filter(({ invoice }) => invoice.isVoided);
  return planned.flatMap((now) => {
    if (now.invoice.isVoided || now.verdict.kind === 'in-xero') return [];
    const before = voided.filter((old) => isReplaced(old.invoice, now.invoice)).at(-1);
    return before === undefined ? [] : [{ now, before }];
  });
}

function isReplaced(old: Invoice, now: Invoice): boolean {
  if (old.companyId !== now.companyId || old.id >= now.id) return false;
  const number = proposedNumber(old);
  if (!number.isId && number.number.toLowerCase() === proposedNumber(now).number.toLowerCase()) return true;
  const items = new Set(old.lines.map(({ id }) => id));
  if (now.lines.some(({ id }) => items.has(id))) return true;
  const samePeriod = old.from !== null && old.from === now.from && old.to === now.to;
  return samePeriod && isEqual(old.net, now.net) && isEqual(old.tax, now.tax);
}

/** What became of the voided one, and what it means for the new one. */
export function replacementSentence(before: PlannedInvoice): string {
  const name = `invoice ${before.invoice.id} (${proposedNumber(before.invoice).number})`;
  if (isToVoid(before))
    return `It replaces ${name}, which was voided in Autotask and is still in Xero: void that one in Xero, too.`;
  if (before.posting?.state === 'voided') return `It replaces ${name}, which was voided and taken out of Xero.`;
  return `It replaces ${name}, which was voided in Autotask.`;
}

/** Edited in Autotask since it was posted: Xero holds what was posted, and a mark would cover it all the same. */
export function isChanged({ invoice, posting }: PlannedInvoice): boolean {
  return posting?.draft ? !invoice.isVoided && changeSince(posting.draft, invoice) !== null : false;
}
