import type { HomeParts } from '../blocks/index.ts';
import type { Person } from '../domain/types.ts';
import type { Services } from '../services/api.ts';

export function home(services: Services) {
  return async ({ person }: { person: Person }): Promise<HomeParts> => {
    const [status, runs] = await Promise.all([services.connect.status({ person }), services.runs.list({ person })]);
    return { status, runs };
  };
}
