import type {
  ActionRequest,
  ClientContainer,
  ClientMessage,
  Json,
  OptionsAnswer,
  Outcome,
  StateValues,
} from './client-api.ts';
import { type Entry, entryValue, type Found, findByLabel, hasOption, isExternal, ownOptions } from './finding.ts';
import type { Wire } from './wire.ts';

/** A message with the conversation it stands in. */
export type SeenMessage = ClientMessage & { channel: string };

/** Where something is clicked: a message, the top modal, or App Home. */
export type Spot = SeenMessage | 'modal' | 'home';

export interface ClickOptions {
  /** Answer to the confirm dialog; needed when there is one. With `false` nothing is sent. */
  confirm?: boolean;
  /** The click was made on the message as given, before an update reached the person. */
  stale?: boolean;
  /** Text beside the element, when several have the same label. */
  near?: string;
}

/** What a person does with the elements before them, and what their client holds until a form is sent. */
export interface Hands {
  click(spot: Spot, label: string, options?: ClickOptions): Promise<Outcome>;
  choose(spot: Spot, label: string, entry: Entry, options?: ClickOptions): Promise<Outcome>;
  type(spot: Spot, label: string, query: string): Promise<Json[]>;
  /** What was entered into a view so far. */
  entered(viewId: string): StateValues;
}

interface Seen {
  blocks: Json[];
  container: ClientContainer;
}

export function createHands(wire: Wire): Hands {
  const entered = new Map<string, StateValues>();
  const offered = new Map<string, Json[]>();
  const holding = (place: string) => entered.get(place) ?? {};

  function remember(place: string, found: Found, value: Json) {
    const { blockId, actionId } = idsOf(found);
    const held = holding(place);
    entered.set(place, { ...held, [blockId]: { ...held[blockId], [actionId]: value } });
  }

  async function optionsFor(found: Found, container: ClientContainer, query: string): Promise<Json[]> {
    const { blockId, actionId } = idsOf(found);
    const answer = await wire.send<OptionsAnswer>('options', { container, blockId, actionId, query });
    if (!answer.ok) throw new Error(answer.error);
    const key = `${blockId} ${actionId}`;
    offered.set(key, [...answer.options, ...(offered.get(key) ?? [])]);
    return answer.options;
  }

  /** What type-ahead shows, or has shown, for the entry: the whole of it is typed only when it was not yet seen. */
  async function searched(found: Found, container: ClientContainer, entry: Entry): Promise<Json[]> {
    const { blockId, actionId } = idsOf(found);
    const seen = () => offered.get(`${blockId} ${actionId}`) ?? [];
    for (const query of entry === null ? [] : [entry].flat())
      if (!hasOption(seen(), query)) await optionsFor(found, container, query);
    return seen();
  }

  return {
    entered: holding,
    async click(spot, label, options = {}) {
      const { blocks, container } = await look(wire, spot, options.stale);
      const state = holding(placeOf(container));
      return act(wire, { found: findByLabel(blocks, label, options.near), container, value: {}, options, state });
    },
    async choose(spot, label, entry, options = {}) {
      const { blocks, container } = await look(wire, spot, options.stale);
      const found = findByLabel(blocks, label, options.near);
      const choices = isExternal(found.element) ? await searched(found, container, entry) : ownOptions(found.element);
      const value = entryValue(found.element, byName(wire, found.element, entry), choices);
      remember(placeOf(container), found, value);
      const formOnly = found.block.type === 'input' && found.block.dispatch_action !== true;
      const state = holding(placeOf(container));
      return formOnly ? { ok: true } : act(wire, { found, container, value, options, state });
    },
    async type(spot, label, query) {
      const { blocks, container } = await look(wire, spot);
      return optionsFor(findByLabel(blocks, label), container, query);
    },
  };
}

/** What the person has before them there, and how the stand-in calls it. */
async function look(wire: Wire, spot: Spot, stale = false): Promise<Seen> {
  const seen = await wire.state();
  if (typeof spot !== 'string') {
    const now = seen.messages[spot.channel]?.find((message) => message.ts === spot.ts);
    const container: ClientContainer = { kind: 'message', channel: spot.channel, ts: spot.ts };
    if (!now && !stale) throw new Error('the message is not there any more');
    return { blocks: stale ? spot.blocks : (now?.blocks ?? []), container };
  }
  const view = spot === 'modal' ? seen.modals.at(-1) : seen.home;
  if (!view) throw new Error(spot === 'modal' ? 'no modal is open' : 'App Home is empty');
  return { blocks: view.blocks, container: { kind: 'view', viewId: view.id } };
}

async function act(
  wire: Wire,
  use: { found: Found; container: ClientContainer; value: Json; options: ClickOptions; state?: StateValues },
): Promise<Outcome> {
  const { found, container, value, options, state } = use;
  const { confirm } = found.element;
  if (confirm && options.confirm === undefined)
    throw new Error(`Slack asks first: ${JSON.stringify(confirm)}; say confirm: true or false`);
  if (confirm && !options.confirm) return { ok: true };
  const { stale, confirm: confirmed } = options;
  const request: Omit<ActionRequest, 'user'> & { stale?: boolean } = {
    ...{ container, ...idsOf(found) },
    ...{ value, confirmed, state, stale },
  };
  return wire.send<Outcome>('action', request);
}

/** What was chosen in a message or view goes along with every later press there. */
function placeOf(container: ClientContainer): string {
  return container.kind === 'view' ? container.viewId : `${container.channel} ${container.ts}`;
}

/** People and channels may be named. */
function byName(wire: Wire, element: Json, entry: Entry): Entry {
  if (!/(users|channels|conversations)_select$/.test(String(element.type)) || entry === null) return entry;
  return Array.isArray(entry) ? entry.map(wire.idOf) : wire.idOf(entry);
}

function idsOf({ block, element }: Found) {
  return { blockId: String(block.block_id), actionId: String(element.action_id) };
}
