import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildDraft } from '../../src/domain/draft.ts';
import type { Draft } from '../../src/domain/types.ts';
import { exactSum, invoice, maps, turn, wholeCents } from './generated.ts';
import { aCompany, anInvoice, BOOKS, REFERENCE, scale } from './make.ts';
import { inCents, sumAsXero } from './xero-model.ts';

test('any invoice is equal in Xero to the cent, or is refused for a true reason', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(invoice, ({ lines, isCredit }) => {
      const turned = isCredit ? lines.map(turn) : lines;
      const billed = anInvoice({
        lines: turned,
        net: exactSum(turned.map((l) => l.amount)),
        tax: exactSum(turned.map((l) => l.tax)),
      });
      const answer = buildDraft({
        invoice: billed,
        company: aCompany(),
        contactId: 'contact-1',
        organisationId: 'org-1',
        generation: 1,
        books: BOOKS,
        reference: REFERENCE,
        maps,
        settings: { status: 'AUTHORISED' },
      });
      const net = wholeCents(billed.net);
      const tax = wholeCents(billed.tax);
      const outcome = answer.ok
        ? answer.draft.kind
        : answer.verdict.kind === 'refused'
          ? answer.verdict.code
          : answer.verdict.kind;
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      if (answer.ok) return expectEqual(answer.draft, net, tax);
      if (outcome === 'nothing-to-post') return expect(net + tax).toBe(0n);
      if (outcome === 'signs-differ') return expect(net * tax < 0n).toBe(true);
      expect(outcome).toBe('tax-does-not-fit');
      // With tax on every line a cent a line always bridges it; only lines of 0.00 or rate 0 can be in the way.
      return expect(turned.filter((l) => isBelowCent(l.amount) || l.taxCategory === 'c0').length).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
  expect(seen.get('invoice') ?? 0).toBeGreaterThan(500);
  expect(seen.get('credit-note') ?? 0).toBeGreaterThan(50);
});

function expectEqual(draft: Draft, net: bigint, tax: bigint): void {
  const turned = draft.kind === 'credit-note' ? -1n : 1n;
  expect(sumAsXero(draft)).toEqual({ subTotal: net * turned, totalTax: tax * turned, total: (net + tax) * turned });
  expect(inCents(draft.total)).toBe((net + tax) * turned);
  // As few lines as needed: each TaxAmount goes the same way, a cent each.
  const own = sumAsXero({ ...draft, lines: draft.lines.map((l) => ({ ...l, taxAmount: null })) }).totalTax;
  const apart = tax * turned - own;
  const sent = draft.lines.filter((l) => l.taxAmount !== null).length;
  expect(BigInt(sent)).toBe(apart < 0n ? -apart : apart);
}

function isBelowCent(amount: string): boolean {
  return scale(amount) < 100_000n && scale(amount) > -100_000n;
}
