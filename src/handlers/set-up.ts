import type { FORMS } from '../blocks/action-ids.ts';
import { MAPS_PIECES, NO_ACCOUNT } from '../blocks/fields.ts';
import type { Person } from '../domain/types.ts';
import type { SetUpSection } from '../domain/views.ts';
import type { Services, SetUpList } from '../services/api.ts';
import { type Answer, isTicked, readFields, type State, textOf } from './payloads.ts';
import type { Found, Press, Submitted } from './routes.ts';
import { readStatus, submitted } from './settings.ts';

type Meta = ReturnType<(typeof FORMS)['setUp']['parse']>;

export function openSetUp(services: Services) {
  return ({ person, value }: Press<{ run: string | null; organisation: string | null; page: number }>) =>
    services.setUp.form({ person, runId: value.run, organisationId: value.organisation, page: value.page });
}

export function openSection(services: Services) {
  return ({ person, value }: Press<{ organisation: string; section: SetUpSection; page: number }>) => {
    const { organisation: organisationId, section, page } = value;
    return services.setUp.form({ person, runId: null, organisationId, page, section });
  };
}

/** Type-ahead in the lists of the set-up window. */
export function suggestMaps(services: Services, list: SetUpList) {
  return async ({ person, meta, query }: { person: Person; meta: Meta; query: string }): Promise<Found[]> => {
    const found = await services.setUp.suggest({ person, organisationId: meta.organisation, list, query });
    return found.map(({ value, label }) => ({ value, text: label }));
  };
}

export function submitSetUp(services: Services) {
  return async (q: { person: Person; meta: Meta; state: State }): Promise<Submitted> => {
    const fields = readFields(q.state);
    const answer = await services.setUp.save({
      person: q.person,
      runId: q.meta.run,
      organisationId: q.meta.organisation,
      page: q.meta.page,
      section: q.meta.section,
      fields: {
        status: readStatus(textOf(fields.get('status'))),
        defaultAccount: textOf(fields.get('defaultAccount')),
        taxes: chosen(fields, 'tax:').map(({ key, value }) => ({
          ...{ key, taxType: value },
          accepted: isTicked(fields.get(`accept:${key}`)),
        })),
        billingCodes: chosen(fields, 'account:').map(({ key, value }) => ({
          key,
          accountCode: value === NO_ACCOUNT ? null : value,
        })),
        others: chosen(fields, 'other:'),
      },
    });
    return submitted(answer);
  };
}

/** A field that was left empty says nothing. */
function chosen(fields: Map<string, Answer>, prefix: string): { key: string; value: string }[] {
  return [...fields].flatMap(([field, answer]) => {
    const value = field.startsWith(prefix) ? textOf(answer) : null;
    return value ? [{ key: field.slice(prefix.length), value }] : [];
  });
}

/** A file pasted in several pieces is one file. */
export function submitMaps(services: Services) {
  return async ({ person, state }: { person: Person; state: State }): Promise<Submitted> => {
    const fields = readFields(state);
    const pieces = MAPS_PIECES.map((field) => textOf(fields.get(field)) ?? '').filter((piece) => piece.trim() !== '');
    return submitted(await services.maps.importFile({ person, text: pieces.join('\n') }));
  };
}
