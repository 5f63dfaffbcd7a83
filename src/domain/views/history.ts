import type { Instant, Person } from '../types.ts';

export interface HelpView {
  kind: 'help';
  commands: { usage: string; meaning: string }[];
  status: StatusView;
}

export interface StatusView {
  kind: 'status';
  connections: {
    id: string;
    state: 'connected' | 'dead' | 'none';
    organisations: string[];
    connectedBy: Person | null;
    connectedAt: Instant | null;
    /** "Xero ended the connection; connect again" … */
    sentence: string;
  }[];
  autotask: { sentence: string; webUrl: string | null };
  /** Systems that do not answer or take no calls for now, and when it goes on. */
  outside: string[];
  open: { sentence: string; count: number }[];
  mayDisconnect: boolean;
}

export interface RunsView {
  kind: 'runs';
  runs: {
    runId: string;
    title: string;
    state: string;
    requestedBy: Person;
    createdAt: Instant;
    summary: string;
    canUndo: boolean;
    cardUrl: string | null;
  }[];
}
