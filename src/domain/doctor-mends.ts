import type { Finding, FindingKind, MendWay } from './doctor.ts';

/** A button. `press`: what is found with another fingerprint is shown again instead of mended. */
export type DoctorMend =
  /** `way`: left out for the plain one. */
  | { kind: 'press'; label: string; question: string; fingerprint: string; way?: MendWay }
  | { kind: 'connect'; label: string }
  | { kind: 'search'; label: string; text: string }
  /** Opens the window where other contacts are chosen. */
  | { kind: 'relink'; label: string; organisation: string };

/** As many ids as fit into what a button carries; a cut one would be another invoice. */
const IDS_SEARCHED = 80;

/** What a person may have done with a group of findings: the first button, and a second one where there are two ways. */
export function mendsOf(
  kind: FindingKind,
  all: readonly Finding[],
  fingerprint: string,
): { mend: DoctorMend | null; also: DoctorMend | null } {
  const n = all.length;
  const press = (label: string, question: string, way?: MendWay) => ({
    ...{ kind: 'press' as const, label, question, fingerprint },
    ...(way && { way }),
  });
  const only = (mend: DoctorMend | null) => ({ mend, also: null });
  switch (kind) {
    case 'connection-dead':
    case 'token-ending':
      return only({ kind: 'connect', label: 'Connect to Xero' });
    case 'in-doubt':
      return only(press('Look in Xero now', `upSync looks in Xero what became of ${things(n, 'invoice')}.`));
    case 'stuck':
      return only(press('Start the work again', 'What was approved is sent, if nothing of it has changed since.'));
    case 'mark-owed':
    case 'mark-unanswered':
      return only(press(`Mark ${n} now`, `${things(n, 'invoice')} will be marked as processed in Autotask.`));
    case 'mark-cleared':
      return {
        mend: press(`Mark ${n} again`, `${things(n, 'invoice')} will be marked as processed in Autotask again.`),
        also: press(
          `Leave ${n} unmarked`,
          `Autotask stays as it is. ${n === 1 ? 'It counts' : 'They count'} as in Xero, and upSync does not tell it again.`,
          'accept',
        ),
      };
    case 'marked-not-posted':
      return { mend: searchOf(all), also: clearOf(all, press) };
    case 'document-gone':
    case 'document-missing':
      return followOf(all, press);
    case 'link-merged':
      return only(
        press(
          n === 1 ? 'Link to the contact it was merged into' : `Link ${n} to the contacts they were merged into`,
          'The links are kept by upSync. Xero is not changed.',
        ),
      );
    case 'link-unusable':
      return relinkOf(all);
  }
}

type Press = (label: string, question: string, way?: MendWay) => DoctorMend;

function searchOf(all: readonly Finding[]): DoctorMend {
  const ids = all.slice(0, IDS_SEARCHED).map(({ invoiceId }) => invoiceId);
  const label = ids.length < all.length ? `Search for the first ${ids.length}` : `Search for ${all.length}`;
  return { kind: 'search', label, text: `id:${ids.join(',')} include-invoiced` };
}

function clearOf(all: readonly Finding[], press: Press): DoctorMend | null {
  const marks = all.filter(({ ourMark, posting }) => ourMark && posting?.state === 'voided').length;
  if (marks === 0) return null;
  const question = `${things(marks, 'mark')} that upSync wrote will be cleared in Autotask; a search finds the ${marks === 1 ? 'invoice' : 'invoices'} again.`;
  return press(`Clear ${things(marks, 'mark')}`, question, 'clear');
}

/** A button for each of the first two organisations; the others follow when these are done. */
function relinkOf(all: readonly Finding[]): { mend: DoctorMend | null; also: DoctorMend | null } {
  const organisations = [...new Set(all.flatMap(({ link }) => link?.organisationId ?? []))];
  const [first = null, second = null] = organisations.slice(0, 2).map((organisation): DoctorMend => {
    const n = all.filter(({ link }) => link?.organisationId === organisation).length;
    return { kind: 'relink', label: n === 1 ? 'Choose another contact' : `Choose ${n} other contacts`, organisation };
  });
  return { mend: first, also: second };
}

/** With the mark, where upSync wrote it: an invoice that is marked and not in Xero would be billed by nobody. */
function followOf(all: readonly Finding[], press: Press): { mend: DoctorMend; also: DoctorMend | null } {
  const n = all.length;
  const marks = all.filter(({ ourMark }) => ourMark).length;
  const counts = `${things(n, 'invoice')} will count as voided. Xero is not changed.`;
  const plain = (label: string) => press(label, counts);
  if (marks === 0) return { mend: plain(`Let the ledger follow (${n})`), also: null };
  const cleared = `${counts} ${things(marks, 'mark')} that upSync wrote will be cleared in Autotask.`;
  return {
    mend: press(`Follow, and clear ${things(marks, 'mark')}`, cleared, 'clear'),
    also: plain(`Only let the ledger follow (${n})`),
  };
}

function things(n: number, one: string): string {
  return `${n} ${n === 1 ? one : `${one}s`}`;
}
