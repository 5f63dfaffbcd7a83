import type { ClientMessage, ClientState, ClientView } from './client-api.ts';

export interface Until {
  /** Default 15,000. */
  timeoutMs?: number;
  /** What is waited for, to be named when it does not come. */
  what?: string;
}

/** Waits for the workspace to look a certain way: woken by its server-sent events, never by a clock. */
export function createWatcher(options: {
  url: string;
  userId: string;
  state: () => Promise<ClientState>;
  read: (shown: ClientMessage | ClientView) => string;
}) {
  async function until<T>(look: (state: ClientState) => T | Promise<T>, wait: Until = {}): Promise<NonNullable<T>> {
    const { timeoutMs = 15_000, what = 'what it waited for' } = wait;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMs);
    let seen: ClientState | undefined;
    try {
      const { signal } = abort;
      const stream = await fetch(`${options.url}/client/events?user=${options.userId}`, { signal });
      if (!stream.body) throw new Error('the event stream is empty');
      for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) {
        if (seen && newestRevision(chunk) <= seen.revision) continue; // already seen
        seen = await options.state();
        const found = await look(seen);
        if (found) return found;
      }
      throw new Error('the event stream ended');
    } catch (error) {
      if (!abort.signal.aborted) throw error;
      throw new Error(
        `${options.userId} waited ${timeoutMs} ms for ${what}. Last seen:\n${describe(seen, options.read)}`,
      );
    } finally {
      clearTimeout(timer);
      abort.abort();
    }
  }
  return { until };
}

function newestRevision(chunk: string): number {
  const revisions = [...chunk.matchAll(/"revision":(\d+)/g)].map((match) => Number(match[1]));
  return revisions.length > 0 ? Math.max(...revisions) : Number.POSITIVE_INFINITY;
}

function describe(state: ClientState | undefined, read: (shown: ClientMessage | ClientView) => string): string {
  if (!state) return 'nothing';
  const last = Object.entries(state.messages).flatMap(([channel, messages]) =>
    messages.slice(-3).map((message) => `[${channel}] ${read(message)}`),
  );
  return [...last, ...state.modals.map((view) => `[modal] ${read(view)}`)].join('\n');
}
