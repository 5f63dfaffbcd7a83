import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildDraft } from '../../src/domain/draft.ts';
import { CHOICES } from '../../src/domain/settings.ts';
import type { Draft, InvoiceLine, OrganisationSettings } from '../../src/domain/types.ts';
import { exactSum, invoice, maps, turn, wholeCents } from './generated.ts';
import { aCompany, anInvoice, BOOKS, REFERENCE } from './make.ts';
import { inCents, sumAsXero } from './xero-model.ts';

const settings: fc.Arbitrary<Partial<OrganisationSettings>> = fc.record({
  status: fc.constantFrom('DRAFT', 'SUBMITTED', 'AUTHORISED'),
  numberSource: fc.constantFrom(...CHOICES.numberSource),
  zeroTotals: fc.constantFrom(...CHOICES.zeroTotals),
  lineDetail: fc.constantFrom(...CHOICES.lineDetail),
  zeroLines: fc.constantFrom(...CHOICES.zeroLines),
  descriptionTemplate: fc.constantFrom(null, '{item} {description}', '{date} · {item}\n{quantity} × {price}'),
  brandingThemeId: fc.constantFrom(null, 'theme-1'),
  markAsSent: fc.boolean(),
});

/** Lines of two billing codes, one of which has an account of its own. */
const coded = fc.tuple(invoice, fc.array(fc.constantFrom(7, 8, null), { minLength: 25, maxLength: 25 }));

function draftOf(lines: InvoiceLine[], chosen: Partial<OrganisationSettings>, joined = false) {
  const net = exactSum(lines.map((line) => line.amount));
  const tax = exactSum(lines.map((line) => line.tax));
  return buildDraft({
    ...{
      invoice: anInvoice({ lines, net, tax }),
      company: aCompany(),
      contactId: 'contact-1',
      organisationId: 'org-1',
    },
    ...{ generation: 1, books: BOOKS, reference: { ...REFERENCE, taxRates: [] }, maps, settings: chosen, joined },
  });
}

describe('whatever an admin chooses', () => {
  test('the totals of a document are the same, and each billing item is on one line', () => {
    const seen = { invoices: 0, joined: 0, zero: 0 };
    fc.assert(
      fc.property(coded, settings, fc.boolean(), ([{ lines, isCredit }, codes], chosen, joined) => {
        const billed = lines.map((line, index) => ({ ...line, billingCodeId: codes[index] ?? null }));
        const turned = isCredit ? billed.map(turn) : billed;
        const plain = draftOf(turned, {});
        const answer = draftOf(turned, chosen, joined);
        if (!plain.ok) {
          // what cannot be sent cannot be sent; a total of zero is a document where an admin wishes so
          if (plain.verdict.kind !== 'nothing-to-post' || chosen.zeroTotals !== 'post') {
            expect(answer.ok && plain.verdict).toBe(false);
            return;
          }
          if (!answer.ok) return;
          seen.zero += 1;
          expect(answer.draft).toMatchObject({ status: 'AUTHORISED', kind: 'invoice', total: '0.00' });
          expect(sumAsXero(answer.draft)).toEqual({ subTotal: 0n, totalTax: 0n, total: 0n });
          return;
        }
        if (!answer.ok) throw new Error(`refused by a setting: ${JSON.stringify(answer.verdict)}`);
        seen.invoices += 1;
        if (answer.draft.lines.length < plain.draft.lines.length) seen.joined += 1;
        expectSame(answer.draft, plain.draft, turned, chosen);
      }),
      { numRuns: 2000 },
    );
    expect(seen.invoices).toBeGreaterThan(1000);
    expect(seen.joined).toBeGreaterThan(300);
  });

  test('as few lines as possible is one per account and tax rate, where the tax allows it', () => {
    let fewest = 0;
    fc.assert(
      fc.property(coded, ([{ lines }, codes]) => {
        const billed = lines.map((line, index) => ({ ...line, billingCodeId: codes[index] ?? null }));
        const answer = draftOf(billed, { lineDetail: 'fewest' });
        if (!answer.ok) return;
        const keys = answer.draft.lines.map(({ accountCode, taxType }) => `${accountCode} ${taxType}`);
        const isJoined = new Set(keys).size === keys.length;
        if (isJoined) fewest += 1;
        // kept apart only with a reason
        else expect(answer.draft.notes.join()).toContain('not joined as far as asked');
      }),
      { numRuns: 1000 },
    );
    expect(fewest).toBeGreaterThan(500);
  });
});

function expectSame(draft: Draft, plain: Draft, lines: InvoiceLine[], chosen: Partial<OrganisationSettings>): void {
  const { subTotal, totalTax, total } = plain;
  expect([draft.kind, draft.subTotal, draft.totalTax, draft.total]).toEqual([plain.kind, subTotal, totalTax, total]);
  const sums = sumAsXero(draft);
  expect(sums).toEqual({ subTotal: inCents(subTotal), totalTax: inCents(totalTax), total: inCents(total) });
  const sign = draft.kind === 'credit-note' ? -1n : 1n;
  expect(sums.subTotal * sign).toBe(wholeCents(exactSum(lines.map((line) => line.amount))));
  const ids = draft.lines.flatMap(({ lineIds }) => lineIds);
  expect(new Set(ids).size).toBe(ids.length);
  const dropped = lines.filter(({ id }) => !ids.includes(id));
  if (chosen.zeroLines !== 'drop') expect(dropped).toEqual([]);
  for (const line of dropped) expect([wholeCents(line.amount), wholeCents(line.tax)]).toEqual([0n, 0n]);
  expect(draft.lines.length).toBeGreaterThan(0);
}
