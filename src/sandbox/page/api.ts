import type {
  ActionRequest,
  ClientState,
  CloseRequest,
  CommandRequest,
  MessageRequest,
  OptionsAnswer,
  OptionsRequest,
  Outcome,
  SubmitAnswer,
  SubmitRequest,
} from '../slack/client-api.ts';

/** A failed fetch is an answer too: the person sees a sentence, never a silent button. */
async function post<T>(path: string, body: unknown): Promise<T | { ok: false; error: string }> {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok && !text.startsWith('{')) return { ok: false, error: `The sandbox answered ${response.status}.` };
    return JSON.parse(text) as T;
  } catch {
    return { ok: false, error: 'The sandbox cannot be reached. Is it still running?' };
  }
}

export const sendCommand = (request: CommandRequest) => post<Outcome>('/client/command', request);
export const sendMessage = (request: MessageRequest) => post<Outcome>('/client/message', request);
export const sendAction = (request: ActionRequest) => post<Outcome>('/client/action', request);
export const findOptions = (request: OptionsRequest) => post<OptionsAnswer>('/client/options', request);
export const submitModal = (request: SubmitRequest) => post<SubmitAnswer>('/client/submit', request);
export const closeModal = (request: CloseRequest) => post<Outcome>('/client/close', request);
export const openHome = (user: string) => post<Outcome>('/client/home', { user });

export async function fetchState(user: string): Promise<ClientState> {
  return getJson<ClientState>(`/client/state?user=${encodeURIComponent(user)}`);
}

export async function getJson<T>(path: string): Promise<T> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as T;
}

export async function postWorld(path: string, body: unknown): Promise<void> {
  await post(`/world${path}`, body);
}

export async function deleteWorld(path: string): Promise<void> {
  await fetch(`/world${path}`, { method: 'DELETE', headers: { 'content-type': 'application/json' } });
}
