import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { KIWI } from '../../helpers/xero-world.ts';
import { caller, connect, list, openBench, token } from './open.ts';

test('a restart continues: tokens, documents, numbers, idempotency, and no second seeding', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'xero-'));
  const storeFile = path.join(folder, 'xero.jsonl');
  const contact = { Contacts: [{ Name: 'Before' }] };

  const before = await openBench({ storeFile });
  const tokens = await connect(before.xero);
  const first = await caller(before.xero, tokens.access_token)('PUT', 'Contacts', contact, { 'idempotency-key': 'k' });
  const rows = before.xero.rows();
  before.xero.editOrganisation(KIWI, { name: 'Renamed' });
  await before.close();

  const after = await openBench({ storeFile });
  const send = caller(after.xero, tokens.access_token);
  const replay = await send('PUT', 'Contacts', contact, { 'idempotency-key': 'k' });
  expect(replay.text).toBe(first.text);
  const [second] = list(await send('PUT', 'Contacts', { Contacts: [{ Name: 'After' }] }), 'Contacts');
  expect(second?.ContactID).not.toBe(list(first, 'Contacts')[0]?.ContactID);
  expect(after.xero.rows()).toEqual(rows.map((row) => ({ ...row, organisation: 'Renamed' })));
  const refreshed = await token(after.xero, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' });
  expect(refreshed.status).toBe(200);
  await after.close();
  fs.rmSync(folder, { recursive: true });
});
