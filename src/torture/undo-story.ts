import { setTimeout as pause } from 'node:timers/promises';
import { labelsOf } from '../demo/looking.ts';
import type { Cast } from '../demo/people.ts';
import type { AutotaskRow, XeroRow } from '../sandbox/world-api.ts';

export interface UndoStage {
  cast: Cast;
  channel: string;
  patienceMs: number;
  tell(sentence: string): void;
}

/** A window that does not open by then will not: upSync died, and the person presses again. */
const WINDOW_PATIENCE_MS = 10_000;
const TRY_AGAIN_AFTER_MS = 500;

/** An approver undoes a run, pressing again where upSync died, until the card tells what came of it. */
export async function undoRun({ cast, channel, patienceMs, tell }: UndoStage, runId: string): Promise<void> {
  const { approver } = cast;
  const end = Date.now() + patienceMs;
  for (;;) {
    const card = await approver.latest(channel, (message) => approver.textOf(message).includes(`Run ${runId}`));
    if (card && approver.textOf(card).includes('Undone:')) return;
    if (Date.now() > end) throw new Error(`the undo of ${runId} did not come to an end`);
    if (!card || !labelsOf(card).includes('Undo this run')) {
      await pause(TRY_AGAIN_AFTER_MS);
      continue;
    }
    try {
      tell(`${approver.name} presses Undo this run, and approves.`);
      await approver.click(card, 'Undo this run');
      const isShown = (modal: { blocks: unknown[] }) => JSON.stringify(modal.blocks).includes('Undo it');
      await approver.untilModal(isShown, { timeoutMs: WINDOW_PATIENCE_MS });
      await approver.click('modal', 'Undo it', { confirm: true });
    } catch (error) {
      tell(`That did not come off: ${String(error)}`);
    }
    await pause(TRY_AGAIN_AFTER_MS);
    while (await approver.modal()) if (!(await approver.closeModal()).ok) break;
  }
}

/** What must hold after an undo: every document out of Xero once, its number free, every mark gone. */
export async function undoneInvariants(worldUrl: string, sent: number): Promise<string[]> {
  const autotask = (await (await fetch(`${worldUrl}/world/autotask`)).json()) as AutotaskRow[];
  const xero = (await (await fetch(`${worldUrl}/world/xero`)).json()) as XeroRow[];
  const broken: string[] = [];
  if (xero.length !== sent) broken.push(`Xero holds ${xero.length} documents after the undo, not ${sent}`);
  for (const { number, status } of xero) {
    if (status !== 'DELETED' && status !== 'VOIDED') broken.push(`${number} was undone and is ${status} in Xero`);
    if (!/^T-\d+ VOID 1$/.test(number)) broken.push(`the number of ${number} is not free after the undo`);
  }
  for (const { id, markedAt } of autotask)
    if (markedAt !== null) broken.push(`the mark of invoice ${id} stands after the undo`);
  return broken;
}
