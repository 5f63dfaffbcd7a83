import type { App } from '@slack/bolt';
import { runOfBlock } from '../blocks/action-ids.ts';
import { slackMessage, slackPlace } from '../blocks/ids.ts';
import { drawHome, loadingModal } from '../blocks/index.ts';
import { option } from '../blocks/parts.ts';
import type { MessageRef, Person, Place, WindowRef } from '../domain/types.ts';
import { notice, type View } from '../domain/views.ts';
import type { Log } from '../log.ts';
import { answerDirectly, answerHere, fillWindow, openWindow, type Screen } from './answer.ts';
import { explain } from './errors.ts';
import { type GuardDeps, identify, refuseStranger, withName } from './guard.ts';
import { type ActionBody, actionBody, commandBody, homeBody, optionsBody, submitBody } from './payloads.ts';
import type { ActionRoute, Routes } from './routes.ts';
import { acknowledge, afterwards, submit } from './submission.ts';

/** Slack waits three seconds for an answer; a form's answer that takes longer is shown in the window afterwards. */
const ANSWER_WITHIN_MS = 2000;
/** A stop waits no longer than this for an answer that does not come. */
const SETTLE_WITHIN_MS = 15_000;

export interface ReceptionDeps extends GuardDeps {
  log: Log;
  answerWithinMs?: number;
  /** A button of a run was pressed on this message. */
  used?(q: { runId: string; place: Place; message: MessageRef }): Promise<void>;
}

/**
 * Takes what Slack sends, answers in time, and shows what came of it where the person looks. One listener for each kind of
 * payload, whatever its id: Bolt runs every listener that matches, and an unmatched payload is never answered.
 */
export function receive(app: App, routes: Routes, deps: ReceptionDeps): { settled(): Promise<void> } {
  const { log } = deps;
  const flight = createFlight();
  const withinMs = deps.answerWithinMs ?? ANSWER_WITHIN_MS;

  app.command('/upsync', ({ body, ack, client, respond }) =>
    flight.add(async () => {
      await ack();
      const q = commandBody.parse(body);
      const person = identify(deps, { team: q.team_id, user: q.user_id, name: q.user_name, app: q.api_app_id });
      const { command } = routes;
      if (!command) return;
      const here = answerHere({ respond, client, channel: q.channel_id, user: q.user_id, log });
      const window = { client, trigger: q.trigger_id, user: q.user_id, on: null, log };
      const open = () => (command.where(q.text) === 'message' ? Promise.resolve(here) : openWindow(window));
      const place = slackPlace(q.team_id, q.channel_id);
      await serve(deps, { doing: 'command', person, first: here, open }, (known, window) =>
        command.work({ person: known, place, text: q.text, window }),
      );
    }),
  );

  app.action(ANY, ({ body, ack, client, respond }) =>
    flight.add(async () => {
      await ack();
      const q = actionBody.parse(body);
      const action = q.actions[0];
      const route = routes.action(action?.action_id ?? '');
      if (!action || route === 'quiet') return;
      const on = q.view?.type === 'modal' ? q.view.id : null;
      const channel = q.channel?.id ?? null;
      const window = { client, trigger: q.trigger_id, user: q.user.id, on, log };
      const here = on
        ? fillWindow(window, on)
        : q.view
          ? null
          : answerHere({ respond, client, channel, user: q.user.id, log });
      const where = here === null ? 'window' : (route?.where ?? 'message');
      const opens = where === 'window' || (where === 'same-window' && on === null);
      const first = here ?? answerDirectly(window);
      const open = () => (opens ? openWindow(window) : Promise.resolve(first));
      await serve(deps, { doing: action.action_id, person: senderOf(deps, q), first, open }, async (person, window) => {
        await noteUse(deps, q, action);
        const view = await press(route, q, action, { person, channel, window });
        return view ?? (opens || on ? notice('done', 'Done.', { lines: ['The card shows it.'] }) : null);
      });
    }),
  );

  app.view({ type: 'view_submission', callback_id: ANY }, ({ body, ack, client }) =>
    flight.add(async () => {
      const q = submitBody.parse(body);
      const work = submit(deps, routes.form(q.view.callback_id), senderOf(deps, q), q.view);
      const inTime = await within(work, withinMs);
      if (inTime) return ack(acknowledge(inTime));
      await ack({ response_action: 'update', view: loadingModal('Still at work …') });
      const screen = fillWindow({ client, user: q.user.id, log }, q.view.id);
      await screen.show(afterwards(await work)).catch((error: unknown) => {
        explain(error, log, q.view.callback_id);
      });
    }),
  );

  app.options(ANY, ({ body, ack }) =>
    flight.add(async () => {
      const q = optionsBody.parse(body);
      const work = suggest(routes, deps, q).catch((error: unknown) => {
        explain(error, log, q.action_id);
        return [];
      });
      const found = (await within(work, withinMs)) ?? [];
      await ack({ options: found.slice(0, 100).map(({ value, text }) => option(value, text)) });
    }),
  );

  app.event('app_home_opened', ({ body, client }) =>
    flight.add(async () => {
      const q = homeBody.parse(body);
      const person = identify(deps, { team: q.team_id, user: q.event.user, name: '', app: q.api_app_id });
      if (!routes.home || !person || q.event.tab !== 'home') return;
      const view = await homeOf(deps, person, routes.home);
      await client.views.publish({ user_id: q.event.user, view });
    }),
  );

  // Nothing of ours sends these; an answer keeps Slack from telling people that the app is broken.
  app.view({ type: 'view_closed', callback_id: ANY }, ({ ack }) => ack());
  app.shortcut(ANY, ({ ack }) => ack());
  app.error(async (error) => {
    explain(error, log, 'a payload of Slack');
  });
  return { settled: flight.settled };
}

const ANY = /[\s\S]*/;

/** Shows the outcome of the work, or why there is none. Never throws: somebody is waiting. */
async function serve(
  deps: ReceptionDeps,
  q: { doing: string; person: Person | null; first: Screen; open: () => Promise<Screen> },
  work: (person: Person, window: WindowRef | null) => Promise<View | null>,
): Promise<void> {
  let screen = q.first;
  try {
    screen = await q.open();
    const refusal = await refuseStranger(deps, q.person);
    const view = refusal ?? (q.person ? await work(await withName(deps, q.person), screen.window) : null);
    if (view) await screen.show(view);
  } catch (error) {
    await screen.show(explain(error, deps.log, q.doing)).catch((second: unknown) => {
      deps.log.error({ error: second, doing: q.doing }, 'a person could not be told of trouble');
    });
  }
}

async function press(
  route: ActionRoute | null,
  q: ActionBody,
  action: ActionBody['actions'][number],
  { person, channel, window }: { person: Person; channel: string | null; window: WindowRef | null },
): Promise<View | null> {
  if (!route)
    return notice('warning', 'This button is out of date.', { lines: ['Nothing was done. Start again with /upsync.'] });
  const place = channel && q.team ? slackPlace(q.team.id, channel) : null;
  return route.work({ person, place, action, state: q.view?.state ?? q.state ?? null, window });
}

/** Of a card there may be copies: the one that people use is the one that is kept up to date. */
async function noteUse(deps: ReceptionDeps, q: ActionBody, action: ActionBody['actions'][number]): Promise<void> {
  const { team, channel, message, container } = q;
  const runId = runOf(action);
  if (!deps.used || !team || !channel || !message || container?.is_ephemeral || runId === null) return;
  const place = slackPlace(team.id, channel.id);
  await deps.used({ runId, place, message: slackMessage(place, message.ts) });
}

function runOf(action: ActionBody['actions'][number]): string | null {
  return runOfBlock(action.block_id) ?? /"run":"([^"]{1,64})"/.exec(action.value ?? '')?.[1] ?? null;
}

async function suggest(routes: Routes, deps: ReceptionDeps, q: ReturnType<typeof optionsBody.parse>) {
  const route = routes.options(q.action_id);
  const person = senderOf(deps, q);
  if (!route || !person || (await refuseStranger(deps, person))) return [];
  return route({ person, metadata: q.view?.private_metadata ?? '', query: q.value });
}

async function homeOf(deps: ReceptionDeps, person: Person, work: NonNullable<Routes['home']>) {
  try {
    const refusal = await refuseStranger(deps, person);
    return drawHome(refusal ?? (await work({ person })));
  } catch (error) {
    return drawHome(explain(error, deps.log, 'home'));
  }
}

type Interactive = Pick<ActionBody, 'team' | 'user' | 'api_app_id'>;

function senderOf(deps: GuardDeps, q: Interactive): Person | null {
  const { id, team_id, name, username } = q.user;
  return identify(deps, {
    team: q.team?.id,
    userTeam: team_id,
    user: id,
    name: name ?? username ?? '',
    app: q.api_app_id,
  });
}

/** Null when it took longer; the work goes on. */
async function within<T>(work: Promise<T>, ms: number): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Bolt's stop() waits for no listener that has answered already; this does. */
function createFlight(): { add(work: () => Promise<void>): Promise<void>; settled(): Promise<void> } {
  const running = new Set<Promise<void>>();
  return {
    async add(work) {
      const flight = work();
      running.add(flight);
      await flight.finally(() => running.delete(flight));
    },
    async settled() {
      const all = (async () => {
        while (running.size > 0) await Promise.allSettled(running);
      })();
      await within(all, SETTLE_WITHIN_MS);
    },
  };
}
