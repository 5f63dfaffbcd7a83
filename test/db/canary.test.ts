import { expect, test } from '@jest/globals';
import { findLeaks, secretsOf, wholeDatabase } from '../helpers/canary.ts';
import { testDb } from '../helpers/database.ts';

const secrets = secretsOf({ SLACK_BOT_TOKEN: 'xoxb-canary-1"+', XERO_CLIENT_ID: 'public', PORT: '3000' }, [
  'refresh-me',
]);

test('what is secret is known by its name; ids and ports are not', () => {
  expect(Object.keys(secrets)).toEqual(['SLACK_BOT_TOKEN', "Xero's token or code 1"]);
});

test('a secret is found plain, in an address, in JSON and in base64, and told by name only', () => {
  const found = (text: string) => findLeaks(secrets, [{ where: 'the log', text }]);
  for (const text of [
    'Bearer xoxb-canary-1"+',
    `?token=${encodeURIComponent('xoxb-canary-1"+')}`,
    JSON.stringify({ token: 'xoxb-canary-1"+' }),
    Buffer.from('xoxb-canary-1"+').toString('base64'),
  ])
    expect(found(`before ${text} after`)).toEqual(['SLACK_BOT_TOKEN stands in the log']);
  expect(found('nothing of it')).toEqual([]);
});

test('every table is searched', async () => {
  const { db, pool, close } = await testDb();
  try {
    const person = { id: 'slack:T1:U1', name: 'refresh-me' };
    const expiresAt = new Date('2030-01-01');
    await db.connections.begin({ state: 's', person, runId: null, window: null, expiresAt });
    expect(findLeaks(secrets, await wholeDatabase(pool))).toEqual([
      'Xero\'s token or code 1 stands in the table public."OauthState"',
    ]);
  } finally {
    await close();
  }
});
