import { formatAmount, grossOf, isEqual } from './money.ts';
import { describeDay } from './period.ts';
import type { Draft, Invoice } from './types.ts';

/**
 * A short text that is another one after an edit of the Invoice in Autotask: header, lines, amounts, texts. Not a secret
 * and no proof, only a sign that somebody should look. The number counts only where the document carries it.
 */
export function sourceOf(invoice: Invoice, options: { withNumber: boolean }): string {
  const { date, dueDate, net, tax, taxRegion, orderNumber, lines } = invoice;
  const text = JSON.stringify([
    options.withNumber ? invoice.number : null,
    ...[date, dueDate, net, tax, taxRegion, orderNumber],
    lines.map((line) => [
      ...[line.id, line.date, line.itemName, line.description, line.quantity, line.rate, line.amount, line.tax],
      ...[line.billingCodeId, line.taxCategory],
    ]),
  ]);
  return `1:${hashText(text)}`;
}

/** What an Invoice says now that its posted document does not; null where nobody edited it. */
export function changeSince(draft: Draft, invoice: Invoice): string | null {
  const said: string[] = [];
  const total = draft.kind === 'credit-note' ? `-${draft.total}` : draft.total;
  if (!isEqual(total, grossOf(invoice)))
    said.push(`its total was ${formatAmount(total)} and is ${formatAmount(grossOf(invoice))}`);
  const edited =
    draft.source !== undefined &&
    draft.source !== sourceOf(invoice, { withNumber: draft.number !== '' && !isOwn(draft) });
  if (!edited && said.length === 0) return null;
  if (draft.date !== invoice.date)
    said.push(`its date was ${describeDay(draft.date)} and is ${describeDay(invoice.date)}`);
  return `Changed in Autotask since it was posted${said.length > 0 ? `: ${said.join(', ')}` : ''}. Xero holds what was posted.`;
}

/** The number was made from the id, so that Autotask's may change without a difference. */
export function isOwn(draft: Pick<Draft, 'number' | 'invoiceId'>): boolean {
  return draft.number === `INV:${draft.invoiceId}`;
}

/** FNV-1a from two beginnings (http://www.isthe.com/chongo/tech/comp/fnv/): enough to tell two versions apart. */
function hashText(text: string): string {
  let first = 0x811c9dc5;
  let second = 0x5bd1e995;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ (code + index), 0x01000193);
  }
  return `${(first >>> 0).toString(36)}${(second >>> 0).toString(36)}`;
}
