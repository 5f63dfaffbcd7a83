import { z } from 'zod';
import { fieldOf } from '../blocks/fields.ts';

/**
 * What Slack sends, as far as we read it (https://docs.slack.dev/interactivity/handling-user-interaction). Everything in
 * it passed through somebody's client.
 */
const option = z.object({ value: z.string() });

const answer = z.object({
  value: z.string().nullish(),
  selected_option: option.nullish(),
  selected_options: z.array(option).nullish(),
  selected_date: z.string().nullish(),
});
export type Answer = z.infer<typeof answer>;

const state = z.object({ values: z.record(z.string(), z.record(z.string(), answer)) });
export type State = z.infer<typeof state>;

const view = z.object({
  id: z.string(),
  type: z.string(),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
  state: state.nullish(),
});

const interactive = {
  team: z.object({ id: z.string() }).nullish(),
  user: z.object({
    id: z.string(),
    team_id: z.string().nullish(),
    name: z.string().nullish(),
    username: z.string().nullish(),
  }),
  api_app_id: z.string().nullish(),
};

export const commandBody = z.object({
  team_id: z.string(),
  user_id: z.string(),
  user_name: z.string().default(''),
  api_app_id: z.string().nullish(),
  channel_id: z.string(),
  text: z.string().default(''),
  trigger_id: z.string(),
});

export const actionBody = z.object({
  ...interactive,
  trigger_id: z.string().default(''),
  channel: z.object({ id: z.string() }).nullish(),
  message: z.object({ ts: z.string() }).nullish(),
  container: z.object({ is_ephemeral: z.boolean().nullish() }).nullish(),
  view: view.nullish(),
  state: state.nullish(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        block_id: z.string().default(''),
        value: z.string().nullish(),
        selected_option: option.nullish(),
      }),
    )
    .min(1),
});
export type ActionBody = z.infer<typeof actionBody>;

export const submitBody = z.object({ ...interactive, trigger_id: z.string().default(''), view });

export const optionsBody = z.object({
  ...interactive,
  action_id: z.string(),
  value: z.string().default(''),
  view: view.nullish(),
});

export const homeBody = z.object({
  team_id: z.string(),
  api_app_id: z.string().nullish(),
  event: z.object({ user: z.string(), tab: z.string().default('home') }),
});

/** The answers of a form by neutral field name, whatever element gave them. */
export function readFields(given: State | null | undefined): Map<string, Answer> {
  const fields = new Map<string, Answer>();
  for (const [blockId, elements] of Object.entries(given?.values ?? {})) {
    const field = fieldOf(blockId);
    const first = Object.values(elements)[0];
    if (field !== null && first) fields.set(field, first);
  }
  return fields;
}

/** What was typed or chosen; null where nothing was. */
export function textOf(given: Answer | undefined): string | null {
  return given?.selected_option?.value ?? given?.selected_date ?? given?.value ?? null;
}

export function isTicked(given: Answer | undefined): boolean {
  return (given?.selected_options ?? []).length > 0;
}
