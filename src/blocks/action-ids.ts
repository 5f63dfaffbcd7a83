import { z } from 'zod';
import { FINDING_KINDS, MEND_WAYS } from '../domain/doctor.ts';
import { TOTALS_BY } from '../domain/run-totals.ts';
import { LIMITS } from './limits.ts';

/**
 * Every id Slack hands back to us, with what travels along: ids and fingerprints, never facts. What comes back was in a
 * person's hands, so it is checked again.
 */
const run = z.object({ run: z.string().min(1).max(64) });
const runOrNone = z.object({ run: z.string().min(1).max(64).nullable() });
const nothing = z.object({});
const organisation = z.object({ organisation: z.string().min(1).max(64) });
const page = z.number().int().min(1).max(10_000);
const setUpSection = z.enum(['accounts', 'tracking', 'organisations', 'due']);

export const BUTTONS = {
  searchOpen: define('upsync.search.open', nothing),
  searchText: define('upsync.search.text', z.object({ text: z.string().max(1500) })),
  runInvoices: define('upsync.run.invoices', run.extend({ page })),
  runPreview: define('upsync.run.preview', run.extend({ page })),
  runTotals: define('upsync.run.totals', run.extend({ by: z.enum(TOTALS_BY), page })),
  runHold: define('upsync.run.hold', run.extend({ invoice: z.number().int(), held: z.boolean(), page })),
  runAsk: define('upsync.run.ask', run),
  runsList: define('upsync.runs.list', nothing),
  connectOpen: define('upsync.connect.open', runOrNone),
  connectDisconnect: define('upsync.connect.disconnect', z.object({ connection: z.string().min(1).max(100) })),
  statusOpen: define('upsync.status.open', nothing),
  organisationOpen: define('upsync.organisation.open', run),
  contactsOpen: define('upsync.contacts.open', run.extend({ page })),
  /** Another part of what an admin decides, in the same window. */
  setUpSection: define(
    'upsync.set-up.section',
    z.object({ organisation: z.string().min(1).max(64), section: setUpSection, page }),
  ),
  setUpOpen: define(
    'upsync.set-up.open',
    runOrNone.extend({ organisation: z.string().min(1).max(64).nullable(), page }),
  ),
  approve: define('upsync.approval.approve', run.extend({ fingerprint: z.string().min(1).max(200) })),
  cancel: define('upsync.approval.cancel', run),
  stop: define('upsync.approval.stop', run),
  tryAgain: define('upsync.approval.try-again', run.extend({ fingerprint: z.string().min(1).max(200) })),
  adopt: define('upsync.approval.adopt', run),
  acceptDifferences: define('upsync.approval.accept-differences', run),
  voidInXero: define('upsync.approval.void-in-xero', run),
  joinLines: define('upsync.approval.join-lines', run),
  deleteDraft: define('upsync.approval.delete-draft', run.extend({ invoice: z.number().int() })),
  undoOpen: define('upsync.undo.open', run.extend({ page })),
  undoStart: define('upsync.undo.start', run.extend({ fingerprint: z.string().min(1).max(200) })),
  mark: define('upsync.mark.answer', run.extend({ yes: z.boolean() })),
  reconcile: define(
    'upsync.reconcile.run',
    z.object({ text: z.string().max(1500), organisation: z.string().min(1).max(64).nullable() }),
  ),
  doctorOpen: define('upsync.doctor.open', nothing),
  doctorMend: define(
    'upsync.doctor.mend',
    z.object({
      ...{ kind: z.enum(FINDING_KINDS), fingerprint: z.string().min(1).max(200) },
      // buttons of earlier versions have none
      way: z.enum(MEND_WAYS).default('mend'),
    }),
  ),
  relinkOpen: define('upsync.doctor.relink', organisation),
  settingsOpen: define('upsync.settings.open', nothing),
  documentsOpen: define('upsync.settings.documents', organisation),
} as const;

/** Elements whose value is what the person chose; the ids they belong to are in the block id. */
export const CHOICES = {
  /** Option value: organisation id. Block id: `run:{id}`. */
  organisation: 'upsync.organisation.choose',
  markEach: 'upsync.approval.mark-each',
  otherContact: 'upsync.contacts.other',
  relinkContact: 'upsync.doctor.contact',
  /** Lists of the set-up window that are too long to be shown whole. */
  setUpAccounts: 'upsync.set-up.accounts',
  setUpCodes: 'upsync.set-up.codes',
  setUpRates: 'upsync.set-up.rates',
  setUpTracking: 'upsync.set-up.tracking',
} as const;

/** Buttons that only open a page; Slack tells us all the same, and wants an answer. */
export const LINK_BUTTON = 'upsync.link.open';

/** Modals that can be submitted: callback_id, with the schema of private_metadata. */
export const FORMS = {
  search: define('upsync.form.search', z.object({ place: z.string().max(500), long: z.array(z.string()).default([]) })),
  connect: define('upsync.form.connect', nothing),
  organisation: define('upsync.form.organisation', run),
  contacts: define('upsync.form.contacts', run.extend({ page, last: z.boolean() })),
  setUp: define(
    'upsync.form.set-up',
    runOrNone.extend({ organisation: z.string().min(1).max(64), page, section: setUpSection }),
  ),
  relink: define('upsync.form.relink', organisation),
  mapsImport: define('upsync.form.maps-import', nothing),
  /** With the statuses it was opened with: another window may change one while it stands open below. */
  settings: define('upsync.form.settings', z.object({ statuses: z.record(z.string(), z.string()).default({}) })),
  documents: define('upsync.form.documents', organisation),
} as const;

/** Begins the value of an option that stands for one of `long` in the metadata. */
export const LONG_VALUE = 'long:';

/** Modals that only say something. */
export const READ_ONLY = 'upsync.view.read';

export interface Identifier<T> {
  id: string;
  /** Throws a ZodError where what came back is not ours. */
  parse(text: string | undefined): T;
  encode(value: T): string;
}

/** As Block Kit's button wants it. `nth` tells equal buttons of one block apart. */
export function press<T>(target: Identifier<T>, value: T, nth?: number): { action_id: string; value: string } {
  return { action_id: nth === undefined ? target.id : `${target.id}:${nth}`, value: target.encode(value) };
}

/** The route an action id belongs to: `upsync.search.text:2` → `upsync.search.text`. */
export function routeOf(actionId: string): string {
  return actionId.replace(/:\d+$/, '');
}

export function runBlock(runId: string, part: string): string {
  return `run:${runId}:${part}`.slice(0, LIMITS.idLength);
}

export function runOfBlock(blockId: string): string | null {
  return /^run:([^:]+):/.exec(blockId)?.[1] ?? null;
}

function define<Schema extends z.ZodType>(id: string, schema: Schema): Identifier<z.infer<Schema>> {
  return {
    id,
    parse: (text) => schema.parse(readJson(text || '{}')),
    encode: (value) => JSON.stringify(value),
  };
}

/** What is no JSON is not ours either, and refused by the schema like all that is not. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
