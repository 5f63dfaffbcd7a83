import { abs, add, compare, formatAmount, grossOf, negate, roundCents, sign, subtract, sum } from './money.ts';
import type { Amount, DocumentKind, Invoice, OrganisationSettings, Verdict } from './types.ts';

/** What Xero must hold afterwards; for a credit note with the signs turned. */
export interface Targets {
  kind: DocumentKind;
  subTotal: Amount;
  totalTax: Amount;
  total: Amount;
  /** Nothing is owed; sent only where the organisation wishes so. */
  isZero: boolean;
}

export type AmountsAnswer =
  | { ok: true; targets: Targets }
  | { ok: false; verdict: Extract<Verdict, { kind: 'voided' | 'nothing-to-post' | 'refused' }> };

/** Lines and header may differ by less than this; more means lines are missing or the header is not theirs. */
const TOLERANCE: Amount = '0.005';

/** Everything that can be said of an Invoice's money before anybody asks Xero. */
export function judgeAmounts(
  invoice: Invoice,
  settings: Partial<Pick<OrganisationSettings, 'zeroTotals'>> = {},
): AmountsAnswer {
  if (invoice.isVoided) return { ok: false, verdict: { kind: 'voided', at: invoice.voidedAt } };
  const gap = gapSentence(invoice);
  if (gap !== null) return { ok: false, verdict: { kind: 'refused', code: 'lines-do-not-add-up', reason: gap } };
  const net = roundCents(invoice.net);
  const tax = roundCents(invoice.tax);
  const gross = grossOf(invoice);
  const isZero = documentKindOf(invoice) === null;
  const isPosted = isZero && settings.zeroTotals === 'post' && invoice.lines.length > 0 && sign(net) === 0;
  const kind = isPosted ? 'invoice' : documentKindOf(invoice);
  if (kind === null) return { ok: false, verdict: { kind: 'nothing-to-post', reason: 'Its total is 0.00.' } };
  if (sign(net) * sign(tax) < 0) {
    const reason = `Net ${formatAmount(net)} and tax ${formatAmount(tax)} have opposite signs, so it is neither an invoice nor a credit note for Xero.`;
    return { ok: false, verdict: { kind: 'refused', code: 'signs-differ', reason } };
  }
  if (kind === 'invoice') return { ok: true, targets: { kind, subTotal: net, totalTax: tax, total: gross, isZero } };
  const targets: Targets = {
    kind,
    subTotal: roundCents(negate(net)),
    totalTax: roundCents(negate(tax)),
    total: roundCents(negate(gross)),
    isZero,
  };
  return { ok: true, targets };
}

/** What an Invoice becomes: the sign of round(net) + round(tax) decides. Null where the total is zero. */
export function documentKindOf(invoice: { net: Amount; tax: Amount }): DocumentKind | null {
  const gross = sign(grossOf(invoice));
  if (gross === 0) return null;
  return gross > 0 ? 'invoice' : 'credit-note';
}

/** Said where an Invoice's lines are not all of it; null where they add up. */
export function gapSentence(invoice: Invoice): string | null {
  const net = sum(invoice.lines.map((line) => line.amount));
  const tax = sum(invoice.lines.map((line) => line.tax));
  const netFits = compare(abs(subtract(net, invoice.net)), TOLERANCE) < 0;
  const taxFits = compare(abs(subtract(tax, invoice.tax)), TOLERANCE) < 0;
  if (netFits && taxFits) return null;
  const figures = netFits
    ? `Its lines add up to ${formatAmount(tax)} of tax, its header says ${formatAmount(invoice.tax)}`
    : `Its lines add up to ${formatAmount(net)} net, its header says ${formatAmount(invoice.net)}`;
  return `${figures}: the API user probably cannot see all of its lines.`;
}

/** Said where round(net + tax) is another cent than round(net) + round(tax); null where they agree. */
export function centSentence(invoice: { net: Amount; tax: Amount }): string | null {
  const whole = roundCents(add(invoice.net, invoice.tax));
  const parts = grossOf(invoice);
  if (whole === parts) return null;
  return `Net and tax rounded apart make ${formatAmount(parts)}, rounded together ${formatAmount(whole)}; the books follow ${formatAmount(parts)}.`;
}
