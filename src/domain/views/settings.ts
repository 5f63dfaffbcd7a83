import type { BrandingTheme, DocumentStatus, OrganisationSettings, PersonId } from '../types.ts';

export interface SettingsView {
  kind: 'settings';
  organisations: { id: string; name: string; status: DocumentStatus; defaultAccount: string | null; maps: number }[];
  allowOwnApproval: boolean;
  /** After so many months copies of lines, names and e-mails are deleted. */
  retentionMonths: number;
  mayEdit: boolean;
  holders: { approvers: PersonId[]; admins: PersonId[] };
}

/** How the documents of one organisation are made; a form for admins. */
export interface DocumentSettingsView {
  kind: 'document-settings';
  organisation: { id: string; name: string };
  settings: OrganisationSettings;
  /** Null where Xero did not give the list just now. */
  brandingThemes: BrandingTheme[] | null;
  /** What a template may say, for the hint. */
  placeholders: readonly string[];
}
