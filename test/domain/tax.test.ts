import { describe, expect, test } from '@jest/globals';
import { fitTax, ownTax } from '../../src/domain/tax.ts';

function line(id: number, amount: string, rate: string, billed: string) {
  return { id, amount, rate, billed };
}

describe('Xero’s own tax', () => {
  // The example of Xero's rounding guide: 3.76 + 3.84 + 3.84 = 11.44.
  test.each([
    ['25.06', '15', '3.76'],
    ['25.61', '15', '3.84'],
    ['25.63', '15', '3.84'],
    ['10.825', '20', '2.17'],
    ['-38.50', '21', '-8.09'],
    ['0.00', '21', '0.00'],
    ['5.00', '0', '0.00'],
    ['100', '12.5', '12.50'],
  ])('of %s at %s %% is %s', (amount, rate, tax) => {
    expect(ownTax({ amount, rate })).toBe(tax);
  });
});

describe('fitting the tax of a document', () => {
  test('nothing is sent where Xero agrees', () => {
    const lines = [line(1, '25.06', '15', '3.759'), line(2, '25.61', '15', '3.8415'), line(3, '25.63', '15', '3.8445')];
    expect(fitTax(lines, '11.44')).toEqual({ ok: true, taxAmounts: [null, null, null], moved: '0.00' });
  });

  test('one cent more goes to the line whose billed tax lies farthest above', () => {
    const lines = [line(1, '25.06', '15', '3.759'), line(2, '25.61', '15', '3.8415'), line(3, '25.63', '15', '3.8445')];
    expect(fitTax(lines, '11.45')).toEqual({ ok: true, taxAmounts: [null, null, '3.85'], moved: '0.01' });
  });

  test('one cent less to the line whose billed tax lies farthest below', () => {
    const lines = [line(1, '1.45', '21', '0.3045'), line(2, '0.50', '21', '0.105'), line(3, '0.50', '21', '0.105')];
    expect(fitTax(lines, '0.51')).toEqual({ ok: true, taxAmounts: [null, '0.10', null], moved: '-0.01' });
  });

  test('never on a line of 0.00 or of rate 0', () => {
    const lines = [line(1, '0.00', '21', '0.4'), line(2, '90.00', '0', '0.4'), line(3, '1.00', '21', '0.21')];
    expect(fitTax(lines, '0.22')).toEqual({ ok: true, taxAmounts: [null, null, '0.22'], moved: '0.01' });
  });

  test('a cent a line is the most there is', () => {
    const lines = [line(1, '10.00', '20', '2.00'), line(2, '10.00', '20', '2.00'), line(3, '5.00', '0', '0')];
    expect(fitTax(lines, '4.02')).toMatchObject({ ok: true, taxAmounts: ['2.01', '2.01', null] });
    expect(fitTax(lines, '4.03')).toEqual({ ok: false, own: '4.00' });
    expect(fitTax(lines, '0.00')).toEqual({ ok: false, own: '4.00' });
  });

  test('a tax that would turn its sign comes last, whatever was billed; one that becomes 0.00 does not', () => {
    const tiny = [line(1, '0.01', '21', '0.0021'), line(2, '100.00', '21', '21.004')];
    expect(fitTax(tiny, '20.99')).toMatchObject({ ok: true, taxAmounts: [null, '20.99'] });
    const small = [line(1, '0.05', '21', '0.0105'), line(2, '100.00', '21', '21.004')];
    expect(fitTax(small, '21.00')).toMatchObject({ ok: true, taxAmounts: ['0.00', null] });
  });

  test('how far the billed tax lies from Xero’s decides, not how much it is', () => {
    const lines = [line(1, '100.00', '20', '20.00'), line(2, '0.12', '20', '0.024')];
    expect(fitTax(lines, '20.03')).toMatchObject({ ok: true, taxAmounts: [null, '0.03'] });
  });

  test('among equals the larger amount comes first, then the lower id', () => {
    const lines = [line(5, '1.00', '20', '0.2'), line(3, '1.00', '20', '0.2'), line(9, '1.00', '20', '0.2')];
    expect(fitTax(lines, '0.61')).toMatchObject({ taxAmounts: [null, '0.21', null] });
    expect(fitTax([...lines, line(10, '2.00', '20', '0.4')], '1.01')).toMatchObject({
      taxAmounts: [null, null, null, '0.41'],
    });
  });

  test('negative lines take part', () => {
    const lines = [line(1, '100.00', '20', '20'), line(2, '-0.12', '20', '-0.024')];
    expect(fitTax(lines, '19.97')).toMatchObject({ ok: true, taxAmounts: [null, '-0.03'] });
  });
});
