import { DEFAULT_SETTINGS } from '../domain/settings.ts';
import { PLACEHOLDERS, templateProblem } from '../domain/template.ts';
import type { BrandingTheme, OrganisationSettings } from '../domain/types.ts';
import { type DocumentSettingsView, type NoticeView, notice, type SettingsView } from '../domain/views.ts';
import type { FormAnswer, Services } from './api.ts';
import type { Deps } from './deps.ts';
import { refuseStranger, refuseUnless } from './rights.ts';

export function createSettings(deps: Deps): Services['settings'] {
  return {
    form: (q) => form(deps, q),
    save: (q) => save(deps, q),
    documents: (q) => documents(deps, q),
    saveDocuments: (q) => saveDocuments(deps, q),
  };
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
    retentionMonths: await deps.db.settings.retentionMonths(),
    mayEdit: (await deps.people.roles(person.id)).has('admin'),
    holders: { approvers: await deps.people.holders('approver'), admins: await deps.people.holders('admin') },
  };
}

async function save(deps: Deps, { person, fields }: Parameters<Services['settings']['save']>[0]): Promise<FormAnswer> {
  const refusal = await refuseUnless(deps.people, person, 'admin');
  if (refusal) return { kind: 'done', notice: refusal };
  await deps.db.transaction(async (tx) => {
    await tx.settings.setAllowOwnApproval(fields.allowOwnApproval, person);
    if (fields.retentionMonths !== undefined) await tx.settings.setRetentionMonths(fields.retentionMonths, person);
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

async function documents(
  deps: Deps,
  { person, organisationId }: Parameters<Services['settings']['documents']>[0],
): Promise<DocumentSettingsView | NoticeView> {
  const refusal = await refuseUnless(deps.people, person, 'admin');
  if (refusal) return refusal;
  const organisation = await deps.db.organisations.get(organisationId);
  if (!organisation) return notice('warning', 'upSync does not know this organisation.');
  const { id, name, settings } = organisation;
  const brandingThemes = await themesOf(deps, id);
  return {
    kind: 'document-settings',
    organisation: { id, name },
    settings,
    brandingThemes,
    placeholders: PLACEHOLDERS,
  };
}

async function themesOf(deps: Deps, organisationId: string): Promise<BrandingTheme[] | null> {
  try {
    return await deps.accounting.brandingThemes(organisationId);
  } catch (error) {
    deps.log.warn({ error }, 'Xero’s branding themes could not be read');
    return null;
  }
}

async function saveDocuments(
  deps: Deps,
  { person, organisationId, settings: given }: Parameters<Services['settings']['saveDocuments']>[0],
): Promise<FormAnswer> {
  const refusal = await refuseUnless(deps.people, person, 'admin');
  if (refusal) return { kind: 'done', notice: refusal };
  const organisation = await deps.db.organisations.get(organisationId);
  if (!organisation) return { kind: 'done', notice: notice('warning', 'upSync does not know this organisation.') };
  const settings: OrganisationSettings = { ...DEFAULT_SETTINGS, ...organisation.settings, ...given };
  const errors = await problemsOf(deps, organisationId, settings, organisation.settings);
  if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
  await deps.db.transaction(async (tx) => {
    await tx.organisations.setSettings(organisationId, settings);
    const details = { organisationId, before: organisation.settings, after: settings };
    await tx.audit.write(person, 'document-settings.saved', { details });
    for (const run of await tx.runs.inState(['open'])) {
      if (run.organisationId !== organisationId) continue;
      // other numbers are looked up in Xero before anything may be approved
      if (run.checkedAt !== null && (await tx.runs.move(run.id, 'checking', { checkedAt: null }, ['open'])))
        await tx.enqueue({ task: 'check', runId: run.id });
      else await tx.runs.touch(run.id);
      await tx.enqueue({ task: 'draw', runId: run.id });
    }
  });
  return { kind: 'done', notice: notice('done', `Documents of ${organisation.name}: saved.`) };
}

async function problemsOf(
  deps: Deps,
  organisationId: string,
  settings: OrganisationSettings,
  before: OrganisationSettings,
): Promise<Record<string, string>> {
  const errors: Record<string, string> = {};
  const template = settings.descriptionTemplate === null ? null : templateProblem(settings.descriptionTemplate);
  if (template !== null) errors.descriptionTemplate = template;
  const { brandingThemeId } = settings;
  if (brandingThemeId !== null && brandingThemeId !== before.brandingThemeId) {
    const themes = await themesOf(deps, organisationId);
    if (!themes) errors.brandingThemeId = 'Xero did not answer, so this theme could not be checked. Try again.';
    else if (!themes.some(({ id }) => id === brandingThemeId))
      errors.brandingThemeId = 'Xero has no such branding theme any more.';
  }
  return errors;
}
