import type { FORMS } from '../blocks/action-ids.ts';
import { NO_THEME } from '../blocks/fields.ts';
import { RETENTION_MONTHS } from '../domain/retention.ts';
import { readSettings } from '../domain/settings.ts';
import type { DocumentStatus, OrganisationSettings, Person } from '../domain/types.ts';
import type { FormAnswer, Services } from '../services/api.ts';
import { isTicked, readFields, type State, textOf } from './payloads.ts';
import type { Press, Submitted } from './routes.ts';

type Meta = ReturnType<(typeof FORMS)['settings']['parse']>;

export function openSettings(services: Services) {
  return ({ person }: Press<object>) => services.settings.form({ person });
}

export function submitSettings(services: Services) {
  return async (q: { person: Person; meta: Meta; state: State }): Promise<Submitted> => {
    const fields = readFields(q.state);
    const statuses = [...fields].flatMap(([field, answer]) => {
      const status = field.startsWith('status:') ? readStatus(textOf(answer)) : null;
      const organisationId = field.slice('status:'.length);
      // untouched here: what a window on top of this one decided meanwhile stays
      return status && status !== q.meta.statuses[organisationId] ? [{ organisationId, status }] : [];
    });
    const allowOwnApproval = isTicked(fields.get('allowOwnApproval'));
    const months = RETENTION_MONTHS.find((one) => String(one) === textOf(fields.get('retentionMonths')));
    const chosen = { allowOwnApproval, statuses, ...(months !== undefined && { retentionMonths: months }) };
    return submitted(await services.settings.save({ person: q.person, fields: chosen }));
  };
}

export function openDocuments(services: Services) {
  return ({ person, value }: Press<{ organisation: string }>) =>
    services.settings.documents({ person, organisationId: value.organisation });
}

export function submitDocuments(services: Services) {
  return async (q: { person: Person; meta: { organisation: string }; state: State }): Promise<Submitted> => {
    const fields = readFields(q.state);
    const theme = textOf(fields.get('brandingThemeId'));
    const answer = await services.settings.saveDocuments({
      person: q.person,
      organisationId: q.meta.organisation,
      settings: {
        ...chosenOf(fields),
        // without Xero's list the window has no such field, and what was chosen stays
        ...(theme !== null && { brandingThemeId: theme === NO_THEME ? null : theme }),
        ...followsOf(fields),
      },
    });
    return submitted(answer);
  };
}

/** The boxes are in every window of documents, so one without a tick says no. */
function followsOf(fields: ReturnType<typeof readFields>) {
  const ticked = new Set((fields.get('follows')?.selected_options ?? []).map(({ value }) => value));
  const [markAsSent, attachPdf, emailInvoices] = (['markAsSent', 'attachPdf', 'emailInvoices'] as const).map((field) =>
    ticked.has(field),
  );
  return { markAsSent: markAsSent === true, attachPdf: attachPdf === true, emailInvoices: emailInvoices === true };
}

const LISTED = ['status', 'numberSource', 'lineDetail', 'zeroLines', 'zeroTotals'] as const;

/** Only what a setting may be; a list that was not in the window is left out. */
function chosenOf(fields: ReturnType<typeof readFields>): Partial<OrganisationSettings> {
  const given = Object.fromEntries(LISTED.map((field) => [field, textOf(fields.get(field))]));
  const read = readSettings({ ...given, descriptionTemplate: textOf(fields.get('descriptionTemplate')) });
  const chosen: Partial<OrganisationSettings> = { ...read };
  delete chosen.brandingThemeId;
  delete chosen.markAsSent;
  delete chosen.attachPdf;
  delete chosen.emailInvoices;
  for (const field of LISTED) if (given[field] === null) delete chosen[field];
  return chosen;
}

export function submitted(answer: FormAnswer): Submitted {
  switch (answer.kind) {
    case 'errors':
      return answer;
    case 'next':
      return { kind: 'show', view: answer.view };
    case 'done':
      return answer.notice ? { kind: 'show', view: answer.notice } : { kind: 'close' };
  }
}

export function readStatus(text: string | null): DocumentStatus | null {
  return text === 'DRAFT' || text === 'SUBMITTED' || text === 'AUTHORISED' ? text : null;
}
