import { useCallback, useEffect, useState } from 'react';
import type { System } from '../../faults.ts';
import type { ArrangedFault, AutotaskRow, WorldCalls, XeroRow } from '../../world-api.ts';
import { deleteWorld, getJson, postWorld } from '../api.ts';

export interface WorldNow {
  autotask: AutotaskRow[];
  xero: XeroRow[];
  faults: ArrangedFault[];
  calls: WorldCalls;
  arrange(system: System, fault: Omit<ArrangedFault, 'system'> | null): Promise<void>;
  advance(ms: number): Promise<void>;
}

const everyMs = 2_500;

type Seen = Pick<WorldNow, 'autotask' | 'xero' | 'faults' | 'calls'>;

const nothing: Seen = {
  autotask: [],
  xero: [],
  faults: [],
  calls: { counts: { autotask: 0, xero: 0, slack: 0 }, violations: [] },
};

/** Reads the world again after each change in Slack and every few seconds: nobody tells the page of the other two. */
export function useWorld(revision: number): WorldNow {
  const [seen, setSeen] = useState(nothing);
  const read = useCallback(async () => {
    const [autotask, xero, faults, calls] = await Promise.all([
      getJson<AutotaskRow[]>('/world/autotask'),
      getJson<XeroRow[]>('/world/xero'),
      getJson<ArrangedFault[]>('/world/faults'),
      getJson<WorldCalls>('/world/calls'),
    ]);
    const fresh: Seen = { autotask, xero, faults, calls };
    setSeen((old) => (JSON.stringify(old) === JSON.stringify(fresh) ? old : fresh));
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision is the reason to read again
  useEffect(() => {
    const quietly = () => void read().catch(() => undefined); // the page already says that the sandbox is away
    quietly();
    const timer = setInterval(() => !document.hidden && quietly(), everyMs);
    return () => clearInterval(timer);
  }, [revision, read]);

  return {
    ...seen,
    async arrange(system, fault) {
      await deleteWorld(`/faults?system=${system}`);
      if (fault) await postWorld('/faults', { ...fault, system });
      await read();
    },
    async advance(ms) {
      await postWorld('/clock', { advanceMs: ms });
      await read();
    },
  };
}
