import { FINDING_KINDS, type Finding, type FindingKind } from './doctor.ts';
import { type DoctorMend, mendsOf } from './doctor-mends.ts';
import type { Instant } from './types.ts';
import type { Decision, Link } from './views.ts';

/** What is half done over ledger, Autotask and Xero, with a button for each kind that can be mended. */
export interface DoctorView {
  kind: 'doctor';
  examinedAt: Instant;
  /** Looked by itself, not because somebody asked. */
  nightly: boolean;
  count: number;
  groups: DoctorGroup[];
  /** What was looked at, with counts. */
  looked: string[];
  /** What could not be read. */
  notes: string[];
}

export interface DoctorGroup {
  finding: FindingKind;
  title: string;
  whatToDo: string;
  count: number;
  rows: { label: string; company: string; sentence: string; links: Link[] }[];
  more: number;
  mend: DoctorMend | null;
  /** The other thing that may be done; missing in cards that an earlier version keeps. */
  also?: DoctorMend | null;
  mended: Decision | null;
}

const ROWS_SHOWN = 8;

const TITLES: Record<FindingKind, string> = {
  'connection-dead': 'The connection to Xero has ended',
  'token-ending': 'The connection to Xero is about to end',
  'in-doubt': 'In doubt for too long',
  stuck: 'Begun, and nobody works on it',
  'mark-owed': 'Posted, and the mark that was agreed is missing',
  'mark-unanswered': 'Posted, and nobody has said whether to mark',
  'marked-not-posted': 'Marked in Autotask, and not in Xero',
  'mark-cleared': 'In Xero, and its mark was taken away in Autotask',
  'document-gone': 'Voided or deleted in Xero behind upSync’s back',
  'document-missing': 'Posted says the ledger, unknown says Xero',
  'link-merged': 'Linked to a contact that was merged',
  'link-unusable': 'Linked to a contact that cannot be used',
};

const WHAT_TO_DO: Record<FindingKind, string> = {
  'connection-dead': 'Connect again; what waits goes on from there.',
  'token-ending': 'Connect again, or see why Xero does not answer: any use of the connection renews it for 60 days.',
  'in-doubt': 'A look in Xero decides. Nothing is sent again before Xero surely has none.',
  stuck: 'Start it again; it goes on where it ended.',
  'mark-owed': 'Mark again. A date that stands in Autotask is never written over.',
  'mark-unanswered': 'Mark them here, or answer on the card of the run.',
  'marked-not-posted':
    'Search for them with marked ones included; then approve as always. Or clear what upSync wrote; the mark of another tool stays. Or leave them.',
  'mark-cleared': 'Mark it again, or leave it unmarked. Nothing is sent again because of it.',
  'document-gone': 'Let the ledger follow. After that a new search may offer the invoice again, for a new approval.',
  'document-missing':
    'Look in Xero first whether the organisation is the right one, or was reset. Then let the ledger follow, or leave it: upSync sends nothing again by itself.',
  'link-merged': 'Link to the contact it was merged into.',
  'link-unusable':
    'Restore the contact in Xero (in its list of archived contacts), or choose another one. Otherwise the next search asks who the company is.',
};

export interface ShowFindings {
  examinedAt: Instant;
  nightly: boolean;
  companies: ReadonlyMap<number, string>;
  linksOf(finding: Finding): Link[];
  /** Of the keys of a group: what a press stands for. */
  fingerprint(keys: string): string;
  looked: string[];
  notes: string[];
}

/** Everything that was found, grouped, with what can be done. */
export function doctorView(findings: readonly Finding[], show: ShowFindings): DoctorView {
  const groups = FINDING_KINDS.flatMap((kind) => {
    const all = findings.filter((finding) => finding.kind === kind);
    return all.length === 0 ? [] : [groupOf(kind, all, show)];
  });
  const { examinedAt, nightly, looked, notes } = show;
  return { kind: 'doctor', examinedAt, nightly, count: findings.length, groups, looked, notes };
}

function groupOf(kind: FindingKind, all: readonly Finding[], show: ShowFindings): DoctorGroup {
  const rows = all.slice(0, ROWS_SHOWN).map((finding) => ({
    label: finding.label,
    company:
      finding.companyId === null ? '' : (show.companies.get(finding.companyId) ?? `Company ${finding.companyId}`),
    sentence: finding.sentence,
    links: show.linksOf(finding),
  }));
  return {
    ...{ finding: kind, title: TITLES[kind], whatToDo: WHAT_TO_DO[kind], count: all.length },
    ...{ rows, more: all.length - rows.length, mended: null },
    ...mendsOf(kind, all, show.fingerprint(keysOf(all))),
  };
}

/** What a group's button stands for: exactly these findings. */
export function keysOf(findings: readonly Finding[]): string {
  return findings
    .map(({ key }) => key)
    .sort()
    .join('\n');
}

/** "3 things are half done." */
export function doctorHeadline({ count, notes }: Pick<DoctorView, 'count' | 'notes'>): string {
  if (count > 0) return `${count} ${count === 1 ? 'thing is' : 'things are'} half done.`;
  return notes.length > 0 ? 'Nothing to mend in what could be read.' : 'Nothing to mend.';
}
