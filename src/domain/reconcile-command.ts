import { type Misunderstood, parseSearch } from './command.ts';
import type { CalendarDay, Period } from './types.ts';

export type ReconcileAnswer = { ok: true; period: Period; division: string | null } | Misunderstood;

const EXAMPLE = '/upsync reconcile last-month';

/** What was typed after `/upsync reconcile`: a period and a division in the words of a search. */
export function parseReconcile(text: string, today: CalendarDay): ReconcileAnswer {
  if (text.trim() === '')
    return { ok: false, problem: 'Reconciling needs a period.', example: EXAMPLE, meant: 'last-month' };
  const search = parseSearch(text, today);
  if (!search.ok) return { ...search, example: search.example.replace('/upsync search', '/upsync reconcile') };
  const { period, division, invoiceIds } = search.criteria;
  if (period === null || invoiceIds.length > 0)
    return { ok: false, problem: 'Reconciling takes a whole period, not single invoices.', example: EXAMPLE };
  return { ok: true, period, division };
}
