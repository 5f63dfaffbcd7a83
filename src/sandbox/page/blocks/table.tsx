import type { Json } from '../../slack/client-api.ts';
import { Words } from '../text/text.tsx';
import { RichText } from './rich-text.tsx';
import { obj, str } from './values.ts';

/** The first row is the header. https://docs.slack.dev/reference/block-kit/blocks/table-block */
export function TableBlock({ block }: { block: Json }) {
  const [head, ...body] = Array.isArray(block.rows) ? (block.rows as Json[][]) : [];
  const columns = Array.isArray(block.column_settings) ? (block.column_settings as (Json | null)[]) : [];
  const cellProps = (index: number) => ({
    'data-align': str(columns[index]?.align) || 'left',
    'data-wrap': columns[index]?.is_wrapped === true ? 'yes' : undefined,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and must do so by keyboard
    <div className="table-frame" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {(head ?? []).map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
              <th key={index} scope="col" {...cellProps(index)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
            <tr key={at}>
              {row.map((cell, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place
                <td key={index} {...cellProps(index)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { cell: Json }) {
  if (cell.type === 'rich_text') return <RichText block={cell} />;
  if (cell.type === 'raw_number') return <span className="number">{str(cell.text) || String(cell.value ?? '')}</span>;
  return <Words text={str(obj(cell)?.text)} />;
}
