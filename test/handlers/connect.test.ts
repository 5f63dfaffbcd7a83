import { expect, test } from '@jest/globals';
import { type NoticeView, notice } from '../../src/domain/views.ts';
import { submitAddress } from '../../src/handlers/connect.ts';
import { scriptedServices } from './scripted.ts';

const person = { id: 'slack:T0TEAM:U0ANN', name: 'ann' };
const pasted = (value: string) => ({
  values: { 'field:callbackUrl': { value: { type: 'plain_text_input', value } } },
});

function submitted(address: string, answer: NoticeView) {
  const services = scriptedServices();
  const paste = async () => answer;
  return submitAddress({ ...services, connect: { ...services.connect, paste } })({ person, state: pasted(address) });
}

test('an address that does not do is answered at its field, so that the window with the link stays', async () => {
  const wrong = notice('warning', 'That is not the address.', { lines: ['Copy all of it.'] });
  expect(await submitted('https://example.com', wrong)).toEqual({
    kind: 'errors',
    errors: { callbackUrl: 'That is not the address. Copy all of it.' },
  });
  expect(await submitted(' ', wrong)).toMatchObject({
    kind: 'errors',
    errors: { callbackUrl: expect.stringMatching(/Paste the whole address/) },
  });
});

test('one that does is answered in the window', async () => {
  const done = notice('done', 'upSync is connected to Demo Ltd.');
  expect(await submitted('https://example.com/xero/callback?code=1', done)).toEqual({ kind: 'show', view: done });
});
