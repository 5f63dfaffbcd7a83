import type { Json } from '../client-api.ts';
import { elementsOf } from '../payloads.ts';
import { type Surface, surfaces } from './blocks.ts';
import { bool, type Check, isObject, list, object, oneOf, refuse, string } from './check.ts';
import { exactlyOneKindOfOptions, optionFields, plain } from './objects.ts';
import { cellCharacters } from './tables.ts';

/** What a whole message, view or list of options is held to, beyond each block by itself. */
export interface Report extends Check {
  /** Where Slack's refusal has a name of its own instead of `invalid_blocks` or `invalid_arguments`. */
  code?: string;
}

export function checkMessage(blocks: unknown): Report {
  const report: Report = { errors: [], unknown: [] };
  checkBlocks('message', blocks, '/blocks', report);
  const rows = objects(blocks);
  limitTables(rows, report);
  const markdown = rows.filter((block) => block.type === 'markdown');
  const written = markdown.reduce((sum, block) => sum + String(block.text).length, 0);
  // the sum over mixed blocks was measured by others, Slack does not document it
  const everything = cellCharacters(rows.filter((block) => !String(block.type).includes('table')));
  if (written > 12_000 || (markdown.length > 0 && everything > 13_200)) {
    refuse(report, '/blocks', 'text of all blocks is too long');
    report.code = 'msg_blocks_too_long';
  }
  return report;
}

/** A modal or an App Home. https://docs.slack.dev/reference/views */
export function checkView(view: unknown): Report {
  const report: Report = { errors: [], unknown: [] };
  if (!isObject(view)) {
    refuse(report, '/view', 'must provide an object');
    return report;
  }
  const surface: Surface = view.type === 'home' ? 'home' : 'modal';
  (surface === 'home' ? home : modal)(view, '/view', report);
  checkBlocks(surface, view.blocks, '/view/blocks', report);
  const blocks = objects(view.blocks);
  const input = blocks.findIndex((block) => block.type === 'input');
  if (surface === 'modal' && input >= 0 && view.submit === undefined)
    refuse(report, `/view/blocks/${input}/input`, 'must define `submit` to use an `input` block in modals');
  limitTables(blocks, report);
  if (Buffer.byteLength(JSON.stringify(view)) > 250_000) report.code = 'view_too_large';
  return report;
}

/** The ack of a block_suggestion. An empty list is how to say that nothing was found. */
export function checkOptions(body: unknown): Report {
  const report: Report = { errors: [], unknown: [] };
  const empty = isObject(body) && Array.isArray(body.options) && body.options.length === 0;
  if (!empty) object(optionFields, [], exactlyOneKindOfOptions)(body, '', report);
  return report;
}

const shared = {
  type: oneOf('modal', 'home'),
  blocks: () => {}, // looked at with the surface in mind
  private_metadata: string(3000, 0),
  callback_id: string(255, 0),
  external_id: string(255, 0),
};

const modal = object(
  {
    ...shared,
    title: plain(24),
    submit: plain(24),
    close: plain(24),
    clear_on_close: bool,
    notify_on_close: bool,
    submit_disabled: bool,
  },
  ['type', 'title', 'blocks'],
);

const home = object(shared, ['type', 'blocks']);

function checkBlocks(surface: Surface, blocks: unknown, at: string, report: Report) {
  if (blocks === undefined) return;
  const { rule, most } = surfaces[surface];
  list(rule, { min: 0, max: most })(blocks, at, report);
  const blockIds = new Set<unknown>();
  let focused = 0;
  for (const [index, block] of objects(blocks).entries()) {
    const { block_id: blockId } = block;
    if (blockId !== undefined && blockIds.has(blockId))
      refuse(report, `${at}/${index}/block_id`, `\`block_id\` "${String(blockId)}" already exists`);
    blockIds.add(blockId);
    checkActionIds(block, `${at}/${index}`, report);
    focused += elementsOf(block).filter((element) => element?.focus_on_load === true).length;
  }
  if (focused > 1) refuse(report, at, 'only one element may have `focus_on_load`');
}

function checkActionIds(block: Json, at: string, report: Report) {
  const seen = new Set<unknown>();
  for (const [index, element] of elementsOf(block).entries()) {
    const actionId = element?.action_id;
    if (actionId !== undefined && seen.has(actionId))
      refuse(report, `${at}/elements/${index}/action_id`, `\`action_id\` "${String(actionId)}" already exists`);
    seen.add(actionId);
  }
}

function limitTables(blocks: Json[], report: Report) {
  const tables = blocks.filter((block) => block.type === 'table' || block.type === 'data_table');
  if (tables.length > 1) {
    refuse(report, '/blocks', 'only_one_table_allowed');
    report.code = 'invalid_attachments';
  }
  const limit = tables[0]?.type === 'data_table' ? 20_000 : 10_000;
  if (cellCharacters(tables.map((table) => table.rows)) > limit)
    refuse(report, `/blocks/${blocks.indexOf(tables[0] as Json)}/rows`, `must be less than ${limit + 1} characters`);
}

function objects(blocks: unknown): Json[] {
  return Array.isArray(blocks) ? blocks.filter(isObject) : [];
}
