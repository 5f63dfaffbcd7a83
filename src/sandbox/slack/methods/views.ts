import type { Json } from '../client-api.ts';
import { checkedView, inSlackWords } from '../content.ts';
import type { Context } from '../context.ts';
import { viewOf } from '../payloads.ts';
import { SlackRefusal, type View } from '../types.ts';
import { findByExternalId, openView, publishHome, pushView, replaceView } from '../views.ts';
import type { Method } from './index.ts';

/** https://docs.slack.dev/surfaces/modals and https://docs.slack.dev/surfaces/app-home */
export const viewMethods: Record<string, Method> = {
  'views.open': {
    token: 'bot',
    perMinute: 100,
    required: ['trigger_id', 'view'],
    optional: [],
    run(args, context) {
      context.handles.peekTrigger(args.trigger_id);
      const json = modal(args.view, context, 'views.open');
      const { userId } = context.handles.takeTrigger(args.trigger_id);
      return { view: viewOf(context, openView(context, userId, json)) };
    },
  },
  'views.push': {
    token: 'bot',
    perMinute: 100,
    required: ['trigger_id', 'view'],
    optional: [],
    run(args, context) {
      const { viewId } = context.handles.peekTrigger(args.trigger_id);
      if (!viewId || !context.workspace.view(viewId)) throw new SlackRefusal('not_found');
      const json = modal(args.view, context, 'views.push');
      const { userId } = context.handles.takeTrigger(args.trigger_id);
      return { view: viewOf(context, pushView(context, userId, json)) };
    },
  },
  'views.update': {
    token: 'bot',
    perMinute: 100,
    required: ['view'],
    optional: ['view_id', 'external_id', 'hash'],
    run(args, context) {
      const view = known(args, context);
      refuseOldHash(args.hash, view);
      const json = checkedView(context, args.view, 'views.update');
      if (json.type !== view.type) throw new SlackRefusal('invalid_arguments', wrongType);
      return { view: viewOf(context, replaceView(context, view, json)) };
    },
  },
  'views.publish': {
    token: 'bot',
    perMinute: 100,
    required: ['user_id', 'view'],
    optional: ['hash'],
    run(args, context) {
      const person = context.workspace.person(String(args.user_id));
      if (!person || person.deleted) throw new SlackRefusal('invalid_arguments');
      if (!context.switches.homeTab) throw new SlackRefusal('not_enabled');
      const json = checkedView(context, args.view, 'views.publish');
      if (json.type !== 'home') throw new SlackRefusal('invalid_arguments', wrongType);
      const home = context.workspace.home(person.id);
      if (home) refuseOldHash(args.hash, home);
      return { view: viewOf(context, publishHome(context, person.id, json)) };
    },
  },
};

const wrongType = inSlackWords([{ message: 'must be a valid enum value', pointer: '/view/type' }]);

function modal(view: unknown, context: Context, where: string): Json {
  const json = checkedView(context, view, where);
  if (json.type !== 'modal') throw new SlackRefusal('invalid_arguments', wrongType);
  return json;
}

function known(args: Json, context: Context): View {
  const view = args.view_id
    ? context.workspace.view(String(args.view_id))
    : findByExternalId(context, String(args.external_id ?? ''));
  if (!view) throw new SlackRefusal('not_found');
  return view;
}

function refuseOldHash(hash: unknown, view: View) {
  if (typeof hash === 'string' && hash !== '' && hash !== view.hash) throw new SlackRefusal('hash_conflict');
}
