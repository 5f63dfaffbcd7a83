import type { KnownBlock, ModalView } from '@slack/types';
import type { StatusView } from '../domain/views.ts';
import { BUTTONS, press } from './action-ids.ts';
import { modal } from './modal.ts';
import { linkButton } from './notice.ts';
import { actions, andMore, button, by, confirm, context, few, header, say, section, when } from './parts.ts';

const STATES = { connected: 'Connected', dead: 'Connection ended', none: 'Not connected' } as const;

export function statusBlocks(view: StatusView): KnownBlock[] {
  return [
    header('Where things stand'),
    ...connectionBlocks(view),
    section(`*Autotask*\n${say(view.autotask.sentence, 600)}`),
    ...outsideBlocks(view),
    ...openBlocks(view),
  ];
}

export function statusModal(view: StatusView): ModalView {
  return modal({ title: 'Status', blocks: statusBlocks(view) });
}

/** Without header; help and App Home show it, too. */
export function connectionBlocks(view: StatusView): KnownBlock[] {
  const { shown, rest } = few(view.connections, 5);
  const drawn = shown.flatMap((connection): KnownBlock[] => {
    const organisations = few(connection.organisations, 6);
    const names = organisations.shown.map((name) => say(name, 60)).join(', ') + andMore(organisations.rest);
    const who = connection.connectedBy ? ` by ${by(connection.connectedBy)}` : '';
    const since = connection.connectedAt ? ` · since ${when(connection.connectedAt)}${who}` : '';
    const said = connection.state === 'connected' && names ? '' : say(connection.sentence, 300);
    const lines = [`*Xero: ${STATES[connection.state]}*${since}`, names, said];
    const connect = button(
      connection.state === 'none' ? 'Connect to Xero' : 'Reconnect',
      press(BUTTONS.connectOpen, { run: null }),
      connection.state === 'connected' ? {} : { style: 'primary' },
    );
    const disconnect = button('Disconnect', press(BUTTONS.connectDisconnect, { connection: connection.id }), {
      style: 'danger',
      confirm: confirm({
        title: 'Disconnect from Xero?',
        text: `Nothing more can be posted to ${organisations.shown.join(', ') || 'this login'} until somebody connects again. What is in Xero stays.`,
        yes: 'Disconnect',
        danger: true,
      }),
    });
    const may = view.mayDisconnect && connection.state !== 'none' && connection.id !== '';
    return [section(lines.filter(Boolean).join('\n')), actions(may ? [connect, disconnect] : [connect])];
  });
  if (drawn.length === 0)
    drawn.push(
      section('*Xero: Not connected*'),
      actions([button('Connect to Xero', press(BUTTONS.connectOpen, { run: null }), { style: 'primary' })]),
    );
  return rest > 0 ? [...drawn, context(`and ${rest} more connections`)] : drawn;
}

function outsideBlocks(view: StatusView): KnownBlock[] {
  const { shown, rest } = few(view.outside, 6);
  if (shown.length === 0) return [];
  return [section(shown.map((sentence) => `:warning: ${say(sentence, 300)}`).join('\n') + andMore(rest))];
}

export function openBlocks(view: StatusView): KnownBlock[] {
  const open = few(
    view.open.filter((item) => item.count > 0),
    10,
  );
  const text =
    open.shown.length > 0
      ? open.shown.map((item) => `• ${say(item.sentence, 200)}: *${item.count}*`).join('\n') + andMore(open.rest)
      : 'Nothing is open.';
  const web = view.autotask.webUrl;
  return [section(`*Open*\n${text}`), ...(web ? [actions([linkButton('Open Autotask', web, 90)])] : [])];
}
