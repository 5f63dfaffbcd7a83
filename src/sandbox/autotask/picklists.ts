import type { Row } from './fields.ts';
import type { Tables } from './tables.ts';

/**
 * Kinds of lines. Only 1 = Labor is known of Autotask's own numbers; the others are this tenant's, so that whoever
 * builds in a number instead of asking the metadata gets the wrong word.
 */
export const billingItemTypes: Record<number, string> = {
  1: 'Labor',
  2: 'Labor Adjustment',
  3: 'Project Charge',
  4: 'Ticket Charge',
  5: 'Contract Charge',
  6: 'Expense',
  7: 'Milestone',
  8: 'Block Purchase',
  9: 'Retainer Purchase',
  10: 'Recurring Service',
  11: 'Recurring Service Adjustment',
  12: 'Recurring Service Bundle',
  13: 'Setup Fee',
  14: 'Subscription',
  15: 'Other',
};

export interface PicklistValue {
  /** Text in the metadata, a number on the entity. */
  value: string;
  label: string;
  isDefaultValue: boolean;
  sortOrder: number;
  parentValue: string | null;
  isActive: boolean;
  isSystem: boolean;
}

export function picklistValues(name: string, tables: Tables): PicklistValue[] {
  const labels =
    name === 'paymentTerm'
      ? Object.fromEntries(tables.of('PaymentTerms').map((term: Row) => [term.id, String(term.name)]))
      : billingItemTypes;
  return Object.entries(labels).map(([value, label], index) => ({
    value,
    label,
    isDefaultValue: false,
    sortOrder: index + 1,
    parentValue: null,
    isActive: true,
    isSystem: name !== 'paymentTerm',
  }));
}
