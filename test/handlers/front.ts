import type { AddressInfo } from 'node:net';
import { createSlackChat } from '../../src/clients/slack-chat.ts';
import { createSlackPeople } from '../../src/clients/slack-people.ts';
import { createBolt } from '../../src/handlers/bolt.ts';
import { registerHandlers } from '../../src/handlers/index.ts';
import { closeWeb, createWeb } from '../../src/handlers/web.ts';
import type { Log } from '../../src/log.ts';
import { createPerson } from '../../src/sandbox/slack/person.ts';
import type { Services } from '../../src/services/api.ts';
import { systemClock } from '../../src/services/clock.ts';
import { credentials, openTestSlack, people } from '../sandbox/slack/world.ts';

export const TEAM = 'T0TEAM';
export const FINANCE = `slack:${TEAM}:C0FINANCE`;

export interface Logged {
  level: string;
  fields: Record<string, unknown>;
  message: string;
}

/** The whole Slack front before the stand-in: real Bolt, real Web API calls, one server for Slack and the browser. */
export async function openFront(services: Services, mode: 'socket' | 'http', answerWithinMs?: number) {
  const guest = { id: 'U0GUEST', name: 'guest', realName: 'Gus Guest', role: 'searcher' as const, email: 'g@x.test' };
  const { slack, clock, recorder, faults } = await openTestSlack({
    world: {
      team: { id: TEAM, domain: 'team' },
      people: [...people, { ...guest, isRestricted: true }],
      channels: [
        {
          id: 'C0FINANCE',
          name: 'finance',
          isPrivate: false,
          members: ['U0ANN', 'U0BOB', 'U0GUEST'],
          botIsMember: true,
        },
        { id: 'C0RANDOM', name: 'random', isPrivate: false, members: ['U0ANN'], botIsMember: false },
      ],
    },
    userGroups: [{ id: 'S0ADMINS', handle: 'admins', name: 'Admins', users: ['U0CARL'] }],
  });
  const logged: Logged[] = [];
  const log = collect(logged);
  const { botToken: token, appToken, signingSecret } = credentials;
  const apiUrl = `${slack.url}/api/`;
  const bolt = createBolt({ botToken: token, apiUrl, ...(mode === 'socket' ? { appToken } : { signingSecret }) }, log);
  const roles = { approvers: ['U0BOB'], admins: ['S0ADMINS'], searchers: [] };
  const who = createSlackPeople({ token, apiUrl, team: TEAM, log, clock: systemClock, ...roles });
  const web = createWeb({ services, log, publicUrl: 'http://localhost:3000' });
  bolt.mount(web);
  closeWeb(web, log);
  const front = registerHandlers(bolt.app, {
    ...{ services, people: who, log, teamId: TEAM, apiAppId: credentials.appId },
    ...(answerWithinMs === undefined ? {} : { answerWithinMs }),
  });
  const server = web.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (mode === 'http') slack.setDelivery({ mode: 'http', requestUrl: `${url}/slack/events` });
  const identity = await bolt.identify();
  await bolt.start();
  const person = (userId: string) => createPerson({ url: slack.url, userId });
  return {
    ...{ slack, clock, recorder, faults, logged, url, identity, front, bolt, people: who },
    chat: createSlackChat({ token, apiUrl, log, clock: systemClock }),
    ann: person('U0ANN'),
    bob: person('U0BOB'),
    guest: person('U0GUEST'),
    async close() {
      await bolt.stop();
      await front.settled();
      // one that was opened and never used would keep it waiting for ever
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await slack.close();
    },
  };
}

export type Front = Awaited<ReturnType<typeof openFront>>;

function collect(logged: Logged[]): Log {
  const at = (level: string) => (fields: object, message: string) => {
    logged.push({ level, fields: { ...fields }, message });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
