import type { ClientState } from './client-api.ts';

/** A person's line to the stand-in: JSON over HTTP below `/client`. */
export interface Wire {
  state(): Promise<ClientState>;
  send<T>(path: string, body: object): Promise<T>;
  /** Name of a person or channel that was seen. */
  nameOf(id: string): string | undefined;
  /** The other way round; what is not a known name comes back as it was. */
  idOf(name: string): string;
}

export function createWire({ url, userId }: { url: string; userId: string }): Wire {
  const names = new Map<string, string>();
  return {
    async state() {
      const response = await fetch(`${url}/client/state?user=${userId}`);
      if (!response.ok) throw new Error(`nobody is called ${userId}`);
      const seen = (await response.json()) as ClientState;
      for (const person of seen.people) names.set(person.id, person.realName);
      for (const conversation of seen.conversations) names.set(conversation.id, conversation.name);
      return seen;
    },
    async send<T>(path: string, body: object) {
      const response = await fetch(`${url}/client/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ user: userId, ...body }),
      });
      if (!response.ok) throw new Error(`/client/${path} answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    nameOf: (id) => names.get(id),
    idOf: (name) => [...names].find(([, known]) => known === name.replace(/^[#@]/, ''))?.[0] ?? name,
  };
}
