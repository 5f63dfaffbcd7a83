import { type MapsOf, readMaps, writeMaps } from '../domain/maps-file.ts';
import type { DecidedMap, Person } from '../domain/types.ts';
import { type MapsImportView, type NoticeView, notice } from '../domain/views.ts';
import type { FormAnswer, Services } from './api.ts';
import type { Deps } from './deps.ts';
import { refuseUnless } from './rights.ts';
import { type NewMaps, readReference, storeMaps } from './set-up.ts';

/** More is said row by row in a window than anybody reads; the rest is counted. */
const PROBLEMS_SHOWN = 12;

export function createMaps(deps: Deps): Services['maps'] {
  return {
    exportFile: (q) => exportFile(deps, q),
    importForm: (q) => importForm(deps, q),
    importFile: (q) => importFile(deps, q),
  };
}

async function exportFile(
  deps: Deps,
  { person, format }: Parameters<Services['maps']['exportFile']>[0],
): Promise<NoticeView> {
  const refusal = await refuseUnless(deps.people, person, 'admin');
  if (refusal) return refusal;
  const all = await everything(deps);
  const count = all.reduce((sum, { maps }) => sum + maps.length, 0);
  if (count === 0) return notice('info', 'No maps are decided yet, so there is nothing to export.');
  const content = Buffer.from(writeMaps(all, await readReference(deps), format), 'utf8');
  const names = all.map(({ organisation }) => organisation.name).join(', ');
  const title = `Maps of ${names}`;
  // a person is a place, too: their direct messages
  const message = await deps.chat.post(
    person.id,
    notice('done', `${title}.`, { lines: ['The file is in the thread; /upsync maps import takes it back.'] }),
  );
  await deps.chat.upload(person.id, { name: `upsync-maps.${format}`, content, title }, message);
  await deps.db.audit.write(person, 'maps.exported', { details: { format, maps: count } });
  return notice('done', 'The file is in your direct messages with upSync.', {
    lines: ['Change it in a spreadsheet or an editor, and bring it back with /upsync maps import.'],
  });
}

async function importForm(deps: Deps, { person }: { person: Person }): Promise<MapsImportView | NoticeView> {
  const refusal = await refuseUnless(deps.people, person, 'admin');
  if (refusal) return refusal;
  const organisations = (await deps.db.organisations.connected()).map(({ name }) => name);
  if (organisations.length === 0) return notice('warning', 'Connect to Xero first.');
  return { kind: 'maps-import', organisations };
}

async function importFile(
  deps: Deps,
  { person, text }: Parameters<Services['maps']['importFile']>[0],
): Promise<FormAnswer> {
  const refusal = await refuseUnless(deps.people, person, 'admin');
  if (refusal) return { kind: 'done', notice: refusal };
  const all = await everything(deps);
  const read = readMaps(text, all, await readReference(deps));
  if (!read.ok) {
    const more = read.problems.length - PROBLEMS_SHOWN;
    const shown = read.problems.slice(0, PROBLEMS_SHOWN);
    const rest = more > 0 ? [`… and ${more} more.`] : [];
    return { kind: 'errors', errors: { file: ['Nothing was stored.', ...shown, ...rest].join('\n') } };
  }
  const files = all.flatMap(({ organisation, maps: before }): NewMaps[] => {
    const own = read.maps.filter(({ organisationId }) => organisationId === organisation.id);
    if (own.length === 0) return [];
    const entries = own.map(({ entry }) => entry);
    return [{ organisationId: organisation.id, by: person, entries, before, action: 'maps.imported' }];
  });
  const changed = await storeMaps(deps, ...files);
  const said = `${read.maps.length} maps read, ${changed} of them changed something.`;
  return { kind: 'done', notice: notice('done', said, { lines: ['Maps that are not in the file stay as they are.'] }) };
}

/** Connected organisations with their maps; those that hold for all stand at the first. */
async function everything(deps: Deps): Promise<(MapsOf & { maps: DecidedMap[] })[]> {
  const all = [];
  for (const { id, name, books } of await deps.db.organisations.connected()) {
    const maps = await deps.db.maps.list(id);
    all.push({ organisation: { id, name }, books, maps });
  }
  return all;
}
