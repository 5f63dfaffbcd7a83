import type { FindingKind } from '../domain/doctor.ts';
import type { Services } from '../services/api.ts';
import type { Press } from './routes.ts';

export function examineAgain(services: Services) {
  return ({ person, place }: Press<object>) => services.doctor.examine({ person, place: place ?? person.id });
}

export function mendFindings(services: Services) {
  return ({ person, value }: Press<{ kind: FindingKind; fingerprint: string }>) =>
    services.doctor.mend({ person, kind: value.kind, fingerprint: value.fingerprint });
}
