import { readConfig } from '../../config.ts';
import { freePort } from '../../demo/free-port.ts';
import type { Player } from '../../demo/people.ts';
import { silentLog } from '../../log.ts';
import { openSandbox, type Sandbox } from '../../sandbox/index.ts';
import { createPerson } from '../../sandbox/slack/person.ts';
import { openUpSync, type RunningUpSync } from '../../slack.ts';
import { SCOPES } from '../sim/stage.ts';
import type { ByCall } from './by-call.ts';
import { freshDataDir } from './database-folder.ts';
import { createLeaps, type Leaps } from './leaps.ts';
import type { Story } from './story.ts';

/** The stand-ins on ports of this machine, and the very upSync that goes live in front of them. */
export interface RealStage {
  sandbox: Sandbox;
  upSync: RunningUpSync;
  leaps: Leaps;
  player(userId: string): Player;
  close(): Promise<void>;
}

/** As the simulator has it. */
const DOCUMENTS_PER_BATCH = 3;
/** Real ones: what hangs, hangs so long. */
const TIMEOUT_MS = 2_500;
const DAY_MS = 86_400_000;

export async function openRealStage(story: Story, troubles: ByCall): Promise<RealStage> {
  const folder = await freshDataDir();
  const leaps = createLeaps();
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const sandbox = await openSandbox({
    ...{ world: story.world, port: 0, redirectUri: `${publicUrl}/xero/callback` },
    ...{ clock: leaps.sandboxClock, faults: troubles.faults, listen: leaps.listen },
    // either way in turn
    ...(story.seed % 100 === 0
      ? { slackMode: 'socket' as const }
      : { slackMode: 'http' as const, slackRequestUrl: `${publicUrl}/slack/events` }),
  });
  leaps.watch(sandbox.recorder);
  // Slack's seconds are no part of the story, and its clock leaps
  Object.assign(sandbox.slack.switches, { ackTimeoutMs: 30_000, triggerLifeMs: DAY_MS, responseUrlLifeMs: DAY_MS });
  const answer = readConfig({
    ...{ ...sandbox.environment, DATA_DIR: folder, PORT: String(port), PUBLIC_URL: publicUrl },
    // without openid: the login's libraries read the machine's own time, and this clock leaps
    XERO_SCOPES: SCOPES,
  });
  if (answer.kind !== 'config') throw new Error(JSON.stringify(answer));
  const upSync = await openUpSync(answer.config, silentLog, undefined, {
    ...{ clock: leaps.clock, queueSeconds: leaps.queueSeconds, nights: false, documentsPerBatch: DOCUMENTS_PER_BATCH },
    ...{ xeroReadTimeoutMs: TIMEOUT_MS, xeroWriteTimeoutMs: TIMEOUT_MS, autotaskTimeoutMs: TIMEOUT_MS },
  });
  const players = new Map<string, Player>();
  return {
    ...{ sandbox, upSync, leaps },
    player(userId) {
      const name = story.world.slack.people.find(({ id }) => id === userId)?.realName ?? '';
      const known = players.get(userId) ?? { ...createPerson({ url: sandbox.slack.url, userId }), name };
      players.set(userId, known);
      return known;
    },
    async close() {
      await upSync.stop();
      await sandbox.close();
      leaps.stop();
    },
  };
}
