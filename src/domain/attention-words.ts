import { proposedNumber } from './numbers.ts';
import type { PlannedInvoice } from './plan.ts';
import type { Attention } from './views.ts';

/** A sentence on some Invoices; none where there are none. */
export function some(
  tone: Attention['tone'],
  invoices: readonly PlannedInvoice[],
  sentence: (count: string, isOne: boolean) => string,
  action: Attention['action'] = null,
): Attention[] {
  if (invoices.length === 0) return [];
  const isOne = invoices.length === 1;
  const count = isOne ? '1 invoice' : `${invoices.length} invoices`;
  return [{ ...about(tone, invoices, sentence(count, isOne)), action }];
}

/** A sentence that stands as it is, with the numbers of the Invoices it speaks of. */
export function about(tone: Attention['tone'], invoices: readonly PlannedInvoice[], sentence: string): Attention {
  const numbers = invoices.map(({ invoice }) => proposedNumber(invoice).number);
  return { tone, sentence, invoices: numbers, action: null };
}
