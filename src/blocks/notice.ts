import type { Button, KnownBlock, ModalView } from '@slack/types';
import type { NoticeAction, NoticeView } from '../domain/views.ts';
import { BUTTONS, LINK_BUTTON, press } from './action-ids.ts';
import { LIMITS } from './limits.ts';
import { modal } from './modal.ts';
import { actions, andMore, button, by, context, few, mention, say, section } from './parts.ts';

const SIGNS: Record<NoticeView['tone'], string> = {
  info: '',
  done: ':white_check_mark: ',
  warning: ':warning: ',
  error: ':warning: ',
};

const TITLES: Record<NoticeView['tone'], string> = {
  info: 'upSync',
  done: 'Done',
  warning: 'Please note',
  error: 'That did not work',
};

export function noticeBlocks(view: NoticeView): KnownBlock[] {
  const lines = view.lines.slice(0, 20).map((line) => say(line, 600));
  const { shown, rest } = few(view.people, 10);
  if (shown.length > 0) lines.push(`Ask ${shown.map((id) => mention(id)).join(', ')}${andMore(rest)}.`);
  if (view.byline) lines.push(`${say(view.byline.what, 100)} by ${by(view.byline.by)}.`);
  const buttons = [
    ...view.actions.slice(0, 15).map(actionButton),
    ...view.links.slice(0, 10).map(({ label, url }, nth) => linkButton(label, url, nth)),
  ];
  return [
    section(`${SIGNS[view.tone]}*${say(view.title, 600)}*${lines.length > 0 ? `\n${lines.join('\n')}` : ''}`),
    ...(buttons.length > 0 ? [actions(buttons)] : []),
    ...(view.reference ? [context(`Reference ${say(view.reference, 80)}; it is also in the log.`)] : []),
  ];
}

export function noticeModal(view: NoticeView): ModalView {
  return modal({ title: TITLES[view.tone], blocks: noticeBlocks(view) });
}

/** A button that opens a page. One with an address that Slack would refuse is drawn without it. */
export function linkButton(label: string, url: string, nth = 0, style?: 'primary'): Button {
  const usable = /^https?:\/\//.test(url) && url.length <= LIMITS.buttonUrl;
  const drawn = button(label, { action_id: `${LINK_BUTTON}:${nth}` }, style ? { style } : {});
  return usable ? { ...drawn, url } : drawn;
}

function actionButton(action: NoticeAction, nth: number): Button {
  switch (action.kind) {
    case 'search':
      return button(action.label, press(BUTTONS.searchText, { text: action.text.slice(0, 1500) }, nth));
    case 'open-search':
      return button(action.label, press(BUTTONS.searchOpen, {}, nth));
    case 'connect':
      return button(action.label, press(BUTTONS.connectOpen, { run: null }, nth));
    case 'reconcile':
      return button(
        action.label,
        press(BUTTONS.reconcile, { text: action.text.slice(0, 1500), organisation: action.organisationId }, nth),
      );
    case 'doctor':
      return button(action.label, press(BUTTONS.doctorOpen, {}, nth));
    case 'open-settings':
      return button(action.label, press(BUTTONS.settingsOpen, {}, nth));
  }
}
