import { decimal, type FileLine, type InvoiceFile, invoice, line, random, units } from './invoice-files.ts';

/** Text that stands in a file as a bare number: `raw('1e3')` becomes 1e3. See `asText`. */
export const raw = (digits: string) => `\u0001${digits}\u0001`;

/** A file as text, with its raw numbers bare. */
export function asText(file: unknown): string {
  return JSON.stringify(file, null, 1).replace(/"\\u0001([^"]*?)\\u0001"/g, '$1');
}

/** The file as somebody reads it: raw numbers as their digits. */
export function asRead<T>(file: T): T {
  return JSON.parse(JSON.stringify(file).replace(/\\u0001/g, '')) as T;
}

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

/** Amounts at the edge of what cents can hold. */
export function oddAmounts(): InvoiceFile {
  const many = (count: number, amount: string, rate: string, taxPlaces = 7) =>
    times(count, () => line(amount, rate, { taxPlaces }));
  const ties = (amount: string, tax: string): FileLine[] => [{ totalAmount: amount, taxDollars: tax }];
  return {
    invoices: [
      invoice(1, many(3, '0.3333333', '0.21')),
      invoice(2, many(40, '0.333333', '0.21')),
      invoice(3, many(300, '0.333333', '0.06')),
      invoice(4, [line('10.005', '0.2')]),
      invoice(5, [line('-10.005', '0.2')]),
      invoice(6, [line('10.0049999', '0.21'), line('0.0000001', '0')]),
      invoice(7, [line('1000000000.00', '0.21')]),
      invoice(8, [line('9999999999.9949', '0.0825')]),
      invoice(9, [line('0.0049', '0.21')]),
      invoice(10, [{ ...line('0.004', '0.21'), taxDollars: '0.006' }]),
      invoice(11, [{ totalAmount: '0', taxDollars: '5.00', taxRate: '0.21' }]),
      invoice(12, [line('0.00', '0.21'), line('0.00', '0')]),
      invoice(13, [], { invoiceTotal: '0.00', totalTaxValue: '0.00' }),
      invoice(14, [], { invoiceTotal: '12.00', totalTaxValue: '2.40' }),
      invoice(15, [line('100.00', '0.2'), line('-30.005', '0.2')]),
      invoice(16, [line('30.00', '0.2'), line('-100.0049', '0.2')]),
      invoice(17, [line('100', '0.2'), line('-100', '0.06')]),
      invoice(18, [line('100', '0'), line('-90', '0.2')]),
      invoice(19, [line('42.50', '0.21', { quantity: '0', rate: '99', extendedPrice: '0' })]),
      invoice(20, [line('0', '0.21', { quantity: '3.1750', rate: '100', extendedPrice: '386.6450' })]),
      invoice(21, [line('386.645', '0.21', { quantity: '3.1750', rate: '100', extendedPrice: '386.6450' })]),
      invoice(22, [
        line('5', '0.21', { quantity: '-1', rate: '-5' }),
        line('-5', '0.21', { quantity: '-1', rate: '5' }),
      ]),
      invoice(23, [line('10', '0.21'), line('10', '0.06'), line('10', '0'), line('10', '0.2'), line('10', '0.05')]),
      invoice(
        24,
        times(30, (index) => line(`${index}.4949`, '0.0883750')),
      ),
      invoice(
        25,
        times(30, (index) => line(`${index}.0549`, '0.0825', { taxPlaces: 2 })),
      ),
      invoice(26, [line('10', '0.21')], { invoiceTotal: '10.004' }),
      invoice(27, [line('10', '0.21')], { invoiceTotal: '10.005' }),
      invoice(28, [line('10', '0.21')], { invoiceTotal: '10.01' }),
      invoice(29, [line('10', '0.21')], { totalTaxValue: '2.104' }),
      invoice(30, [line('10', '0.21')], { totalTaxValue: '2.105' }),
      invoice(31, [line('10', '0.21')], { totalTaxValue: '2.0951' }),
      invoice(32, [{ ...line('100', '0.21'), taxDollars: '19.00' }]),
      invoice(33, [{ ...line('100', '0.21'), taxDollars: '21.01' }]),
      invoice(34, [{ ...line('100', '0.21'), taxDollars: '21.02' }]),
      invoice(35, ties('100', '19')),
      invoice(36, ties('100', '33.33')),
      invoice(37, ties('0.01', '0.01')),
      invoice(38, ties('-100', '-8.25')),
      invoice(39, [line('10', '0')], { companyTaxable: 'No' }),
      invoice(40, [line('10', '0.21', { billingCodeTaxable: 'No', taxDollars: '0.00' }), line('10', '0.21')]),
      invoice(
        41,
        times(100, () => line('0.005', '0.21')),
      ),
      invoice(
        42,
        times(100, () => line('-0.005', '0.21')),
      ),
      invoice(43, [line('0.005', '0')]),
      invoice(44, [line('-0.005', '0')]),
      invoice(45, [line('-0.0049', '0')]),
      invoice(46, [line('19.99', '0.1999999')]),
      invoice(47, [line('123456789.1234567', '0.1234567')]),
      invoice(48, [line('10', '1')]),
      invoice(
        50,
        times(50, (index) => line(decimal(units('0.0149') * BigInt(index % 7)), '0.21')),
      ),
    ],
  };
}

/** The same amounts in every way that JSON has. */
export function oddDigits(): InvoiceFile {
  const one = (id: number, amount: unknown, tax: unknown, more: Record<string, unknown> = {}) => ({
    ...invoice(id, []),
    billingItems: [{ totalAmount: amount, taxDollars: tax, ...more }],
    invoiceTotal: amount,
    totalTaxValue: tax,
  });
  return {
    invoices: [
      one(1, raw('1e3'), raw('2.1E+2'), { taxRate: raw('21e-2') }),
      one(2, '1e3', '210', { taxRate: '0.21' }),
      one(3, raw('1E-7'), raw('0')),
      one(4, raw('-0'), raw('-0.0')),
      one(5, raw('10.10'), '2.1210', { quantity: raw('1'), rate: raw('10.1000') }),
      one(6, '+5.00', '+1.05'),
      one(7, '0005.00', '01.05'),
      one(8, raw('123456789012.1234567'), raw('0.0')),
      one(9, raw('5'), raw('1'), { billingCodeID: '17', quantity: raw('1e0'), rate: raw('0.5e1') }),
      one(10, raw('0.30000000000000004'), raw('0.06')),
      { ...one(11, '5', '1'), id: '11', companyID: '3' },
      { ...one(12, '5', '1'), id: raw('2147483647'), companyID: 2_147_483_647 },
      { ...one(13, '5', '1'), id: raw('13.0') },
      one(14, '-1e-3', '0'),
    ],
  };
}

/** Numbers of invoices that others choke on. */
export function oddNumbers(): InvoiceFile {
  const numbers: (string | null)[] = [
    ...[null, '', '   ', 'ERROR', 'error', 'A/1', 'A,1', 'A"1', "A'1", 'A\\1', 'Ä-1', '🧾-1', 'a b  c', '<b>&amp;</b>'],
    ...['%', 'A%2C1', 'A;1', 'A|1', '`1`', '*1*', 'A\t1', 'a==b', '0', '-1', ' X1 ', 'ref AT-5', '"', "''", 'A&B=1?#x'],
    ...['case', 'CASE', 'twice', 'twice', 'zero', 'zero', 'void', 'void', 'marked', 'marked', 'credit', 'credit'],
    ...['gap', 'gap', 'X'.repeat(90), 'Y'.repeat(100), 'Σ', 'ς', 'ǅ', 'İ', 'straße', 'STRASSE', '１２', '𝟙'],
  ];
  return {
    invoices: numbers.map((number, index) => {
      const second = numbers.indexOf(number) !== index;
      const amount = number === 'zero' && second ? '0.00' : number === 'credit' && second ? '-7.00' : `${index + 1}.10`;
      return invoice(7001 + index, [line(amount, '0.21')], {
        companyID: 1 + (index % 4),
        invoiceNumber: number,
        ...(number === 'void' && second && { isVoided: true }),
        ...(number === 'marked' && second && { webServiceDate: '2026-04-01' }),
        ...(number === 'gap' && second && { invoiceTotal: '999' }),
      });
    }),
  };
}

/** Companies, people and texts as they are in old tenants. */
export function oddNames(): InvoiceFile {
  const names: (string | undefined)[] = [
    ...['Twin Ltd', 'Twin Ltd', 'twin ltd', 'A <b>&</b> Co', '  Two  Spaces  ', 'N'.repeat(300), 'Müller & Söhne GmbH'],
    ...[
      '株式会社',
      '🦊🦊🦊',
      '"Quoted"',
      "O'Neil, Sons",
      'a',
      '*bold* _it_ `code`',
      '<!channel> <@U1>',
      'x|y',
      undefined,
    ],
    ...[
      'https://evil.example/?a=1&b=2',
      '\u202Eltr',
      'Name\nwith\nlines',
      '',
      'ＦＵＬＬ',
      'Null',
      'null',
      '-',
      '𝒳'.repeat(200),
    ],
  ];
  const contacts: unknown[] = [
    [{ name: 'Jörg Größe', email: 'jörg@größe.example' }],
    [{ name: 'No Mail' }],
    [{ name: 'Bad', email: 'not an address' }],
    [{ name: 'Bad', email: '@' }],
    [{ name: 'L'.repeat(300), email: `${'l'.repeat(300)}@example.com` }],
    [],
    [{ name: '', email: '' }],
    times(40, (index) => ({ name: `Person ${index}`, email: `p${index}@example.com` })),
    [{ name: '<Boss> & "Co"', email: 'boss@example.com' }],
    [{ name: 'Same', email: 'same@example.com' }],
    [{ name: 'Same', email: 'same@example.com' }],
    null,
    [{ name: 'One' }],
    [{ name: 'A B C D E', email: 'UPPER@EXAMPLE.COM' }],
    [{ name: '🦊', email: 'fox@example.com' }],
  ];
  const divisions = ['A "B"', 'A / B / C', 'x|y', '🦊', '', '/', ' / x', "it's", 'D'.repeat(120), undefined, '<b>&'];
  const texts = ['', '<b>&', 'T'.repeat(5000), 'line\none\r\ntwo\u0000', '🦊'.repeat(1000), undefined, '\u2028'];
  return {
    invoices: names.map((companyName, index) =>
      invoice(
        301 + index,
        times(2, (each) =>
          line(`${index + 1}.37`, '0.21', {
            division: divisions[(index + each) % divisions.length],
            description: texts[(index + each) % texts.length],
            itemName: texts[(index + each + 3) % texts.length],
            type: ['Labor', '', 'Nonsense', undefined][index % 4],
          }),
        ),
        {
          companyID: 900 + index,
          companyName,
          contacts: contacts[index % contacts.length],
          orderNumber: ['', 'PO 1', 'P'.repeat(400), '<PO>&"', undefined, 'AT-5', '🦊'][index % 7],
          extra: { nobody: ['knows'] },
        },
      ),
    ),
  };
}

/** Regions, categories, rates, currencies and days. */
export function oddTaxesAndDays(): InvoiceFile {
  const codes = ['EUR', 'USD', 'GBP', 'JPY', 'KWD', 'XXX', 'ZZZ', 'BTC', 'eur', undefined];
  const days = [
    '1999-12-31',
    '2024-02-29',
    '2026-03-29',
    '2026-10-25',
    '2036-01-01',
    '2026-03-15T23:59:59',
    '2026-03-15',
  ];
  const regions = ['North', 'South', undefined, 'R'.repeat(120), 'a|b', '<&>', '🦊', 'north'];
  return {
    invoices: times(80, (index) => {
      const rates = ['0.21', '0.06', '0', '0.0825', '0.0883750'];
      const taxCategory = ['Goods', 'Services', undefined, 'goods', 'C|D', 'K'.repeat(150)][index % 6];
      return invoice(
        4001 + index,
        times(3, (each) =>
          line(`${index * 3 + each}.1234`, rates[(index + each) % rates.length] ?? '0', {
            taxCategory,
            itemDate: index % 3 ? days[index % days.length] : undefined,
          }),
        ),
        {
          companyID: 60 + (index % codes.length),
          currency: codes[index % codes.length],
          taxRegionName: regions[index % regions.length],
          invoiceDateTime: days[index % days.length],
          dueDate: [undefined, '2026-04-14', '1998-01-01', '2024-02-29', null][index % 5],
          fromDate: index % 2 ? '2026-03-01' : undefined,
          toDate: index % 4 ? '2026-03-31' : null,
        },
      );
    }),
  };
}

/** Lines that do not say their rate, with tax as systems round it. */
export function unsaidRates(seed = 5): InvoiceFile {
  const dice = random(seed);
  const rates = ['0.21', '0.06', '0.0825', '0.08875', '0.13', '0.2', '0.0949'];
  return {
    invoices: times(60, (index) => {
      const places = dice.pick([2, 2, 4, 7]);
      const lines = times(dice.int(1, 12), () => {
        const amount = decimal(BigInt(dice.int(-20_000, 400_000)) * 10n ** BigInt(dice.pick([3, 4, 5])));
        return { ...line(amount, dice.pick(rates), { taxPlaces: places }), taxRate: undefined };
      });
      return invoice(100 + index, lines, { companyID: 1 + (index % 12) });
    }),
  };
}
