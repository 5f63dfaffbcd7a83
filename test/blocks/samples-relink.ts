import type { View } from '../../src/domain/views.ts';
import { many, type Size, text, uuid } from './samples.ts';

export function relinkSample(size: Size): Extract<View, { kind: 'relink' }> {
  return {
    ...{ kind: 'relink', organisation: { id: 'org-1', name: text(size, 'Demo Ltd') }, more: size === 'large' ? 7 : 0 },
    links: many(
      size,
      (n) => ({
        ...{ companyId: n, company: text(size, 'Acme'), contactId: uuid(n) },
        sentence: text(size, 'It is linked to Acme Ltd, which is archived in Xero.'),
        links: [{ label: text(size, 'Xero'), url: 'https://go.xero.test/?a=1&b=2' }],
        problem: n % 2 ? text(size, 'That contact is archived, too.') : null,
      }),
      40,
    ),
  };
}
