import type { FindingKind, MendWay } from '../domain/doctor.ts';
import type { Person } from '../domain/types.ts';
import type { Services } from '../services/api.ts';
import { readFields, type State, textOf } from './payloads.ts';
import type { Found, Press, Submitted } from './routes.ts';

export function examineAgain(services: Services) {
  return ({ person, place }: Press<object>) => services.doctor.examine({ person, place: place ?? person.id });
}

export function mendFindings(services: Services) {
  return ({ person, value }: Press<{ kind: FindingKind; fingerprint: string; way: MendWay }>) =>
    services.doctor.mend({ person, kind: value.kind, fingerprint: value.fingerprint, way: value.way });
}

export function openRelink(services: Services) {
  return ({ person, value }: Press<{ organisation: string }>) =>
    services.doctor.relink({ person, organisationId: value.organisation });
}

export function submitRelink(services: Services) {
  return async (q: { person: Person; meta: { organisation: string }; state: State }): Promise<Submitted> => {
    const answers = [...readFields(q.state)].flatMap(([field, answer]) => {
      const [, companyId, from] = /^relink:(\d{1,15}):([^:]+)$/.exec(field) ?? [];
      const contactId = textOf(answer);
      return companyId && from && contactId ? [{ companyId: Number(companyId), from, contactId }] : [];
    });
    const { person, meta } = q;
    return {
      kind: 'show',
      view: await services.doctor.saveLinks({ person, organisationId: meta.organisation, answers }),
    };
  };
}

/** Only approvers choose contacts, so only they see the names of all customers. */
export function suggestLinks(services: Services, mayAnswer: (person: Person) => Promise<boolean>) {
  return async (q: { person: Person; meta: { organisation: string }; query: string }): Promise<Found[]> => {
    if (!(await mayAnswer(q.person))) return [];
    const found = await services.doctor.suggest({ organisationId: q.meta.organisation, query: q.query });
    return found.map(({ contactId, name, email }) => ({ value: contactId, text: email ? `${name} · ${email}` : name }));
  };
}
