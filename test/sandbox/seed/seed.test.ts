import { describe, expect, test } from '@jest/globals';
import { Decimal } from 'decimal.js';
import { seededWorld, told } from '../../../src/sandbox/seed/index.ts';
import { expectSoundWorld } from './sound-world.ts';

const world = seededWorld(new Date('2026-11-22T10:00:00Z'));
const { autotask, xero, slack } = world;
const invoice = (id: number) => {
  const found = autotask.invoices.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no invoice ${id}`);
  return found;
};
const lines = (id: number) => autotask.billingItems.filter((line) => line.invoiceID === id);
const sum = (values: string[]) => values.reduce((total, value) => total.plus(value), new Decimal(0));
const cents = (value: Decimal) => value.toDecimalPlaces(2, Decimal.ROUND_HALF_UP);

describe('the seeded month', () => {
  test.each(['2026-11-22', '2026-01-01', '2024-03-31', '2026-03-30', '2027-12-31'])('is sound on %s', (day) => {
    const made = seededWorld(new Date(`${day}T23:30:00Z`));
    expectSoundWorld(made);
    expect(seededWorld(new Date(`${day}T01:00:00Z`))).toEqual(made);
    const months = made.autotask.invoices.map(({ invoiceDateTime }) => invoiceDateTime.slice(0, 7));
    expect(new Set(months).size).toBe(2);
    for (const { invoiceDateTime } of made.autotask.invoices) expect(invoiceDateTime <= day).toBe(true);
  });

  test('is last month, with a few of this month', () => {
    const inMonth = (month: string) => autotask.invoices.filter((one) => one.invoiceDateTime.startsWith(month)).length;
    expect([inMonth('2026-10'), inMonth('2026-11')]).toEqual([29, 4]);
    expect(world.today).toBeUndefined();
  });

  test('lines add up to their header, except where an invoice was voided', () => {
    for (const { id, invoiceTotal, totalTaxValue, isVoided } of autotask.invoices) {
      if (isVoided) continue;
      expect(sum(lines(id).map((line) => line.totalAmount)).eq(invoiceTotal)).toBe(true);
      expect(sum(lines(id).map((line) => line.taxDollars)).eq(totalTaxValue)).toBe(true);
    }
  });

  test('tells of each kind of invoice', () => {
    expect(Number(invoice(told.zero).invoiceTotal)).toBe(0);
    expect(lines(told.zero).every((line) => Number(line.extendedPrice) > 0)).toBe(true);
    expect(Number(invoice(told.negative).invoiceTotal)).toBeLessThan(0);
    expect(Number(invoice(told.negativeLine).invoiceTotal)).toBeGreaterThan(0);
    expect(lines(told.negativeLine).some((line) => Number(line.totalAmount) < 0)).toBe(true);
    expect(invoice(told.voided).isVoided).toBe(true);
    expect(told.marked.map((id) => invoice(id).webServiceDate)).toEqual(Array(2).fill('2026-10-14T09:14:07.000Z'));
    expect(invoice(told.emptyNumber).invoiceNumber).toBe('');
    expect(invoice(told.noNumber).invoiceNumber).toBeNull();
    expect(lines(told.longTexts)[0]?.description.length).toBeGreaterThan(1_000);
    expect(new Set(lines(told.mixedDivisions).map((line) => line.organizationalLevelAssociationID)).size).toBe(3);
    const hidden = new Set<number | null>(autotask.hiddenAssociations);
    const seen = (id: number) => lines(id).filter((line) => !hidden.has(line.organizationalLevelAssociationID)).length;
    expect([seen(told.hiddenLines), lines(told.hiddenLines).length, seen(told.invisible)]).toEqual([1, 2, 0]);
  });

  test('taxed line by line, one invoice comes out another cent than as a whole', () => {
    const whole = cents(new Decimal(invoice(told.cents).totalTaxValue));
    const byLine = sum(
      lines(told.cents).map((line) => cents(cents(new Decimal(line.totalAmount)).times('0.2')).toFixed()),
    );
    expect(byLine.minus(whole).toFixed(2)).toBe('0.01');
  });

  test('has the documents that others left in Xero', () => {
    const documents = xero.organisations[0]?.invoices ?? [];
    const total = (number: string | null) =>
      sum(
        documents
          .filter((document) => document.Number === number)
          .flatMap((document) =>
            document.LineItems.map((line) => new Decimal(line.Quantity).times(line.UnitAmount).toFixed()),
          ),
      );
    expect(total(invoice(told.adoptable).invoiceNumber).eq(invoice(told.adoptable).invoiceTotal)).toBe(true);
    const taken = invoice(told.numberTaken);
    expect(total(taken.invoiceNumber).isZero()).toBe(false);
    expect(total(taken.invoiceNumber).eq(taken.invoiceTotal)).toBe(false);
  });

  test('has contacts of every kind, two organisations and a practice', () => {
    expect(xero.organisations.map(({ tenantType }) => tenantType)).toEqual([
      'ORGANISATION',
      'ORGANISATION',
      'PRACTICE',
    ]);
    const contacts = xero.organisations[0]?.contacts ?? [];
    const numbered = (number: string) => contacts.filter((contact) => contact.ContactNumber === number);
    expect(numbered('208')).toHaveLength(2);
    expect(numbered('206')[0]?.ContactStatus).toBe('ARCHIVED');
    expect(numbered('207')[0]?.mergedTo).toBe('garnet');
    for (const company of [203, 204, 205, 209, 213, 215, 216]) expect(numbered(String(company))).toEqual([]);
  });

  test('has a searcher, an approver and an admin; the bot is in #billing only', () => {
    expect(slack.people.map(({ role }) => role)).toEqual(['searcher', 'approver', 'admin']);
    expect(slack.channels.map(({ name, botIsMember }) => [name, botIsMember])).toEqual([
      ['billing', true],
      ['general', false],
    ]);
  });
});
