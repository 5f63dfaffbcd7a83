import { expect, test } from '@jest/globals';
import type { Services } from '../../src/services/api.ts';
import { runCard } from '../blocks/samples.ts';
import { FINANCE, openFront } from './front.ts';
import { scriptedServices } from './scripted.ts';

/** Services that answer until they are held, and then never. */
function holding(): { services: Services; hold(): void; release(): void } {
  let held: Promise<never> | null = null;
  let release: () => void = () => {};
  const through = (value: unknown): unknown => {
    if (typeof value === 'function') return (...given: unknown[]) => held ?? value(...given);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, through(inner)]));
  };
  return {
    services: through(scriptedServices()) as Services,
    hold() {
      held = new Promise((_, reject) => {
        release = () => reject(new Error('the test is over'));
      });
      held.catch(() => {});
    },
    release: () => release(),
  };
}

// Slack waits three seconds. A clock would measure this machine; that nothing is awaited before the answer holds on any.
test.each(['socket', 'http'] as const)('%s: heard before anything is asked of anybody', async (mode) => {
  const { services, hold, release } = holding();
  const { ann, bob, chat, slack, faults, bolt, close } = await openFront(services, mode, 100);
  try {
    // Less than any call of ours waits for Slack, so that what waits for one is seen here.
    slack.switches.ackTimeoutMs = 9_000;
    await chat.post(FINANCE, runCard('small'));
    const card = await ann.untilMessage('finance', 'R7K2QM');
    await ann.command('finance', '/upsync connect');
    await ann.untilModal('Address the browser ended on');
    hold();
    faults.add({ system: 'slack', kind: 'hang', path: '/api/', times: Number.POSITIVE_INFINITY });

    expect(await ann.submit({ 'field:callbackUrl': 'http://localhost:3000/xero/callback?code=1' })).toEqual({
      ok: true,
    });
    // Bob has not been seen before: who he is would have to be asked of Slack.
    expect(await bob.command('finance', '/upsync search last-month')).toEqual({ ok: true });
    expect(await bob.command('finance', '/upsync settings')).toEqual({ ok: true });
    expect(await bob.click(card, 'Show all 3', { confirm: true })).toEqual({ ok: true });
    expect(slack.deliveries).toHaveLength(5);
    expect(slack.deliveries.every(({ acked }) => acked)).toBe(true);
  } finally {
    faults.clear();
    release();
    // what hangs is let go first: nobody shall wait for it
    await bolt.stop();
    await slack.close();
    await close();
  }
});
