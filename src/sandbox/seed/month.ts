import type { Bill, BillLine } from './bill.ts';
import { category, code, division } from './tenant.ts';

/** Kinds of lines, by the tenant's picklist. */
const type = { labour: 1, charge: 4, contract: 10, other: 15 } as const;
const vat = { taxCategory: category.standard, taxRate: '0.20' };

const support = (quantity: string, rate: string, more: Partial<BillLine> = {}): BillLine => ({
  name: 'Managed support per user',
  description: 'Service desk, monitoring and patching',
  type: type.contract,
  code: code.support,
  division: division.support,
  quantity,
  rate,
  ...vat,
  ...more,
});
const office = (quantity: string, rate: string, more: Partial<BillLine> = {}): BillLine =>
  support(quantity, rate, {
    name: 'Microsoft 365 Business Premium',
    description: '',
    code: code.microsoft365,
    division: division.cloud,
    ...more,
  });
const labour = (hours: string, rate: string, more: Partial<BillLine> = {}): BillLine =>
  support(hours, rate, {
    name: 'Engineer on site',
    description: 'Fault finding and repair',
    type: type.labour,
    code: code.labour,
    division: division.projects,
    ...more,
  });
const hardware = (name: string, quantity: string, rate: string, more: Partial<BillLine> = {}): BillLine =>
  support(quantity, rate, {
    name,
    description: '',
    type: type.charge,
    code: code.hardware,
    division: division.hardware,
    ...more,
  });
const exempt = { taxCategory: category.exempt, taxRate: '0' };
const zeroRated = { taxCategory: category.zeroRated, taxRate: '0' };
const reduced = { taxCategory: category.reduced, taxRate: '0.05' };
const reverseCharge = { taxCategory: category.standard, taxRate: '0' };
const telephony = { code: code.telephony, division: division.telephony, name: 'Hosted telephony' };

const longText = `${'Replaced the access points on the second floor, moved the switches into the new cabinet, labelled every cable and tested each room with the tenants. '.repeat(11)}Signed off by F. Hopp.`;

/** Ids the rest of the seed and the tests point to. */
export const told = {
  mixedDivisions: 5203,
  cents: 5202,
  zero: 5214,
  negative: 5215,
  negativeLine: 5216,
  voided: 5217,
  marked: [5218, 5219],
  emptyNumber: 5220,
  numberTaken: 5221,
  adoptable: 5222,
  hiddenLines: 5223,
  longTexts: 5224,
  invisible: 5225,
  noNumber: 5227,
} as const;

/** Last month's invoices: each shows something that month-ends are made of. `day` names a day of that month. */
export function lastMonth(day: (number: number) => string): Bill[] {
  const bill = (id: number, companyID: number, on: number, lines: BillLine[], more: Partial<Bill> = {}): Bill => ({
    id,
    companyID,
    date: day(on),
    lines,
    ...more,
  });
  const german = { region: 'EU reverse charge' };
  return [
    bill(5201, 201, 3, [support('25', '18.50'), office('25', '9.40')], { orderNumber: 'PO-88120' }),
    // Taxed line by line this would come out a cent higher than taxed as a whole.
    bill(told.cents, 202, 3, [support('1', '10.1250'), office('1', '10.1250'), labour('0.1350', '75')]),
    bill(told.mixedDivisions, 203, 4, [
      labour('12.5', '85', { description: 'Studio move: cabling & Wi-Fi <ground floor>' }),
      hardware('27" display', '2', '349.9900'),
      support('6', '18.50'),
    ]),
    bill(5204, 204, 4, [support('9', '18.50'), office('9', '9.40')]),
    bill(5205, 205, 5, [
      support('14', '17.2500'),
      hardware('Driver handbook, printed', '20', '4.7500', { code: code.manuals, ...zeroRated }),
    ]),
    bill(5206, 206, 5, [
      support('40', '6.4000'),
      hardware('Tablet insurance', '60', '1.1900', { code: code.insurance, ...exempt }),
    ]),
    bill(5207, 207, 6, [support('18', '21'), office('18', '17.6000')], { paymentTerm: 2 }),
    bill(5208, 208, 6, [support('7', '18.50'), labour('1.7500', '85')]),
    bill(5209, 209, 7, [
      support('11', '18.50'),
      hardware('Smart meter for the press room', '1', '420', { code: code.energy, ...reduced }),
    ]),
    bill(5210, 210, 7, [
      support('30', '16.9000'),
      support('12', '16.9000', { companyID: 211, description: 'North Street' }),
      office('42', '9.40', { companyID: 211 }),
    ]),
    bill(5211, 212, 10, [support('22', '23.1500', reverseCharge), office('22', '12.8000', reverseCharge)], german),
    bill(5212, 213, 10, [support('55', '15.7500'), office('80', '4.1340'), office('12', '17.6000')]),
    bill(5213, 214, 11, [
      support('5', '18.50'),
      labour('3.1750', '85', { covered: true, description: 'Covered by the contract' }),
      labour('0.5000', '85', { covered: true, description: 'Covered by the contract' }),
    ]),
    bill(told.zero, 214, 11, [labour('2.2500', '85', { covered: true, description: 'Covered by the contract' })]),
    bill(told.negative, 202, 12, [support('3', '-18.50', { description: 'Three users left in the month before' })]),
    bill(told.negativeLine, 217, 12, [
      support('16', '18.50'),
      support('1', '-29.60', { name: 'Loyalty discount', description: '', type: type.other, code: code.discount }),
    ]),
    bill(told.voided, 201, 13, [hardware('Docking station', '3', '164.2500')], { voided: true }),
    bill(told.marked[0], 214, 13, [hardware('Barcode scanner', '1', '119')], { markedAfterDays: 1 }),
    bill(told.marked[1], 217, 13, [labour('2', '85')], { markedAfterDays: 1 }),
    bill(told.emptyNumber, 215, 14, [support('13', '18.50'), office('13', '9.40')], { number: '' }),
    bill(told.numberTaken, 217, 14, [office('16', '9.40')], { number: 'HL-4870' }),
    bill(told.adoptable, 214, 17, [support('5', '18.50'), hardware('Receipt printer', '1', '231')]),
    bill(told.hiddenLines, 216, 17, [support('8', '12.5000'), support('8', '6.7500', telephony)]),
    bill(told.longTexts, 217, 18, [labour('6', '85', { description: longText })], { orderNumber: 'QB/2291-äöü' }),
    bill(told.invisible, 201, 18, [support('25', '6.7500', telephony)]),
    bill(5226, 212, 19, [labour('4', '96.5000', reverseCharge)], { ...german, paymentTerm: 3 }),
    bill(told.noNumber, 209, 20, [office('11', '9.4012345')], { number: null }),
    bill(5228, 207, 21, [
      labour('2.5', '85', { division: division.projectSupport }),
      hardware('Router', '1', '312.40'),
    ]),
    bill(5229, 210, 24, [
      office('3', '4.1340'),
      support('3', '4.1340', { division: division.security, code: code.security }),
    ]),
  ];
}

/** The month that is running. `day` names a day of it, never one that is still to come. */
export function thisMonth(day: (number: number) => string): Bill[] {
  return [
    { id: 5241, companyID: 201, date: day(2), lines: [support('26', '18.50'), office('26', '9.40')] },
    { id: 5242, companyID: 202, date: day(2), lines: [support('31', '18.50')] },
    { id: 5243, companyID: 204, date: day(3), lines: [support('9', '18.50'), labour('1', '85')] },
    { id: 5244, companyID: 214, date: day(4), lines: [support('5', '18.50')] },
  ];
}
