import type { FindingKind, MendWay } from '../domain/doctor.ts';
import type { DoctorView } from '../domain/doctor-view.ts';
import type { RunTotalsView, TotalsBy } from '../domain/run-totals.ts';
import type { FilledSearch } from '../domain/search-form.ts';
import type {
  ContactSuggestion,
  DocumentStatus,
  MessageRef,
  OrganisationSettings,
  Person,
  Place,
  WindowRef,
} from '../domain/types.ts';
import type {
  ConnectView,
  ContactDecision,
  ContactQuestionsView,
  DocumentSettingsView,
  HelpView,
  InvoiceListView,
  MapsImportView,
  NoticeView,
  OrganisationChoiceView,
  PreviewView,
  RelinkView,
  RunsView,
  SearchFormView,
  SettingsView,
  SetUpSection,
  SetUpView,
  StatusView,
  UndoView,
} from '../domain/views.ts';

/**
 * The stories, as a front calls them. Each checks the person's right itself, may be called twice with one effect, and
 * reads the truth again: callers hand over ids and what was typed, never facts. Trouble with an outside system is thrown
 * as a RemoteError; a "no" of the business is a NoticeView. The card of a run is drawn by the services themselves.
 */
export interface Services {
  help(q: { person: Person }): Promise<HelpView | NoticeView>;

  search: {
    /** What was typed after `/upsync search`. The answer is for the person alone; the card follows by itself. */
    start(q: { person: Person; place: Place; text: string }): Promise<NoticeView>;
    form(q: { person: Person; place: Place }): Promise<SearchFormView | NoticeView>;
    /** The search window, submitted. */
    submit(q: { person: Person; place: Place; fields: FilledSearch }): Promise<FormAnswer>;
  };

  runs: {
    list(q: { person: Person }): Promise<RunsView | NoticeView>;
    invoices(q: { person: Person; runId: string; page: number }): Promise<InvoiceListView | NoticeView>;
    hold(q: {
      person: Person;
      runId: string;
      invoiceId: number;
      held: boolean;
      page: number;
    }): Promise<InvoiceListView | NoticeView>;
    preview(q: { person: Person; runId: string; page: number }): Promise<PreviewView | NoticeView>;
    /** What the run put into Xero beside what Autotask billed, by company, division or tax rate. */
    totals(q: { person: Person; runId: string; by: TotalsBy; page: number }): Promise<RunTotalsView | NoticeView>;
    /** A button of the run was pressed on this message, which may be a copy of its card. */
    use(q: CardUse): Promise<void>;
    /** From a direct message: posts the card where approvers are. */
    askForApproval(q: { person: Person; runId: string }): Promise<NoticeView | null>;
  };

  connect: {
    /** `window`: where the link will be shown, so that it can say there what came of the login. */
    begin(q: { person: Person; runId: string | null; window: WindowRef | null }): Promise<ConnectView | NoticeView>;
    /** The address the browser ended on. Comes back with what the browser says; the window with the link says so, too. */
    finish(q: { callbackUrl: string }): Promise<NoticeView>;
    /** The same, pasted by a person. Comes back with what the window shows next. */
    paste(q: { person: Person; callbackUrl: string }): Promise<NoticeView | OrganisationChoiceView>;
    status(q: { person: Person }): Promise<StatusView | NoticeView>;
    disconnect(q: { person: Person; connectionId: string }): Promise<NoticeView>;
  };

  contacts: {
    organisations(q: { person: Person; runId: string }): Promise<OrganisationChoiceView | NoticeView>;
    chooseOrganisation(q: { person: Person; runId: string; organisationId: string }): Promise<NoticeView | null>;
    questions(q: { person: Person; runId: string; page: number }): Promise<ContactQuestionsView | NoticeView>;
    /** Answers of one page. Comes back with the next open page, the same page with what was wrong, or a notice at the end. */
    answer(q: {
      person: Person;
      runId: string;
      page: number;
      decisions: { companyId: number; decision: ContactDecision }[];
    }): Promise<ContactQuestionsView | NoticeView>;
    /** Type-ahead over the local copy of Xero's contacts. Never calls Xero. */
    suggest(q: { runId: string; query: string }): Promise<ContactSuggestion[]>;
  };

  setUp: {
    /** For a run's missing maps, or with `runId` null for all of an organisation's. */
    form(q: {
      person: Person;
      runId: string | null;
      organisationId: string | null;
      page: number;
      /** Left out: where the run's first open question is. */
      section?: SetUpSection | null;
    }): Promise<SetUpView | NoticeView>;
    save(q: {
      person: Person;
      runId: string | null;
      organisationId: string;
      page: number;
      section?: SetUpSection;
      fields: SetUpFields;
    }): Promise<FormAnswer>;
    /** Type-ahead over the lists last read, where one is too long for the window. */
    suggest(q: {
      person: Person;
      organisationId: string;
      list: SetUpList;
      query: string;
    }): Promise<{ value: string; label: string }[]>;
  };

  maps: {
    /** Sends all maps of all organisations as one file to the person. */
    exportFile(q: { person: Person; format: 'csv' | 'json' }): Promise<NoticeView>;
    importForm(q: { person: Person }): Promise<MapsImportView | NoticeView>;
    /** All rows or none; what is wrong is told row by row. Adds and changes, takes nothing away. */
    importFile(q: { person: Person; text: string }): Promise<FormAnswer>;
  };

  approval: {
    approve(q: { person: Person; runId: string; fingerprint: string; markEach: boolean }): Promise<NoticeView | null>;
    cancel(q: { person: Person; runId: string }): Promise<NoticeView | null>;
    stop(q: { person: Person; runId: string }): Promise<NoticeView | null>;
    tryAgain(q: { person: Person; runId: string; fingerprint: string }): Promise<NoticeView | null>;
    adopt(q: { person: Person; runId: string }): Promise<NoticeView | null>;
    acceptDifferences(q: { person: Person; runId: string }): Promise<NoticeView | null>;
    /** Takes documents of ours out of Xero whose invoices were voided in Autotask. */
    voidInXero(q: { person: Person; runId: string }): Promise<NoticeView | null>;
    /** Joins lines where much tax would be sent against Xero's own; for this run. */
    joinLines(q: { person: Person; runId: string }): Promise<NoticeView | null>;
    /** Deletes the draft that came out different and lets the invoice be sent again. */
    deleteDraft(q: { person: Person; runId: string; invoiceId: number }): Promise<NoticeView | null>;
  };

  marking: {
    answer(q: { person: Person; runId: string; yes: boolean }): Promise<NoticeView | null>;
  };

  undo: {
    /** What an undo of the run would do, read from Xero and Autotask now. */
    preview(q: { person: Person; runId: string; page: number }): Promise<UndoView | NoticeView>;
    /** Bound to what the preview showed: with anything else to be done now, it comes back with that instead. */
    start(q: { person: Person; runId: string; fingerprint: string }): Promise<UndoView | NoticeView>;
  };

  reconcile: {
    /**
     * What was typed after `/upsync reconcile`; `organisationId` null: the only one connected. The card and its files are
     * posted where it was asked; comes back with what is to be told to the person alone.
     */
    start(q: { person: Person; place: Place; text: string; organisationId: string | null }): Promise<NoticeView | null>;
  };

  doctor: {
    /** Reads ledger, Autotask and Xero and says what is half done; changes nothing. For approvers and admins. */
    examine(q: { person: Person; place: Place }): Promise<DoctorView | NoticeView>;
    /** `fingerprint`: of the findings that were shown; others are shown again instead of mended. */
    mend(q: { person: Person; kind: FindingKind; way: MendWay; fingerprint: string }): Promise<DoctorView | NoticeView>;
    /** The companies of an organisation whose contact cannot be used, to choose other ones. */
    relink(q: { person: Person; organisationId: string }): Promise<RelinkView | NoticeView>;
    /** `from`: the contact that was shown. Comes back with what was wrong, or a notice at the end. */
    saveLinks(q: {
      person: Person;
      organisationId: string;
      answers: { companyId: number; from: string; contactId: string }[];
    }): Promise<RelinkView | NoticeView>;
    /** Type-ahead over the local copy of Xero's contacts. Never calls Xero. */
    suggest(q: { organisationId: string; query: string }): Promise<ContactSuggestion[]>;
  };

  settings: {
    form(q: { person: Person }): Promise<SettingsView | NoticeView>;
    save(q: { person: Person; fields: SettingsFields }): Promise<FormAnswer>;
    /** How the documents of one organisation are made. */
    documents(q: { person: Person; organisationId: string }): Promise<DocumentSettingsView | NoticeView>;
    /** What is left out stays as it is. Errors: descriptionTemplate, brandingThemeId. */
    saveDocuments(q: {
      person: Person;
      organisationId: string;
      settings: Partial<OrganisationSettings>;
    }): Promise<FormAnswer>;
  };
}

export interface SetUpFields {
  status: DocumentStatus | null;
  defaultAccount: string | null;
  /** `accepted`: the difference of rates that was shown is ticked. */
  taxes: { key: string; taxType: string; accepted?: boolean }[];
  /** An account's code, or `item:` and an item's code; null: the default account. */
  billingCodes: { key: string; accountCode: string | null }[];
  /** Of the sections tracking, organisations and due. */
  others?: { key: string; value: string }[];
}

export interface SettingsFields {
  allowOwnApproval: boolean;
  /** Left out: as it was. */
  retentionMonths?: number;
  /** Document status by organisation id. */
  statuses: { organisationId: string; status: DocumentStatus }[];
}

/** Lists that may be too long for a window. `codes`: the default account, accounts and items. */
export type SetUpList = 'accounts' | 'codes' | 'rates' | 'tracking';

/**
 * What a submitted form leads to. `errors` by field, shown at the fields, with the form still open:
 * search: division, preset, invoiceIds, from, to. set-up: defaultAccount, `tax:{key}`, `account:{key}`, `other:{key}`.
 * maps: file.
 */
export type FormAnswer =
  | { kind: 'errors'; errors: Record<string, string> }
  | { kind: 'next'; view: SetUpView }
  | { kind: 'done'; notice: NoticeView | null };

export interface CardUse {
  runId: string;
  place: Place;
  message: MessageRef;
}
