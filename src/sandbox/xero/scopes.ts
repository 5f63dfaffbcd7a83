import type { XeroApp } from './context.ts';

const IDENTITY = ['openid', 'profile', 'email', 'offline_access'];
const UNCHANGED = [
  'accounting.contacts',
  'accounting.contacts.read',
  'accounting.settings',
  'accounting.settings.read',
  'accounting.attachments',
  'accounting.attachments.read',
];
const GRANULAR = ['invoices', 'payments', 'banktransactions', 'manualjournals'].flatMap((name) => [
  `accounting.${name}`,
  `accounting.${name}.read`,
]);
const BROAD = ['accounting.transactions', 'accounting.transactions.read'];

/** The scopes in the list that this app may not ask for. https://developer.xero.com/faq/granular-scopes */
export function scopesNotAllowed(app: XeroApp, asked: string[]): string[] {
  const allowed = app.scopes ?? [...IDENTITY, ...UNCHANGED, ...GRANULAR, ...(app.newApp ? [] : BROAD)];
  return asked.filter((scope) => !allowed.includes(scope));
}

/** What a route needs; having any one of the scopes it names is enough. */
export type Need = 'settings' | 'contacts' | 'invoices' | 'attachments' | 'items';

export function mayCall(granted: string[], need: Need, write: boolean): boolean {
  const areas = {
    settings: ['settings'],
    contacts: ['contacts'],
    invoices: ['invoices', 'transactions'],
    attachments: ['attachments'],
    items: ['settings', 'invoices', 'transactions'],
  }[need];
  return areas.some(
    (area) => granted.includes(`accounting.${area}`) || (!write && granted.includes(`accounting.${area}.read`)),
  );
}

/** A scope in words, for the consent page. */
export function describeScope(scope: string): string {
  const words: Record<string, string> = {
    openid: 'Know who you are',
    profile: 'See your name',
    email: 'See your e-mail address',
    offline_access: 'Stay connected when you are away',
    'accounting.contacts': 'View and manage your contacts',
    'accounting.contacts.read': 'View your contacts',
    'accounting.invoices': 'View and manage your invoices and credit notes',
    'accounting.invoices.read': 'View your invoices and credit notes',
    'accounting.transactions': 'View and manage your business transactions',
    'accounting.transactions.read': 'View your business transactions',
    'accounting.settings': 'View and manage your organisation settings',
    'accounting.settings.read': 'View your organisation settings',
    'accounting.attachments': 'View and manage your attachments',
    'accounting.attachments.read': 'View your attachments',
  };
  return words[scope] ?? scope;
}
