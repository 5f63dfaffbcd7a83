import { DEEDS, type Meddler } from '../sim/meddling.ts';
import type { Notes } from '../sim/notes.ts';
import type { Road } from './road.ts';
import type { Deed, PlacedDeed, Story } from './story.ts';

/** What others do behind upSync's back, at its place in the story: the same on both roads. */
export interface Others {
  act(when: PlacedDeed['when']): void;
  /** Customers that were archived come back. */
  relent(): void;
}

const NAMES: Record<Deed, keyof typeof DEEDS> = {
  ...{ edit: 'edit', void: 'voidOne', mark: 'markOne', put: 'putOne', archive: 'archive' },
  ...{ 'end-tokens': 'endTokens', disconnect: 'disconnect', revoke: 'revoke' },
};

export function createOthers(story: Story, road: Pick<Road, 'autotask' | 'xero' | 'now'>, notes: Notes): Others {
  const regrets: (() => void)[] = [];
  const left = [...story.deeds];
  const { autotask, xero } = road;
  const books = (tenantId: string) => {
    const held = xero.organisation(tenantId);
    // in which order contacts came is chance
    return { ...held, contacts: [...held.contacts].sort((one, other) => (one.Name < other.Name ? -1 : 1)) };
  };
  const meddler = (deed: string): Meddler => ({
    stage: { autotask, xero: { ...xero, organisation: books } },
    ...{ world: story.world, notes, random: story.chance(`others ${deed}`) },
    // a minute ago: in virtual time nothing lies between this and the next press
    time: { now: () => road.now() - 60_000, sleep: () => new Promise<void>((resolve) => regrets.push(resolve)) },
  });
  return {
    act(when) {
      for (const placed of left.filter((one) => one.when === when)) {
        left.splice(left.indexOf(placed), 1);
        DEEDS[NAMES[placed.deed]](meddler(`${placed.deed} ${left.length}`));
      }
    },
    relent() {
      for (const regret of regrets.splice(0)) regret();
    },
  };
}
