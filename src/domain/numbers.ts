import { isNumberedByXero } from './settings.ts';
import type { NumberSource } from './types.ts';

type Numbered = { id: number; number: string | null };

/** Autotask's number; where there is none (or "ERROR", left by another connector) the id, as Autotask prints it. */
export function proposedNumber(invoice: Numbered): { number: string; isId: boolean } {
  const number = invoice.number?.trim() ?? '';
  const usable = number !== '' && number.toUpperCase() !== 'ERROR';
  return usable ? { number, isId: false } : { number: String(invoice.id), isId: true };
}

/** The number a document is sent under. Empty: Xero gives it. */
export function documentNumber(
  invoice: Numbered,
  settings: { numberSource: NumberSource },
): { number: string; isId: boolean } {
  if (isNumberedByXero(settings)) return { number: '', isId: false };
  if (settings.numberSource === 'id') return { number: `INV:${invoice.id}`, isId: false };
  return proposedNumber(invoice);
}

/** Numbers under which a document of this Invoice may stand in Xero: the one it is sent under, and Autotask's own. */
export function numbersToLookUp(invoice: Numbered, settings: { numberSource: NumberSource }): string[] {
  const { number } = documentNumber(invoice, settings);
  const own = proposedNumber(invoice);
  return [...new Set([number, own.isId && number !== own.number ? '' : own.number])].filter((each) => each !== '');
}

/** What its Reference ends in where its number does not tell whose it is. */
export function referenceEnding(invoiceId: number): string {
  return `AT-${invoiceId}`;
}
