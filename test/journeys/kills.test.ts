import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CrashPoint } from '../../src/services/deps.ts';
import { postAll, searchFor, toApproval } from '../helpers/card.ts';
import { type MortalStage, openMortalStage } from '../helpers/mortal-stage.ts';
import { bill, smallWorld, tenantOf } from '../helpers/small-world.ts';

const unknown = [3001, 3002];
const world = smallWorld([bill(981), bill(982, { companyId: 3001 }), bill(983, { companyId: 3002 }), bill(984)]);
const tenant = tenantOf(world);
const [books] = world.xero.organisations;
if (books)
  books.contacts = books.contacts.filter(({ ContactNumber }) => !unknown.map(String).includes(`${ContactNumber}`));

let stage: MortalStage;
beforeAll(async () => {
  stage = await openMortalStage(world);
  await stage.start();
  await postAll(stage, 'id:981');
});
afterAll(() => stage?.close());

async function dieAndRestart(): Promise<void> {
  await stage.dead();
  expect(stage.exitCode()).toBeNull(); // killed, not ended
  await stage.start();
}

/** Windows that a process left open when it died. */
async function closeAll(): Promise<void> {
  const { approver } = stage.cast;
  while (await approver.modal()) await approver.closeModal();
}

function documents(number: string) {
  return stage.sandbox.xero.rows().filter((row) => row.number === number);
}

test.each<[CrashPoint, number, number]>([
  ['contact.created', 982, 3001],
  ['contact.linked', 983, 3002],
])('kill -9 at %s: one contact, linked, and the invoice goes once', async (dieAt, invoiceId, companyId) => {
  const { approver } = stage.cast;
  await closeAll();
  const card = await searchFor(stage, `id:${invoiceId}`);
  await stage.order({ dieAt, nth: 1 });
  await card.press(approver, 'Answer 1 question');
  const view = await approver.untilModal((modal) => modal.submit !== undefined);
  const block = view.blocks.find(({ block_id }) => String(block_id).includes(':choice'));
  await approver.fill(String(block?.block_id), 'Create it');
  const submitted = approver.submit();
  await dieAndRestart();
  await submitted;
  await closeAll();

  // what was decided stands, or is asked once more: then the contact that is there already is taken
  if (dieAt === 'contact.linked') await card.button('Approve');
  else await toApproval(stage, card);
  await card.press(stage.cast.approver, 'Approve');
  await card.until('1 of 1 are in Xero');
  const made = stage.sandbox.xero.organisation(tenant).contacts.filter(({ Name }) => Name === `Company ${companyId}`);
  expect(made.map(({ ContactNumber }) => ContactNumber)).toEqual([String(companyId)]);
  expect(documents(`N-${invoiceId}`).map(({ contactId }) => contactId)).toEqual([made[0]?.ContactID]);
});

test('kill -9 at token.rotated: the connection lives on, and the invoice goes once', async () => {
  const card = await toApproval(stage, await searchFor(stage, 'id:984'));
  stage.sandbox.xero.expireAccessTokens();
  await stage.order({ dieAt: 'token.rotated', nth: 1 });
  await card.press(stage.cast.approver, 'Approve');
  await dieAndRestart();
  await card.until('1 of 1 are in Xero');
  expect(documents('N-984')).toHaveLength(1);
  expect(await card.text()).not.toContain('Connect to Xero');
});

test('nothing was sent that no vendor knows', () => {
  expect(stage.sandbox.recorder.violations).toEqual([]);
});
