import { notice } from '../../src/domain/views.ts';
import type { Services } from '../../src/services/api.ts';
import { contactQuestions, otherViews, rows, setUp } from '../blocks/samples.ts';

type View<K> = Extract<ReturnType<typeof otherViews>[number], { kind: K }>;

function sample<K extends string>(kind: K): View<K> {
  const found = otherViews('small').find((view) => view.kind === kind);
  if (!found) throw new Error(`no sample of ${kind}`);
  return found as View<K>;
}

/** Deep enough to change one method of one story. */
export type Script = { [K in keyof Services]?: Services[K] extends object ? Partial<Services[K]> : Services[K] };

/**
 * Services that answer with what they were asked, so that it is seen on the screen whether the right thing arrived. They
 * decide nothing.
 */
export function scriptedServices(change: Script = {}): Services {
  const echo = (what: string, q: object) => notice('info', `${what} ${JSON.stringify(q)}`);
  const later = async (what: string, q: object) => echo(what, q);
  const services: Services = {
    help: async () => sample('help'),
    search: {
      start: (q) => later('search', q),
      form: async (q) => ({ ...sample('search-form'), place: q.place }),
      submit: async (q) => ({ kind: 'done', notice: echo('submitted', q) }),
    },
    runs: {
      list: async () => sample('runs'),
      invoices: async (q) => ({ ...sample('invoice-list'), title: `page ${q.page}`, page: q.page }),
      hold: async (q) => ({
        ...sample('invoice-list'),
        title: `${q.held ? 'held' : 'taken back'} ${q.invoiceId}`,
        rows: rows('small').map((row) => (row.invoiceId === q.invoiceId ? { ...row, held: q.held } : row)),
      }),
      preview: async () => sample('preview'),
      totals: async () => sample('run-totals'),
      use: async () => undefined,
      askForApproval: (q) => later('asked', q),
    },
    connect: {
      begin: async () => sample('connect'),
      finish: (q) => later('finished', q),
      paste: (q) => later('pasted', q),
      status: async () => sample('status'),
      disconnect: (q) => later('disconnected', q),
    },
    contacts: {
      organisations: async () => sample('organisation-choice'),
      chooseOrganisation: (q) => later('chosen', q),
      questions: async () => contactQuestions('small'),
      answer: (q) => later('answered', q),
      suggest: async (q) => [
        { contactId: 'contact-7', name: `Found ${q.query} of ${q.runId}`, email: null, reason: '', score: 1 },
      ],
    },
    doctor: {
      examine: (q) => later('examined', q),
      mend: (q) => later('mended', q),
      relink: async () => sample('relink'),
      saveLinks: async (q) => echo('relinked', q),
      suggest: async () => [],
    },
    setUp: {
      form: async (q) => setUp('small', q.page),
      save: async (q) => ({ kind: 'done', notice: echo('saved', q) }),
      suggest: async (q) => [{ value: '200', label: `${q.list} ${q.query}` }],
    },
    maps: {
      exportFile: (q) => later('exported', q),
      importForm: async () => ({ kind: 'maps-import', organisations: ['Demo Ltd'] }),
      importFile: async (q) => ({ kind: 'done', notice: echo('imported', q) }),
    },
    approval: {
      approve: (q) => later('approved', q),
      cancel: (q) => later('cancelled', q),
      stop: (q) => later('stopped', q),
      tryAgain: (q) => later('tried', q),
      adopt: (q) => later('adopted', q),
      acceptDifferences: (q) => later('accepted', q),
      voidInXero: (q) => later('taken out', q),
      joinLines: (q) => later('joined', q),
      deleteDraft: (q) => later('deleted', q),
    },
    marking: { answer: (q) => later('marked', q) },
    undo: {
      preview: async (q) => ({ ...sample('undo'), runId: q.runId, page: q.page }),
      start: (q) => later('undone', q),
    },
    reconcile: { start: (q) => later('reconciled', q) },
    settings: {
      form: async () => sample('settings'),
      save: async (q) => ({ kind: 'done', notice: echo('settings', q) }),
      documents: async () => sample('document-settings'),
      saveDocuments: async (q) => ({ kind: 'done', notice: echo('documents', q) }),
    },
  };
  for (const [story, methods] of Object.entries(change))
    Object.assign(services, {
      [story]: typeof methods === 'function' ? methods : { ...services[story as keyof Services], ...methods },
    });
  return services;
}
