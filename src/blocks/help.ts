import type { KnownBlock } from '@slack/types';
import type { HelpView } from '../domain/views.ts';
import { BUTTONS, press } from './action-ids.ts';
import { actions, button, header, say, section } from './parts.ts';
import { connectionBlocks, openBlocks } from './status.ts';

export function helpBlocks(view: HelpView): KnownBlock[] {
  const commands = view.commands
    .slice(0, 12)
    .map(({ usage, meaning }) => `\`${say(usage, 100)}\`  ${say(meaning, 140)}`);
  return [
    header('upSync: invoices from Autotask to Xero, approved here'),
    section(commands.join('\n')),
    actions([
      button('New search', press(BUTTONS.searchOpen, {}), { style: 'primary' }),
      button('Last runs', press(BUTTONS.runsList, {})),
      button('Settings', press(BUTTONS.settingsOpen, {})),
    ]),
    { type: 'divider' },
    ...connectionBlocks(view.status),
    ...openBlocks(view.status),
  ];
}
