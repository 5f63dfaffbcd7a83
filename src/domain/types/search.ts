import type { CalendarDay } from './words.ts';

/** What a search asks for. Criteria are ANDed; a period or ids are needed. */
export interface SearchCriteria {
  period: Period | null;
  invoiceIds: number[];
  /** Text as typed: a Division, a Line of Business, or `Division / Line`. */
  division: string | null;
  includeMarked: boolean;
  /** Preview only: nothing can be approved. */
  dryRun: boolean;
}

/** Both days belong to it. */
export interface Period {
  from: CalendarDay;
  to: CalendarDay;
}
