import type { DoctorView } from './doctor-view.ts';
import type { RunTotalsView } from './run-totals.ts';
import type { UndoView } from './undo-views.ts';
import type { ConnectView, OrganisationChoiceView } from './views/connect.ts';
import type { ContactQuestionsView } from './views/contacts.ts';
import type { HelpView, RunsView, StatusView } from './views/history.ts';
import type { NoticeView } from './views/notice.ts';
import type { PreviewView } from './views/preview.ts';
import type { ReconcileView } from './views/reconcile.ts';
import type { RelinkView } from './views/relink.ts';
import type { RunCardView } from './views/run-card.ts';
import type { InvoiceListView, SearchFormView } from './views/search.ts';
import type { MapsImportView, SetUpView } from './views/set-up.ts';
import type { DocumentSettingsView, SettingsView } from './views/settings.ts';

export type { UndoReport, UndoTold, UndoView } from './undo-views.ts';
export * from './views/connect.ts';
export * from './views/contacts.ts';
export * from './views/history.ts';
export * from './views/notice.ts';
export * from './views/preview.ts';
export * from './views/reconcile.ts';
export * from './views/relink.ts';
export * from './views/run-card.ts';
export * from './views/run-report.ts';
export * from './views/search.ts';
export * from './views/set-up.ts';
export * from './views/settings.ts';

/**
 * Everything upSync says, as data. A front (Slack's blocks, a text terminal, Teams later) draws it; nobody else knows
 * how it looks. Texts are plain, never marked up: company names and Xero's words go in as they are. Pages count from 1.
 */
export type View =
  | NoticeView
  | HelpView
  | RunCardView
  | SearchFormView
  | InvoiceListView
  | ConnectView
  | OrganisationChoiceView
  | SetUpView
  | MapsImportView
  | ContactQuestionsView
  | PreviewView
  | UndoView
  | RunTotalsView
  | StatusView
  | RunsView
  | ReconcileView
  | DoctorView
  | RelinkView
  | SettingsView
  | DocumentSettingsView;
