import type { HomeView, KnownBlock } from '@slack/types';
import type { NoticeView, RunsView, StatusView } from '../domain/views.ts';
import { BUTTONS, press } from './action-ids.ts';
import { LIMITS } from './limits.ts';
import { noticeBlocks } from './notice.ts';
import { actions, button, header, keepWithin } from './parts.ts';
import { runsBlocks } from './runs.ts';
import { statusBlocks } from './status.ts';

export interface HomeParts {
  status: StatusView | NoticeView;
  runs: RunsView | NoticeView;
}

/** App Home: what is open, the last runs, and where to begin; or the reason why there is none. */
export function drawHome(parts: HomeParts | NoticeView): HomeView {
  return {
    type: 'home',
    blocks: keepWithin('kind' in parts ? noticeBlocks(parts) : homeBlocks(parts), {
      blocks: LIMITS.homeBlocks,
      text: LIMITS.viewBytes / 4,
    }),
  };
}

function homeBlocks({ status, runs }: HomeParts): KnownBlock[] {
  return [
    header('upSync'),
    actions([
      button('New search', press(BUTTONS.searchOpen, {}), { style: 'primary' }),
      button('Settings', press(BUTTONS.settingsOpen, {})),
    ]),
    ...(status.kind === 'status' ? statusBlocks(status) : noticeBlocks(status)),
    { type: 'divider' },
    ...(runs.kind === 'runs' ? runsBlocks(runs) : noticeBlocks(runs)),
  ];
}
