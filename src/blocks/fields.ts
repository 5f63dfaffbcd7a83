import { LIMITS } from './limits.ts';

/**
 * block_id ↔ the neutral field name that FormAnswer speaks of. Each input has one element, with action_id `VALUE`, so
 * `view.state.values[block_id][VALUE]` is its answer. `nth` makes a block_id new where Slack must forget what was typed.
 */
export const VALUE = 'value';

export function fieldBlock(field: string, nth?: number | string): string {
  return nth === undefined ? `field:${field}` : `field:${field}#${nth}`;
}

export function fieldOf(blockId: string): string | null {
  return /^field:(.*?)(?:#\d+)?$/s.exec(blockId)?.[1] ?? null;
}

/** Whether Slack takes this field's block_id. */
export function isFieldUsable(field: string): boolean {
  return fieldBlock(field, 10_000).length <= LIMITS.idLength && !/#\d+$/.test(field);
}

/** Fields of a contact question: `contact:{companyId}:{part}`. */
export const CONTACT_PARTS = ['choice', 'other', 'name', 'save'] as const;
export type ContactPart = (typeof CONTACT_PARTS)[number];

export function contactField(companyId: number, part: ContactPart): string {
  return `contact:${companyId}:${part}`;
}

/** A link that is to go elsewhere: `relink:{companyId}:{contact of today}`. */
export function relinkField({ companyId, contactId }: { companyId: number; contactId: string }): string {
  return `relink:${companyId}:${contactId}`;
}

/** Values of a contact question's choice. */
export const CHOICE = { create: 'create:', other: 'other', skip: 'skip', map: 'map:' } as const;
/** Value of the choice "no person of Autotask goes along". */
export const NOBODY = 'none';
/** Value of the choice "no account of its own". */
export const NO_ACCOUNT = 'none';
/** Value of the choice "Xero's default branding theme". */
export const NO_THEME = 'none';
/** Pieces of a pasted file; the first is where its errors stand. */
export const MAPS_PIECES = ['file', 'file2', 'file3', 'file4', 'file5'] as const;
/** Value of "all divisions" in the search window. */
export const TICKED = 'yes';
