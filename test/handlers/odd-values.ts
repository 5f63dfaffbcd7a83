import fc from 'fast-check';

/** What may stand where an id, a number, a page or a text of ours stood. */
const odd = fc.oneof(
  fc.constantFrom(
    'R7K2QM',
    1,
    0,
    -1,
    2.5,
    1e9,
    1e30,
    true,
    false,
    null,
    '',
    ' ',
    '__proto__',
    'all',
    'accounts',
    'due',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ minLength: 65, maxLength: 300 }),
  fc.jsonValue({ maxDepth: 2 }),
);
const keys = [
  ...['run', 'page', 'invoice', 'held', 'organisation', 'connection', 'fingerprint', 'text', 'yes', 'section', 'last'],
  ...['place', 'long', '__proto__', 'constructor'],
];

/** A button's value or a window's metadata, after it was in somebody's hands. */
export const oddValue: fc.Arbitrary<string> = fc.oneof(
  fc.dictionary(fc.constantFrom(...keys), odd, { maxKeys: 6 }).map((value) => JSON.stringify(value)),
  fc.constantFrom('', '{', 'null', '[]', '""', '{}', '0', '{"run":', '{"run":"R7K2QM","page":1,"yes":true}'),
  fc.string({ maxLength: 60 }),
  fc.json({ maxDepth: 2 }),
);

const text = fc.oneof(
  fc.constantFrom('', ' ', '0', '-1', '1e9', '2026-02-31', 'skip', 'other', 'map:', 'create:', 'create:x', 'long:7'),
  fc.string({ unit: 'binary', maxLength: 40 }),
);
const element = fc.oneof(
  fc.record({ value: fc.option(text) }),
  fc.record({ selected_option: fc.option(fc.record({ value: text })) }),
  fc.record({ selected_options: fc.array(fc.record({ value: text }), { maxLength: 3 }) }),
  fc.record({ selected_date: fc.option(text) }),
  fc.constant({}),
);
const fields = [
  ...[
    'callbackUrl',
    'organisation',
    'file',
    'file2',
    'division',
    'preset',
    'invoiceIds',
    'from',
    'to',
    'includeMarked',
  ],
  ...[
    'contact:7:choice',
    'contact:7:other',
    'contact:7:name',
    'contact:7:save',
    'contact:1e9:choice',
    'contact::choice',
  ],
  ...['status', 'defaultAccount', 'tax:a|b', 'tax:', 'account:x', 'other:due', 'status:org', 'allowOwnApproval'],
  ...['descriptionTemplate', 'brandingThemeId', 'numbering', '__proto__'],
];

/** What a window holds when it is sent. */
export const oddState = fc.dictionary(
  fc.oneof(
    fc.constantFrom(...fields).map((field) => `field:${field}`),
    fc.string({ maxLength: 20 }),
  ),
  fc.dictionary(fc.constantFrom('value', 'upsync.contacts.other', 'x'), element, { maxKeys: 2 }),
  { maxKeys: 6 },
);

export const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc
    .array(
      fc.constantFrom(
        ...['search', 'reconcile', 'maps', 'import', 'export', 'json', 'connect', 'settings', 'runs', 'status', 'help'],
        ...[
          'last-month',
          'id:1',
          'id:99999999999999999999',
          'division:"',
          '2026-13-01..',
          'from',
          'to',
          '“”',
          '<!channel>',
        ],
      ),
      { maxLength: 5 },
    )
    .map((words) => words.join(' ')),
);
