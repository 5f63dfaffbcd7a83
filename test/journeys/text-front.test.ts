import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openApp, type RunningApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { RunCardView, View } from '../../src/domain/views.ts';
import { createLog } from '../../src/log.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/index.ts';
import { seededWorld } from '../../src/sandbox/seed/index.ts';
import { answerConsent } from '../../src/sandbox/xero/consent.ts';
import { databaseSettings } from '../helpers/database.ts';
import { createTextFront, type TextFront } from '../helpers/text-front.ts';
import { until } from '../helpers/until.ts';

const SAM = { id: 'text:sam', name: 'Sam' };
const ANN = { id: 'text:ann', name: 'Ann' };
const CHANNEL = 'text:billing';

const world = seededWorld(new Date());
let sandbox: Sandbox;
let app: RunningApp;
let front: TextFront;
let dataDir: string;
let database: Awaited<ReturnType<typeof databaseSettings>>;

beforeAll(async () => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'upsync-text-'));
  sandbox = await openSandbox({
    world,
    redirectUri: 'http://localhost:3000/xero/callback',
    slackMode: 'socket',
    port: 0,
  });
  database = await databaseSettings();
  const answer = readConfig({ ...sandbox.environment, ...database.settings, DATA_DIR: dataDir });
  if (answer.kind !== 'config') throw new Error(JSON.stringify(answer));
  front = createTextFront({ [SAM.id]: ['searcher'], [ANN.id]: ['searcher', 'approver', 'admin'] });
  app = await openApp({ config: answer.config, log: createLog('warn'), ...front, channel: CHANNEL });
});

afterAll(async () => {
  await app?.stop();
  await sandbox?.close();
  await database?.drop();
  fs.rmSync(dataDir, { recursive: true, force: true });
});

function card(): RunCardView | undefined {
  const view = front
    .messages(CHANNEL)
    .map((message) => message.view)
    .find(({ kind }) => kind === 'run');
  return view as RunCardView | undefined;
}

function step(kind: RunCardView['next']['kind']): Promise<RunCardView> {
  return until(
    () => `the card waits for ${kind}, not ${JSON.stringify(card())?.slice(0, 1500)}`,
    () => {
      const now = card();
      return now?.next.kind === kind && now;
    },
  );
}

describe('a month-end through a front that knows no Slack', () => {
  test('search, connect, answer, approve, post, mark', async () => {
    const { services } = app;
    await services.search.start({ person: SAM, place: CHANNEL, text: 'last-month' });
    const { runId } = await step('connect');

    const login = await services.connect.begin({ person: ANN, runId, window: null });
    if (login.kind !== 'connect') throw new Error(JSON.stringify(login));
    const callbackUrl = await answerConsent(login.url, {
      tenants: world.xero.organisations.map(({ tenantId }) => tenantId),
    });
    expect((await services.connect.finish({ callbackUrl })).tone).toBe('done');

    const choice = (await step('choose-organisation')).next;
    if (choice.kind !== 'choose-organisation') throw new Error('no choice');
    const organisationId = choice.organisations[0]?.id ?? '';
    await services.contacts.chooseOrganisation({ person: ANN, runId, organisationId });

    await step('questions');
    for (
      let view = await services.contacts.questions({ person: ANN, runId, page: 1 });
      view.kind === 'contact-questions';
    ) {
      const decisions = view.companies.map(({ companyId, name, people, problem, question }) => ({
        companyId,
        decision:
          problem && question.suggestions[0]
            ? { kind: 'map' as const, contactId: question.suggestions[0].contactId, save: true }
            : { kind: 'create' as const, companyContactId: people[0]?.id ?? null, name, save: !problem },
      }));
      view = await services.contacts.answer({ person: ANN, runId, page: view.page, decisions });
    }

    let form: View = await services.setUp.form({ person: ANN, runId, organisationId: null, page: 1 });
    for (let page = 1; form.kind === 'set-up'; page++) {
      const { accounts, taxes, taxRates } = form;
      const fields = {
        status: null,
        defaultAccount: accounts[0]?.code ?? '',
        taxes: taxes.map(({ key, rate, suggested }) => {
          const equal = taxRates.find((each) => Number(each.rate) === Number(rate) * 100);
          return { key, taxType: suggested ?? equal?.type ?? '' };
        }),
        billingCodes: [],
      };
      const saved = await services.setUp.save({ person: ANN, runId, organisationId, page, fields });
      if (saved.kind !== 'next') break;
      form = saved.view;
    }

    const confirm = (await step('confirm')).next;
    if (confirm.kind !== 'confirm') throw new Error('nothing to confirm');
    await services.approval.approve({ person: ANN, runId, fingerprint: confirm.fingerprint, markEach: false });

    const report = await step('mark');
    expect(report.report?.posted).toBe(confirm.count);
    expect(report.report?.totals.every(({ autotask, xero }) => autotask === xero)).toBe(true);
    await services.marking.answer({ person: ANN, runId, yes: true });
    await step('none');
    const marked = sandbox.autotask.rows().filter(({ markedAt }) => markedAt !== null).length;
    expect(marked).toBeGreaterThanOrEqual(confirm.count);
    expect(sandbox.recorder.violations).toEqual([]);
  });
});
