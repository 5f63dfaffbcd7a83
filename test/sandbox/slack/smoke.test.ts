import { expect, test } from '@jest/globals';
import { call, openTestSlack } from './world.ts';

test('answers auth.test', async () => {
  const { slack } = await openTestSlack();
  expect(await call(slack.url, 'auth.test')).toMatchObject({ ok: true, team_id: 'T0TEAM' });
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'a'.repeat(3001) } }];
  expect(await call(slack.url, 'chat.postMessage', { channel: 'C0FINANCE', text: 'x', blocks })).toMatchObject({
    ok: false,
    error: 'invalid_blocks',
    errors: ['must be less than 3001 characters [json-pointer:/blocks/0/text/text]'],
  });
  await slack.close();
});
