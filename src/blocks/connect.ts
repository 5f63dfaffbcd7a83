import type { KnownBlock, ModalView } from '@slack/types';
import type { ConnectView } from '../domain/views.ts';
import { FORMS } from './action-ids.ts';
import { fieldBlock, VALUE } from './fields.ts';
import { LIMITS } from './limits.ts';
import { modal } from './modal.ts';
import { linkButton } from './notice.ts';
import { actions, plain, say, section, when } from './parts.ts';

/** The link is personal: never draw it where others read along. */
export function connectBlocks(view: ConnectView): KnownBlock[] {
  return [
    section(
      `*Let upSync into Xero*\nThe page of Xero opens in your browser; choose the organisations there. The link is yours alone and ends ${when(view.expiresAt, '{date_short_pretty} at {time}')}.`,
    ),
    actions([linkButton('Open Xero', view.url, 0, 'primary')]),
  ];
}

export function connectModal(view: ConnectView): ModalView {
  return modal({
    title: 'Connect to Xero',
    submit: 'Use the address',
    close: 'Close',
    callbackId: FORMS.connect.id,
    metadata: FORMS.connect.encode({}),
    blocks: [
      ...connectBlocks(view),
      { type: 'divider' },
      section(
        `The browser comes back to \`${say(view.redirectUri, 500)}\` and says when it is done: then close this window. If that page does not open, because upSync runs on another machine, copy the whole address from the browser into the field below.`,
      ),
      {
        type: 'input',
        block_id: fieldBlock('callbackUrl'),
        optional: true,
        label: plain('Address the browser ended on', LIMITS.label),
        element: {
          type: 'plain_text_input',
          action_id: VALUE,
          max_length: LIMITS.inputText,
          placeholder: plain(`${view.redirectUri}?code=…`, LIMITS.placeholder),
        },
      },
    ],
  });
}
