import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildDraft, type DraftAnswer } from '../../src/domain/draft.ts';
import { CHOICES } from '../../src/domain/settings.ts';
import type { Draft, Invoice, OrganisationSettings } from '../../src/domain/types.ts';
import { magnitude, wholeCents } from './exact.ts';
import { books, invoice, maps, reference } from './generated.ts';
import { histogram, PATIENCE, runs } from './histogram.ts';
import { aCompany } from './make.ts';
import { outcomeOf } from './money-judge.ts';
import { inCents, ownTaxOf, sumAsXero } from './xero-model.ts';

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

function draftOf(billed: Invoice, chosen: Partial<OrganisationSettings>, joined = false): DraftAnswer {
  const who = { company: aCompany(), contactId: 'contact-1', organisationId: 'org-1', generation: 1 };
  return buildDraft({ invoice: billed, ...who, books, reference, maps, settings: chosen, joined });
}

describe('whatever an admin chooses', () => {
  test(
    'the totals of a document are the same, and each billing item is on one line',
    () => {
      const met = histogram();
      fc.assert(
        fc.property(invoice, settings, fc.boolean(), (billed, chosen, joined) => {
          const plain = draftOf(billed, {});
          const answer = draftOf(billed, chosen, joined);
          if (!plain.ok) return met.meet([expectStillRefused(billed, plain, answer, chosen)]);
          // Only dropped lines can be in the way: one of 0.00 that takes no tax cannot.
          if (!answer.ok) throw new Error(`refused by a setting: ${JSON.stringify(answer.verdict)}`);
          expectSame(answer.draft, plain.draft, billed, chosen);
          return met.meet(casesOf(answer.draft, plain.draft, billed));
        }),
        runs(),
      );
      met.expectAtLeast({ sent: 300, 'lines joined': 40, 'lines dropped': 15, 'zero, sent': 5 });
    },
    PATIENCE,
  );

  test(
    'as few lines as possible is one per account and tax rate, where the tax allows it',
    () => {
      const met = histogram();
      fc.assert(
        fc.property(invoice, (billed) => {
          const answer = draftOf(billed, { lineDetail: 'fewest' });
          if (!answer.ok) return;
          const { lines, notes, totalTax } = answer.draft;
          const keys = lines.map(({ accountCode, taxType }) => `${accountCode} ${taxType}`);
          const isJoined = new Set(keys).size === keys.length;
          met.meet([isJoined ? 'fewest' : 'kept apart']);
          expect(notes.join().includes('not joined as far as asked')).toBe(!isJoined);
          const apart = magnitude(inCents(totalTax) - ownTaxOf(answer.draft, books.taxRates));
          expect(BigInt(lines.filter(({ taxAmount }) => taxAmount !== null).length)).toBe(apart);
        }),
        runs(0.5),
      );
      met.expectAtLeast({ fewest: 100, 'kept apart': 2 });
    },
    PATIENCE,
  );
});

/**
 * What cannot be sent cannot be sent; but a total of zero is a document where an admin wishes so, and lines of 0.00 that
 * cannot carry their tax one by one may carry it joined.
 */
function expectStillRefused(
  billed: Invoice,
  plain: DraftAnswer,
  answer: DraftAnswer,
  chosen: Partial<OrganisationSettings>,
): string {
  const isZero =
    outcomeOf(plain) === 'nothing-to-post' && wholeCents(billed.net) === 0n && chosen.zeroTotals === 'post';
  if (answer.ok && outcomeOf(plain) === 'tax-does-not-fit') {
    const { draft } = answer;
    const sign = draft.kind === 'credit-note' ? -1n : 1n;
    const { subTotal, totalTax } = sumAsXero(draft, books.taxRates);
    expect([subTotal * sign, totalTax * sign]).toEqual([wholeCents(billed.net), wholeCents(billed.tax)]);
    expect(draft.lines.length).toBeLessThan(billed.lines.length);
    expect(plain).toMatchObject({ verdict: { joinHelps: true } });
    return 'fits once joined';
  }
  if (!answer.ok || !isZero) {
    const allowed = isZero ? ['tax-does-not-fit'] : [outcomeOf(plain)];
    expect(allowed).toContain(outcomeOf(answer));
    return outcomeOf(answer);
  }
  expect(answer.draft).toMatchObject({ status: 'AUTHORISED', kind: 'invoice', total: '0.00' });
  expect(sumAsXero(answer.draft, books.taxRates)).toEqual({ subTotal: 0n, totalTax: 0n, total: 0n });
  return 'zero, sent';
}

function expectSame(draft: Draft, plain: Draft, billed: Invoice, chosen: Partial<OrganisationSettings>): void {
  const { subTotal, totalTax, total } = plain;
  expect([draft.kind, draft.subTotal, draft.totalTax, draft.total]).toEqual([plain.kind, subTotal, totalTax, total]);
  const sums = sumAsXero(draft, books.taxRates);
  expect(sums).toEqual({ subTotal: inCents(subTotal), totalTax: inCents(totalTax), total: inCents(total) });
  const sign = draft.kind === 'credit-note' ? -1n : 1n;
  expect(sums.subTotal * sign).toBe(wholeCents(billed.net));
  expect(sums.totalTax * sign).toBe(wholeCents(billed.tax));
  const ids = draft.lines.flatMap(({ lineIds }) => lineIds);
  expect(new Set(ids).size).toBe(ids.length);
  const dropped = billed.lines.filter(({ id }) => !ids.includes(id));
  if (chosen.zeroLines !== 'drop') expect(dropped).toEqual([]);
  for (const line of dropped) expect([wholeCents(line.amount), wholeCents(line.tax)]).toEqual([0n, 0n]);
  expect(draft.lines.length).toBeGreaterThan(0);
}

function casesOf(draft: Draft, plain: Draft, billed: Invoice): string[] {
  const sent = draft.lines.flatMap(({ lineIds }) => lineIds).length;
  return [
    'sent',
    ...(draft.lines.length < sent ? ['lines joined'] : []),
    ...(sent < billed.lines.length ? ['lines dropped'] : []),
    ...(draft.lines.some(({ taxAmount }) => taxAmount) !== plain.lines.some(({ taxAmount }) => taxAmount)
      ? ['another way to the same tax']
      : []),
  ];
}
