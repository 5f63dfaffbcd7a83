import { PRESETS, type Preset, presetPeriod, resolvePeriod } from './period.ts';
import type { CalendarDay, SearchCriteria } from './types.ts';

/** The search window as it was filled in; empty texts where nothing was. */
export interface FilledSearch {
  /** `Division / Line` as the list offered it, or null. */
  division: string | null;
  preset: string | null;
  invoiceIds: string;
  from: CalendarDay | null;
  to: CalendarDay | null;
  includeMarked: boolean;
}

export type FormCriteria = { ok: true; criteria: SearchCriteria } | { ok: false; errors: Record<string, string> };

const MAX_IDS = 200;

/** Dates, where both are given, go before the preset; an id or a period is needed. Errors by field. */
export function criteriaFromFields(fields: FilledSearch, today: CalendarDay): FormCriteria {
  const errors: Record<string, string> = {};
  const ids = fields.invoiceIds.split(/[\s,;]+/).filter(Boolean);
  const wrong = ids.filter((id) => !/^\d{1,15}$/.test(id) || Number(id) < 1);
  if (wrong.length > 0)
    errors.invoiceIds = `Autotask’s invoice ids are whole numbers; ${wrong.join(', ')} is not one. For example: 1234, 1235`;
  else if (ids.length > MAX_IDS) errors.invoiceIds = `At most ${MAX_IDS} ids at a time.`;

  const { from, to } = fields;
  if (from !== null && to === null) errors.to = 'Choose the last day, too.';
  if (from === null && to !== null) errors.from = 'Choose the first day, too.';
  if (from !== null && to !== null && from > to) errors.to = 'The last day is before the first.';
  const preset = fields.preset === null ? null : PRESETS.find(({ value }) => value === fields.preset);
  if (preset === undefined && resolvePeriod(fields.preset ?? '', today) === null)
    errors.preset = 'Choose one of the periods.';
  const dated = from !== null && to !== null;
  if (!dated && !fields.preset && ids.length === 0 && from === null && to === null)
    errors.preset = 'Choose a period, or give invoice ids.';
  if (Object.keys(errors).length > 0) return { ok: false, errors };

  const period = dated ? { from, to } : preset ? presetPeriod(preset.value as Preset, today) : null;
  const { division, includeMarked } = fields;
  return { ok: true, criteria: { period, invoiceIds: ids.map(Number), division, includeMarked, dryRun: false } };
}
