import { type NoticeView, notice, type SettingsView } from '../domain/views.ts';
import type { FormAnswer, Services } from './api.ts';
import type { Deps } from './deps.ts';
import { refuseStranger, refuseUnless } from './rights.ts';

export function createSettings(deps: Deps): Services['settings'] {
  return { form: (q) => form(deps, q), save: (q) => save(deps, q) };
}

async function form(
  deps: Deps,
  { person }: Parameters<Services['settings']['form']>[0],
): Promise<SettingsView | NoticeView> {
  const refusal = await refuseStranger(deps.people, person);
  if (refusal) return refusal;
  const organisations: SettingsView['organisations'] = [];
  for (const { id, name, documentStatus } of await deps.db.organisations.connected()) {
    const maps = await deps.db.maps.list(id);
    const entry = maps.find((map) => map.kind === 'default-account');
    const defaultAccount = entry?.accountCode ?? null;
    organisations.push({ id, name, status: documentStatus, defaultAccount, maps: maps.length });
  }
  return {
    kind: 'settings',
    organisations,
    allowOwnApproval: await deps.db.settings.allowOwnApproval(),
    mayEdit: (await deps.people.roles(person.id)).has('admin'),
    holders: { approvers: await deps.people.holders('approver'), admins: await deps.people.holders('admin') },
  };
}

async function save(deps: Deps, { person, fields }: Parameters<Services['settings']['save']>[0]): Promise<FormAnswer> {
  const refusal = await refuseUnless(deps.people, person, 'admin');
  if (refusal) return { kind: 'done', notice: refusal };
  await deps.db.transaction(async (tx) => {
    await tx.settings.setAllowOwnApproval(fields.allowOwnApproval, person);
    for (const { organisationId, status } of fields.statuses) await tx.organisations.setStatus(organisationId, status);
    await tx.audit.write(person, 'settings.saved', { details: fields });
  });
  // what a card shows, and what its Approve stands for, may be another document now
  for (const run of await deps.db.runs.inState(['open'])) {
    await deps.db.runs.touch(run.id);
    await deps.db.enqueue({ task: 'draw', runId: run.id });
  }
  return { kind: 'done', notice: notice('done', 'Settings saved.') };
}
