import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { outcomeOf } from '../../src/demo/outcome.ts';
import { seededWorld } from '../../src/sandbox/seed/index.ts';
import { postAll } from '../helpers/card.ts';
import { openStage, type Stage } from '../helpers/stage.ts';

describe.each(['socket', 'http'] as const)('the month-end, Slack by %s', (slackMode) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ world: seededWorld(new Date()), slackMode });
  });
  afterAll(() => stage?.close());

  test('from the search to the marks, every invoice once and to the cent', async () => {
    const card = await postAll(stage, 'last-month');
    await card.press(stage.cast.approver, 'Yes, mark');
    await card.until('Marking agreed');
    await card.gone(await card.button('Show all').then(() => 'No, leave them'));
    const outcome = outcomeOf((await stage.picture(card.runId)).planned, stage.sandbox);
    const { found, posted, held, refused, nothingToPost } = outcome;
    expect(posted + held + refused.length + nothingToPost.length).toBe(found);
    expect(posted).toBeGreaterThan(15);
    for (const { xero, autotask } of outcome.invoices)
      if (xero) expect(xero.total).toBe(autotask.gross.replace('-', ''));
    expect(stage.wireProblems()).toEqual([]);
  });
});
