import type { Json } from '../client-api.ts';
import type { Context } from '../context.ts';
import { chatMethods } from './chat.ts';
import { fileMethods } from './files.ts';
import { peopleMethods } from './people.ts';
import { viewMethods } from './views.ts';

/** A Web API method: who may call it, with what, and what it does. Refuses by throwing a SlackRefusal. */
export interface Method {
  /** `none`: no token is needed. */
  token: 'bot' | 'app' | 'none';
  /** One of these is enough; none when left out. */
  scopes?: string[];
  /** Requests a minute, or `post` for the pace of messages. https://docs.slack.dev/apis/web-api/rate-limits */
  perMinute: 1 | 20 | 50 | 100 | 600 | 'post';
  required: string[];
  optional: string[];
  run(args: Json, context: Context): Json;
}

export const methods: Record<string, Method> = {
  ...chatMethods,
  ...viewMethods,
  ...peopleMethods,
  ...fileMethods,
};
