import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { buildDraft, type DraftAnswer } from '../../src/domain/draft.ts';
import { judgeResult } from '../../src/domain/result.ts';
import type { Draft, Invoice } from '../../src/domain/types.ts';
import { text } from './exact.ts';
import { books, invoice, maps, reference } from './generated.ts';
import { histogram, PATIENCE, runs } from './histogram.ts';
import { aCompany, documentFor } from './make.ts';
import { judge } from './money-judge.ts';
import { inCents, ownTaxOf, sumAsXero } from './xero-model.ts';

/** Of a thousand. */
const LEAST = {
  invoice: 130,
  'credit-note': 70,
  'lines-do-not-add-up': 65,
  'nothing-to-post': 20,
  'signs-differ': 18,
  'tax-does-not-fit': 10,
  voided: 3,
  'several lines': 190,
  'several rates': 150,
  'negative lines in it': 65,
  'line of 0.00': 80,
  'cents shared out': 160,
  'tie of remainders': 40,
  'tie of amounts': 20,
  'price kept': 180,
  'negative quantity kept': 35,
  'exactly half a cent': 60,
  '1 × amount': 160,
  'Xero’s own tax': 120,
  'tax raised': 45,
  'tax lowered': 30,
  'TaxAmount on every line': 1,
  'more than five cents of tax': 5,
  'lines offered to be joined': 2,
  'Xero ignores TaxAmount': 80,
  'another cent together': 35,
  'more than a hundred million': 10,
  'one cent in all': 2,
};

function draftOf(billed: Invoice, joined = false): DraftAnswer {
  const who = { company: aCompany(), contactId: 'contact-1', organisationId: 'org-1', generation: 1 };
  return buildDraft({ invoice: billed, ...who, books, reference, maps, settings: { status: 'AUTHORISED' }, joined });
}

test(
  'any invoice is in Xero to the cent by every rule, or is refused for a true reason',
  () => {
    const met = histogram();
    fc.assert(
      fc.property(invoice, (billed) => {
        const answer = draftOf(billed);
        const { wrong, cases } = judge(billed, answer);
        expect(wrong).toEqual([]);
        met.meet(cases);
        if (!answer.ok) return;
        if (expectTold(answer.draft)) met.meet(['Xero ignores TaxAmount']);
        if (billed.lines.length % 3 === 2) expectOrderless(billed, answer.draft);
        expectOffer(billed, answer.draft);
      }),
      runs(),
    );
    met.expectAtLeast(LEAST);
  },
  PATIENCE,
);

/** A Xero that keeps what it was sent is what was promised; one that ignores TaxAmount is told as a difference. */
function expectTold(draft: Draft): boolean {
  const { subTotal, totalTax, total } = sumAsXero(draft, books.taxRates);
  const held = (tax: bigint) => ({
    ...documentFor(draft),
    subTotal: inText(subTotal),
    totalTax: inText(tax),
    total: inText(subTotal + tax),
  });
  expect(inText(total)).toBe(draft.total);
  expect(judgeResult(draft, { ok: true, document: held(totalTax), warnings: [] }).kind).toBe('posted');
  const own = ownTaxOf(draft, books.taxRates);
  if (own === totalTax) return false;
  expect(judgeResult(draft, { ok: true, document: held(own), warnings: [] }).kind).toBe('difference');
  return true;
}

/** In whichever order Autotask hands out the lines, each is sent with the same amount and tax. */
function expectOrderless(billed: Invoice, draft: Draft): void {
  const other = draftOf({ ...billed, lines: [...billed.lines].reverse() });
  if (!other.ok) throw new Error('another answer for another order of lines');
  const sent = (lines: Draft['lines']) => lines.map((line) => `${line.lineIds} ${line.lineAmount} ${line.taxAmount}`);
  expect(sent(other.draft.lines).reverse()).toEqual(sent(draft.lines));
}

/** The offer to join lines holds what it says. Where there is none, joining would not send less. */
function expectOffer(billed: Invoice, draft: Draft): void {
  const apart = movedBy(draft);
  if (apart <= 5n && apart >= -5n) return;
  const joined = draftOf(billed, true);
  if (!joined.ok) throw new Error('refused when joined');
  const rest = movedBy(joined.draft);
  if (draft.joinOffer) expect(draft.joinOffer).toEqual({ moved: inText(apart), joined: inText(rest) });
  const isJoined = !joined.draft.notes.join().includes('not joined as far as asked');
  const helps = isJoined && (rest < 0n ? -rest : rest) < (apart < 0n ? -apart : apart);
  expect(!!draft.joinOffer).toBe(helps);
  expect(joined.draft).toMatchObject({ joinOffer: null, total: draft.total, totalTax: draft.totalTax });
}

function movedBy(draft: Draft): bigint {
  return inCents(draft.totalTax) - ownTaxOf(draft, books.taxRates);
}

function inText(cents: bigint): string {
  return text(cents * 10n ** 11n, 2);
}
