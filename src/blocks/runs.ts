import type { KnownBlock } from '@slack/types';
import type { RunsView } from '../domain/views.ts';
import { SHOWN } from './limits.ts';
import { by, context, few, header, link, say, section, when } from './parts.ts';
import { undoButton } from './undo.ts';

export function runsBlocks(view: RunsView): KnownBlock[] {
  return [header('Last runs'), ...runRows(view)];
}

/** Without header; App Home shows them, too. */
export function runRows(view: RunsView): KnownBlock[] {
  if (view.runs.length === 0) return [section('There was no run yet. `/upsync search last-month` starts one.')];
  const { shown, rest } = few(view.runs, SHOWN.runs);
  const rows = shown.map((run, nth) => {
    const open = run.cardUrl ? ` · ${link('Open the card', run.cardUrl)}` : '';
    const head = `*${say(run.title, 200)}* · ${say(run.state, 60)}${open}`;
    const accessory = run.canUndo ? { accessory: undoButton(run.runId, nth) } : {};
    return section(
      `${head}\n${say(run.summary, 300)}\n${by(run.requestedBy)} · ${when(run.createdAt)} · run ${say(run.runId, 40)}`,
      accessory,
    );
  });
  return rest > 0 ? [...rows, context(`and ${rest} more`)] : rows;
}
