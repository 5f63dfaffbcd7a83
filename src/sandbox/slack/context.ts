import type { SandboxClock } from '../clock.ts';
import type { Recorder } from '../http.ts';
import type { Json } from './client-api.ts';
import type { Courier } from './delivery.ts';
import type { Handles } from './handles.ts';
import type { SocketMode } from './socket-mode.ts';
import type { SlackApp, Switches, UserGroup } from './types.ts';
import type { Workspace } from './workspace.ts';

/** The parts of the stand-in that its methods and interactions share. */
export interface Context {
  app: SlackApp;
  workspace: Workspace;
  clock: SandboxClock;
  switches: Switches;
  recorder: Recorder;
  handles: Handles;
  courier: Courier;
  socketMode: SocketMode;
  userGroups: UserGroup[];
  /** Everybody who was pinged: one entry per `<!channel>`, `<@U…>` and the like in a posted text. */
  notifications: { channel: string; ts: string; mention: string }[];
  /** Options that external selects have shown, by block and element: nothing else can be chosen in them. */
  offered: Map<string, Json[]>;
  /** Set when the app was removed from the workspace. */
  uninstalled: boolean;
  baseUrl(): string;
}
