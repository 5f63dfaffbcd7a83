import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BUTTONS, FORMS } from '../../src/blocks/action-ids.ts';
import { captureHandlers } from '../handlers/capture.ts';
import { oddState, oddValue } from '../handlers/odd-values.ts';
import { type Card, searchFor, toApproval } from '../helpers/card.ts';
import { bills, smallWorld } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';

const world = smallWorld(bills(901, 3));
let stage: Stage;
let card: Card;

beforeAll(async () => {
  stage = await openStage({ world });
  card = await toApproval(stage, await searchFor(stage, 'id:901,902,903'));
});
afterAll(() => stage?.close());

/** All that an odd value could have changed. */
async function everything() {
  const { db } = stage.upSync().app;
  const runs = await db.runs.inState(['searching', 'checking', 'open', 'posting', 'posted', 'marking', 'cancelled']);
  return {
    xero: stage.sandbox.xero.rows(),
    autotask: stage.sandbox.autotask.rows(),
    runs: runs.map(({ id, state, organisationId, approvedBy }) => ({ id, state, organisationId, approvedBy })),
    postings: await db.postings.ofRun(card.runId),
    connections: (await db.connections.list()).map(({ id, state }) => ({ id, state })),
    organisations: (await db.organisations.connected()).map(({ id, settings }) => ({ id, settings })),
  };
}

// These open a run or begin a login with whatever is typed: that is what they are for.
const OPENS = new Set([BUTTONS.searchText.id, BUTTONS.reconcile.id, BUTTONS.connectOpen.id, FORMS.search.id]);
// Whoever may, changes these with any values that hold.
const CHANGES = new Set([FORMS.settings.id]);

test('an approver and admin whose client sends nonsense changes nothing anywhere', async () => {
  const unexpected: object[] = [];
  const log = { debug() {}, info() {}, warn() {}, error: (fields: object) => void unexpected.push(fields) };
  const sender = { team: world.slack.team.id, user: stage.cast.admin.userId };
  const handlers = captureHandlers(stage.upSync().app.services, log, sender);
  const before = await everything();
  const buttons = Object.values(BUTTONS).filter(({ id }) => !OPENS.has(id));
  const forms = Object.values(FORMS).filter(({ id }) => !OPENS.has(id) && !CHANGES.has(id));
  const wrongPrint = JSON.stringify({ run: card.runId, fingerprint: 'f'.repeat(64) });
  await fc.assert(
    fc.asyncProperty(oddValue, oddState, async (value, state) => {
      for (const { id } of buttons) {
        const heard = await handlers.press({ action_id: id, block_id: 'run::next', value });
        expect(heard.messages.length + heard.windows.length).toBeGreaterThan(0);
      }
      for (const { id } of forms) expect((await handlers.submit(id, value, state)).acks).toHaveLength(1);
    }),
    { numRuns: 12 },
  );
  for (const { id } of [BUTTONS.approve, BUTTONS.tryAgain])
    await handlers.press({ action_id: id, block_id: '', value: wrongPrint });
  expect(unexpected).toEqual([]);
  expect(await everything()).toEqual(before);
});
