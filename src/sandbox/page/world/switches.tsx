import { Button } from 'react-aria-components';
import type { System } from '../../faults.ts';
import type { ArrangedFault } from '../../world-api.ts';
import type { WorldNow } from './use-world.ts';

const systems: [System, string][] = [
  ['autotask', 'Autotask'],
  ['xero', 'Xero'],
  ['slack', 'Slack'],
];

/** What a person may arrange, and in whose words. The keys are kept in the select. */
const behaviours: Record<string, [words: string, fault: Omit<ArrangedFault, 'system'> | null]> = {
  off: ['works', null],
  slow: ['slow: 3 seconds each', { kind: 'slow', times: null, delayMs: 3_000 }],
  limited: ['limited: too many requests', { kind: 'limited', times: null, retryAfterSeconds: 5 }],
  failing: ['failing: error 500', { kind: 'failing', times: null }],
  down: ['down: error 503', { kind: 'down', times: null }],
  'lost-answer': ['silent after it did the work, once', { kind: 'lost-answer', times: 1, method: 'write' }],
  'lost-request': ['cut off before it heard, once', { kind: 'lost-request', times: 1 }],
  hang: ['never answers, once', { kind: 'hang', times: 1 }],
};

export function Switches({ world }: { world: WorldNow }) {
  const { counts, violations } = world.calls;
  return (
    <section className="switches" aria-labelledby="misbehave">
      <h3 id="misbehave">Make it misbehave</h3>
      {systems.map(([system, name]) => (
        <div key={system} className="switch">
          <label htmlFor={`behaviour-${system}`}>{name}</label>
          <select
            id={`behaviour-${system}`}
            value={arranged(world, system)}
            onChange={(event) => void world.arrange(system, faultFor(system, event.target.value))}
          >
            {Object.entries(behaviours).map(([key, [words]]) => (
              <option key={key} value={key}>
                {words}
              </option>
            ))}
          </select>
        </div>
      ))}
      <p className="clock">
        <span>Advance their clock</span>
        <Button className="button small" onPress={() => void world.advance(10 * 60_000)}>
          10 minutes
        </Button>
        <Button className="button small" onPress={() => void world.advance(24 * 3_600_000)}>
          1 day
        </Button>
      </p>
      <p className="hint">For Autotask, Xero and Slack it is later then. upSync’s own clock goes on as it is.</p>
      <p className="calls">
        Requests since start: Autotask {counts.autotask}, Xero {counts.xero}, Slack {counts.slack}
      </p>
      {violations.length > 0 && (
        <details className="violations">
          <summary>{violations.length} that no real service would have taken</summary>
          <ul>
            {[...new Set(violations)].map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function arranged(world: WorldNow, system: System): string {
  const fault = world.faults.find((one) => one.system === system);
  return fault && fault.kind in behaviours ? fault.kind : 'off';
}

/** Silence is worth watching where something was written: Xero's PUT, Autotask's PATCH, Slack's POST. */
function faultFor(system: System, key: string): Omit<ArrangedFault, 'system'> | null {
  const fault = behaviours[key]?.[1] ?? null;
  if (fault?.method !== 'write') return fault;
  return { ...fault, method: { xero: 'PUT', autotask: 'PATCH', slack: 'POST' }[system] };
}
