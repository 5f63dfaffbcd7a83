import { FINDING_KINDS, type Finding, type FindingKind } from './doctor.ts';
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
  /** `press`: what is found with another fingerprint is shown again instead of mended. */
  mend:
    | { kind: 'press'; label: string; question: string; fingerprint: string }
    | { kind: 'connect'; label: string }
    | { kind: 'search'; label: string; text: string }
    | null;
  mended: Decision | null;
}

const ROWS_SHOWN = 8;
/** As many ids as fit into what a button carries; a cut one would be another invoice. */
const IDS_SEARCHED = 80;

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
  'marked-not-posted': 'Search for them with marked ones included; then approve as always. Or leave them.',
  'mark-cleared': 'Nothing is sent again because of it. Set the date again in Autotask if it was not meant.',
  'document-gone': 'Let the ledger follow. After that a new search may offer the invoice again, for a new approval.',
  'document-missing':
    'upSync sends nothing again by itself. Look in Xero whether the organisation is the right one, or was reset.',
  'link-merged': 'Link to the contact it was merged into.',
  'link-unusable': 'Restore the contact in Xero. Otherwise the next search asks who the company is.',
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
    mend: mendOf(kind, all, show.fingerprint(keysOf(all))),
  };
}

/** What a group's button stands for: exactly these findings. */
export function keysOf(findings: readonly Finding[]): string {
  return findings
    .map(({ key }) => key)
    .sort()
    .join('\n');
}

function mendOf(kind: FindingKind, all: readonly Finding[], fingerprint: string): DoctorGroup['mend'] {
  const n = all.length;
  const press = (label: string, question: string) => ({ kind: 'press' as const, label, question, fingerprint });
  switch (kind) {
    case 'connection-dead':
    case 'token-ending':
      return { kind: 'connect', label: 'Connect to Xero' };
    case 'in-doubt':
      return press('Look in Xero now', `upSync looks in Xero what became of ${things(n, 'invoice')}.`);
    case 'stuck':
      return press('Start the work again', 'What was approved is sent, if nothing of it has changed since.');
    case 'mark-owed':
    case 'mark-unanswered':
      return press(`Mark ${n} now`, `${things(n, 'invoice')} will be marked as processed in Autotask.`);
    case 'marked-not-posted': {
      const ids = all.slice(0, IDS_SEARCHED).map(({ invoiceId }) => invoiceId);
      return {
        kind: 'search',
        label: ids.length < n ? `Search for the first ${ids.length}` : `Search for ${n}`,
        text: `id:${ids.join(',')} include-invoiced`,
      };
    }
    case 'document-gone':
      return press(
        `Let the ledger follow (${n})`,
        `${things(n, 'invoice')} will count as voided. Xero is not changed.`,
      );
    case 'link-merged':
      return press(
        n === 1 ? 'Link to the contact it was merged into' : `Link ${n} to the contacts they were merged into`,
        'The links are kept by upSync. Xero is not changed.',
      );
    case 'mark-cleared':
    case 'document-missing':
    case 'link-unusable':
      return null;
  }
}

function things(n: number, one: string): string {
  return `${n} ${n === 1 ? one : `${one}s`}`;
}

/** "3 things are half done." */
export function doctorHeadline({ count, notes }: Pick<DoctorView, 'count' | 'notes'>): string {
  if (count > 0) return `${count} ${count === 1 ? 'thing is' : 'things are'} half done.`;
  return notes.length > 0 ? 'Nothing to mend in what could be read.' : 'Nothing to mend.';
}
