import type { LinksOf } from '../domain/invoice-rows.ts';
import { describeCriteria } from '../domain/runs.ts';
import { undoReport } from '../domain/undo-view.ts';
import { type NoticeView, notice } from '../domain/views.ts';
import type { Deps } from './deps.ts';
import type { Picture } from './picture.ts';

/** For the channel: what came of it. */
export async function undoNotice(
  deps: Deps,
  picture: Picture,
  { cardUrl, linksOf }: { cardUrl: string | null; linksOf: LinksOf },
): Promise<NoticeView> {
  const { run, planned, organisation } = picture;
  const report = undoReport(run, await deps.db.postings.ofRun(run.id), planned, linksOf);
  const out = report?.outOfXero ?? 0;
  const left = report?.left ?? [];
  const leftCount = left.length + (report?.moreLeft ?? 0);
  const title =
    out === 0
      ? 'A run was undone: no document of it was taken out of Xero.'
      : `A run was undone: ${out} ${out === 1 ? 'document is' : 'documents are'} out of Xero again.`;
  return notice(leftCount > 0 ? 'warning' : 'done', title, {
    lines: [
      `${describeCriteria(run.criteria)} · ${organisation?.name ?? 'no organisation'}`,
      ...(report && report.numbers > 0
        ? ['Numbers that Xero gave stay in Autotask until the invoices are posted again.']
        : []),
      ...(leftCount > 0 ? [`${leftCount} could not be undone:`] : []),
      ...left.map(({ number, sentence }) => `${number}: ${sentence}`),
      ...(report && report.moreLeft > 0 ? [`and ${report.moreLeft} more; the card has them.`] : []),
    ],
    ...(run.undoneBy ? { byline: { what: 'Undone', by: run.undoneBy } } : {}),
    links: [
      ...(cardUrl ? [{ label: 'Open the card', url: cardUrl }] : []),
      ...left.flatMap(({ number, links }) => links.slice(0, 1).map(({ url }) => ({ label: number, url }))),
    ],
  });
}
