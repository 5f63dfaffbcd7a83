import type { HomeView } from '@slack/types';
import type { NoticeView, RunsView, StatusView } from '../domain/views.ts';
import { BUTTONS, press } from './action-ids.ts';
import { LIMITS } from './limits.ts';
import { noticeBlocks } from './notice.ts';
import { actions, button, header, keepWithin } from './parts.ts';
import { runsBlocks } from './runs.ts';
import { statusBlocks } from './status.ts';

/** App Home: what is open, the last runs, and where to begin. */
export function drawHome(parts: { status: StatusView | NoticeView; runs: RunsView | NoticeView }): HomeView {
  const { status, runs } = parts;
  return {
    type: 'home',
    blocks: keepWithin(
      [
        header('upSync'),
        actions([
          button('New search', press(BUTTONS.searchOpen, {}), { style: 'primary' }),
          button('Settings', press(BUTTONS.settingsOpen, {})),
        ]),
        ...(status.kind === 'status' ? statusBlocks(status) : noticeBlocks(status)),
        { type: 'divider' },
        ...(runs.kind === 'runs' ? runsBlocks(runs) : noticeBlocks(runs)),
      ],
      { blocks: LIMITS.homeBlocks, text: LIMITS.viewBytes / 4 },
    ),
  };
}
