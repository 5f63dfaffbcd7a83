import type { Instant } from '../types.ts';

/** The personal way into Xero. */
export interface ConnectView {
  kind: 'connect';
  url: string;
  /** When the link ends. */
  expiresAt: Instant;
  /** Where Xero sends the browser; said so that people know which address to paste. */
  redirectUri: string;
}

export interface OrganisationChoiceView {
  kind: 'organisation-choice';
  runId: string;
  organisations: { id: string; name: string }[];
}
