import { type Identifier, routeOf } from '../blocks/action-ids.ts';
import type { HomeParts } from '../blocks/index.ts';
import type { Person, Place, WindowRef } from '../domain/types.ts';
import type { View } from '../domain/views.ts';
import type { ActionBody, State } from './payloads.ts';

/**
 * Where the answer appears. `message`: for the person alone, beside the card (in a window: in that window). `window`: in a
 * new window. `same-window`: in the window the button stands in, else in a new one.
 */
export type Where = 'message' | 'window' | 'same-window';

export interface Press<T> {
  person: Person;
  value: T;
  /** Null in windows and in App Home. */
  place: Place | null;
  state: State | null;
  /** Where the answer will stand, if in a window. */
  window: WindowRef | null;
}

export type Submitted =
  /** By neutral field name. */
  { kind: 'errors'; errors: Record<string, string> } | { kind: 'show'; view: View } | { kind: 'close' };

export interface Typed {
  person: Person;
  place: Place;
  text: string;
  /** Where the answer will stand, if in a window. */
  window: WindowRef | null;
}

export interface Found {
  value: string;
  text: string;
}

export interface ActionRoute {
  where: Where;
  work(q: Omit<Press<null>, 'value'> & { action: ActionBody['actions'][number] }): Promise<View | null>;
}

export type FormRoute = (q: { person: Person; metadata: string; state: State }) => Promise<Submitted>;
export type OptionsRoute = (q: { person: Person; metadata: string; query: string }) => Promise<Found[]>;

/** What is answered to what. A second answer to the same id would run beside the first, so it stops the start. */
export interface Routes {
  onCommand(where: (text: string) => Where, work: (q: Typed) => Promise<View | null>): void;
  onButton<T>(target: Identifier<T>, where: Where, work: (q: Press<T>) => Promise<View | null>): void;
  /** A select in a message: what was chosen, and the block it stands in. */
  onChoice(id: string, work: (q: Press<{ blockId: string; chosen: string }>) => Promise<View | null>): void;
  onForm<T>(target: Identifier<T>, work: (q: { person: Person; meta: T; state: State }) => Promise<Submitted>): void;
  /** Type-ahead in a form; `meta` is the form's. */
  onOptions<T>(
    id: string,
    form: Identifier<T>,
    work: (q: { person: Person; meta: T; query: string }) => Promise<Found[]>,
  ): void;
  onHome(work: (q: { person: Person }) => Promise<HomeParts>): void;
  /** Elements that hold a value until a button is pressed, or open a page: nothing to do but to say "heard". */
  onNothing(...ids: string[]): void;

  command: { where: (text: string) => Where; work: (q: Typed) => Promise<View | null> } | null;
  home: ((q: { person: Person }) => Promise<HomeParts>) | null;
  action(actionId: string): ActionRoute | 'quiet' | null;
  form(callbackId: string): FormRoute | null;
  options(actionId: string): OptionsRoute | null;
}

export function createRoutes(): Routes {
  const taken = new Set<string>();
  const actions = new Map<string, ActionRoute | 'quiet'>();
  const forms = new Map<string, FormRoute>();
  const options = new Map<string, OptionsRoute>();

  function take(id: string): string {
    if (taken.has(id)) throw new Error(`two handlers for ${id}`);
    taken.add(id);
    return id;
  }

  return {
    command: null,
    home: null,
    onCommand(where, work) {
      take('command');
      this.command = { where, work };
    },
    onHome(work) {
      take('home');
      this.home = work;
    },
    onButton(target, where, work) {
      actions.set(take(target.id), {
        where,
        work: ({ action, ...q }) => work({ ...q, value: target.parse(action.value ?? undefined) }),
      });
    },
    onChoice(id, work) {
      actions.set(take(id), {
        where: 'message',
        work: ({ action, ...q }) =>
          work({ ...q, value: { blockId: action.block_id, chosen: action.selected_option?.value ?? '' } }),
      });
    },
    onForm(target, work) {
      forms.set(take(target.id), ({ person, metadata, state }) =>
        work({ person, meta: target.parse(metadata), state }),
      );
    },
    onOptions(id, form, work) {
      take(`options ${id}`);
      options.set(id, ({ person, metadata, query }) => work({ person, meta: form.parse(metadata), query }));
    },
    onNothing(...ids) {
      for (const id of ids) actions.set(take(id), 'quiet');
    },
    action: (actionId) => actions.get(routeOf(actionId)) ?? null,
    form: (callbackId) => forms.get(callbackId) ?? null,
    options: (actionId) => options.get(routeOf(actionId)) ?? null,
  };
}
