import type { NumberSource, OrganisationSettings } from './types.ts';

/** As upSync works before an admin chooses anything. */
export const DEFAULT_SETTINGS: OrganisationSettings = {
  status: 'DRAFT',
  numberSource: 'autotask',
  zeroTotals: 'skip',
  lineDetail: 'all',
  zeroLines: 'keep',
  descriptionTemplate: null,
  brandingThemeId: null,
  markAsSent: false,
  attachPdf: false,
  emailInvoices: false,
};

/** What was chosen, and the defaults for the rest. */
export function completeSettings(chosen: Partial<OrganisationSettings>): OrganisationSettings {
  return { ...DEFAULT_SETTINGS, ...chosen };
}

/** What each setting may be, in the order it is offered. */
export const CHOICES = {
  numberSource: ['autotask', 'id', 'xero', 'xero-replacing'],
  zeroTotals: ['skip', 'post'],
  lineDetail: ['all', 'billing-code', 'fewest'],
  zeroLines: ['keep', 'drop'],
} as const satisfies { [K in keyof OrganisationSettings]?: readonly OrganisationSettings[K][] };

/** Settings as stored, whatever an older or newer upSync left there: what is not understood is the default. */
export function readSettings(stored: unknown): OrganisationSettings {
  const given = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const choose = <T extends string>(choices: readonly T[], value: unknown, standard: T): T =>
    choices.find((choice) => choice === value) ?? standard;
  const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value : null);
  const standard = DEFAULT_SETTINGS;
  return {
    status: choose(['DRAFT', 'SUBMITTED', 'AUTHORISED'], given.status, standard.status),
    numberSource: choose(CHOICES.numberSource, given.numberSource, standard.numberSource),
    zeroTotals: choose(CHOICES.zeroTotals, given.zeroTotals, standard.zeroTotals),
    lineDetail: choose(CHOICES.lineDetail, given.lineDetail, standard.lineDetail),
    zeroLines: choose(CHOICES.zeroLines, given.zeroLines, standard.zeroLines),
    descriptionTemplate: text(given.descriptionTemplate),
    brandingThemeId: text(given.brandingThemeId),
    markAsSent: given.markAsSent === true,
    attachPdf: given.attachPdf === true,
    emailInvoices: given.emailInvoices === true,
  };
}

/** Xero gives the number, so that there is none before the document is there. */
export function isNumberedByXero({ numberSource }: { numberSource: NumberSource }): boolean {
  return numberSource === 'xero' || numberSource === 'xero-replacing';
}
