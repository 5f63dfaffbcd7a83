import { bool, byType, integer, list, number, object, oneOf, type Rule, refuse, string } from './check.ts';
import { id } from './objects.ts';
import { richText } from './rich-text.ts';

/**
 * https://docs.slack.dev/reference/block-kit/blocks/table-block and …/data-table-block. Cells of raw text may not be
 * empty: a blank is the way to leave one out.
 */
const rawText = object({ type: oneOf('raw_text'), text: string(10_000) }, ['type', 'text']);
const rawNumber = object({ type: oneOf('raw_number'), value: number, text: string(10_000) }, ['type', 'value']);
const cell = byType({ raw_text: rawText, raw_number: rawNumber, rich_text: richText });

const columnSetting: Rule = (value, at, check) => {
  if (value === null) return; // skips a column
  object({ align: oneOf('left', 'center', 'right'), is_wrapped: bool }, [])(value, at, check);
};

export const table = object(
  {
    type: oneOf('table'),
    block_id: id,
    rows: list(list(cell, { max: 20 }), { max: 100 }),
    column_settings: list(columnSetting, { max: 20 }),
  },
  ['type', 'rows'],
);

export const dataTable = object(
  {
    type: oneOf('data_table'),
    block_id: id,
    caption: string(255),
    rows: list(list(cell, { max: 20 }), { min: 2, max: 201 }),
    page_size: integer(1, 100),
    row_header_column_index: integer(0, 19),
  },
  ['type', 'rows', 'caption'],
  (value, at, check) => {
    const rows = Array.isArray(value.rows) ? value.rows.filter(Array.isArray) : [];
    const width = rows[0]?.length;
    for (const [index, row] of rows.entries())
      if (row.length !== width)
        refuse(check, `${at}/rows/${index}`, 'must have the same number of columns as the header');
    for (const [index, head] of (rows[0] ?? []).entries())
      if (head?.type === 'rich_text') refuse(check, `${at}/rows/0/${index}/type`, 'unsupported type: rich_text');
  },
);

/** Characters in all cells: 10,000 a message for tables, 20,000 for data tables. */
export function cellCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, entry) => sum + cellCharacters(entry), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, entry]) => sum + (key === 'text' && typeof entry === 'string' ? entry.length : cellCharacters(entry)),
    0,
  );
}
