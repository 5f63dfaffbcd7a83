import { setImmediate as turn } from 'node:timers/promises';

export interface Uncaught {
  all(): Promise<string[]>;
  stop(): void;
}

/** Errors that nobody caught while a story was told: each one is a fault of upSync, or of the simulation. */
export function hearUncaught(): Uncaught {
  const heard: string[] = [];
  const hear = (error: unknown) => {
    heard.push(`an error that nobody caught: ${error instanceof Error ? error.stack : String(error)}`);
  };
  process.on('unhandledRejection', hear);
  return {
    async all() {
      // Node tells of it a turn later
      await turn();
      return [...heard];
    },
    stop: () => void process.off('unhandledRejection', hear),
  };
}
