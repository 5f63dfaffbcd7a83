import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../clock.ts';
import { SlackRefusal, type Switches } from './types.ts';

/**
 * The two short-lived things a payload carries. A trigger_id opens one modal for the person who clicked, within 3 s; a
 * response_url takes 5 messages within 30 minutes.
 * https://docs.slack.dev/interactivity/handling-user-interaction
 */
export interface Handles {
  trigger(userId: string, viewId?: string): string;
  /** Uses the trigger up. Refusals: invalid_trigger_id, exchanged_trigger_id, expired_trigger_id. */
  takeTrigger(id: unknown): Trigger;
  /** Whether it could be used, without using it. */
  peekTrigger(id: unknown): Trigger;
  responseUrl(target: ResponseTarget): string;
  /** Uses one turn up. Refusals: invalid_url, used_url, expired_url. */
  takeResponseUrl(id: string): ResponseTarget;
}

export interface Trigger {
  userId: string;
  /** The modal it was clicked in. */
  viewId?: string;
}

/** What a response_url answers to. */
export interface ResponseTarget {
  userId: string;
  channel: string;
  /** The message that was clicked; none for a slash command. */
  messageTs?: string;
}

const responseUrlUses = 5;

export function createHandles(options: { clock: SandboxClock; switches: Switches; baseUrl: () => string }): Handles {
  const { clock, switches } = options;
  const triggers = new Map<string, Trigger & { issuedAt: number; used: boolean }>();
  const responses = new Map<string, ResponseTarget & { issuedAt: number; uses: number }>();

  function peekTrigger(id: unknown) {
    const trigger = typeof id === 'string' ? triggers.get(id) : undefined;
    if (!trigger) throw new SlackRefusal('invalid_trigger_id');
    if (trigger.used) throw new SlackRefusal('exchanged_trigger_id');
    if (clock.now() - trigger.issuedAt > switches.triggerLifeMs) throw new SlackRefusal('expired_trigger_id');
    return trigger;
  }

  return {
    trigger(userId, viewId) {
      const id = `${clock.now()}.${Math.floor(Math.random() * 1e10)}.${randomBytes(16).toString('hex')}`;
      triggers.set(id, { userId, viewId, issuedAt: clock.now(), used: false });
      return id;
    },
    peekTrigger,
    takeTrigger(id) {
      const trigger = peekTrigger(id);
      trigger.used = true;
      return trigger;
    },
    responseUrl(target) {
      const id = randomBytes(12).toString('hex');
      responses.set(id, { ...target, issuedAt: clock.now(), uses: 0 });
      return `${options.baseUrl()}/response/${id}`;
    },
    takeResponseUrl(id) {
      const response = responses.get(id);
      if (!response) throw new SlackRefusal('invalid_url');
      if (clock.now() - response.issuedAt > switches.responseUrlLifeMs) throw new SlackRefusal('expired_url');
      if (response.uses >= responseUrlUses) throw new SlackRefusal('used_url');
      response.uses += 1;
      return response;
    },
  };
}
