import type { Tables } from '../../src/db/index.ts';
import { RemoteError } from '../../src/domain/errors.ts';
import type { Posting } from '../../src/domain/types.ts';
import type { Deps } from '../../src/services/deps.ts';
import type { Accounting, DocumentResult } from '../../src/services/ports.ts';
import type { Spoil } from '../../src/torture/sim/stage.ts';

/** How often what was spoiled made a difference, since a lock that nobody leans on proves nothing. */
export const taken = { count: 0 };

/** upSync with one of its locks taken out, at a seam: what the judge of the simulation must notice. */
export const SPOILED = {
  'no look in Xero before it sends again': inBooks(noLook),
  'another idempotency key each time': inBooks(otherKeys),
  'no answer taken for a refusal': inBooks(doubtIsRefusal),
  'no answer taken for success': doubtIsSuccess,
  'totals of the answer not looked at': inTables((tables) => ({
    postings: {
      ...tables.postings,
      move(id, to, change, from) {
        if (to !== 'difference') return tables.postings.move(id, to, change, from);
        taken.count += 1;
        return tables.postings.move(id, 'posted', { ...change, message: null }, from);
      },
    },
  })),
  'marked before it is posted': (deps) => ({
    ...deps,
    accounting: {
      ...deps.accounting,
      async postBatch(batch, key) {
        for (const { invoiceId } of await deps.db.postings.ofBatch(idOf(batch))) {
          taken.count += 1;
          await deps.psa.mark(invoiceId, deps.clock.now().toISOString());
        }
        return deps.accounting.postBatch(batch, key);
      },
    },
  }),
  'marks not read back': (deps) => {
    const written = new Map<number, string>();
    const { psa } = losingMarks(deps);
    return {
      ...deps,
      psa: {
        ...psa,
        async mark(id, at) {
          written.set(id, at);
          await psa.mark(id, at);
        },
        async marks(ids) {
          const found = await psa.marks(ids);
          return new Map(
            [...found].map(([id, mark]) => {
              const believed = written.get(id) ?? mark.markedAt;
              if (believed !== mark.markedAt) taken.count += 1;
              return [id, { ...mark, markedAt: believed }];
            }),
          );
        },
      },
    };
  },
} satisfies Record<string, Spoil>;

/** Trouble from outside, and no lock taken out: the first request for each mark is lost, which few stories have of themselves. */
export function losingMarks(deps: Deps): Deps {
  const lost = new Set<number>();
  const mark: Deps['psa']['mark'] = async (id, at) => {
    if (lost.has(id)) return deps.psa.mark(id, at);
    lost.add(id);
    const message = 'the request is lost';
    throw new RemoteError({ system: 'autotask', kind: 'in-doubt', message, userMessage: message });
  };
  return { ...deps, psa: { ...deps.psa, mark } };
}

export type SpoiledName = keyof typeof SPOILED;

function noLook(books: Accounting): Partial<Accounting> {
  const none =
    <T extends unknown[], D>(ask: (...asked: T) => Promise<D[]>) =>
    async (...asked: T): Promise<D[]> => {
      if ((await ask(...asked)).length > 0) taken.count += 1;
      return [];
    };
  return { documentsByNumber: none(books.documentsByNumber), documentsByReference: none(books.documentsByReference) };
}

function otherKeys(books: Accounting): Partial<Accounting> {
  const sent = new Set<string>();
  let sends = 0;
  return {
    postBatch(batch, key) {
      if (sent.has(key)) taken.count += 1;
      sent.add(key);
      sends += 1;
      return books.postBatch(batch, `${key.slice(0, 40)}${sends}`);
    },
  };
}

function doubtIsRefusal(books: Accounting): Partial<Accounting> {
  return {
    postBatch: (batch, key) =>
      books.postBatch(batch, key).catch((error: unknown) => {
        if (!isInDoubt(error)) throw error;
        taken.count += 1;
        const { system, message, userMessage } = error;
        throw new RemoteError({ system, kind: 'refused', message, userMessage });
      }),
  };
}

/** As if Xero had answered with what was asked. */
function doubtIsSuccess(deps: Deps): Deps {
  const postBatch: Accounting['postBatch'] = (batch, key) =>
    deps.accounting.postBatch(batch, key).catch(async (error: unknown) => {
      if (!isInDoubt(error)) throw error;
      taken.count += 1;
      const postings = await deps.db.postings.ofBatch(idOf(batch));
      return postings.sort((a, b) => a.invoiceId - b.invoiceId || a.generation - b.generation).map(asAsked);
    });
  return { ...deps, accounting: { ...deps.accounting, postBatch } };
}

function asAsked({ id, draft, invoiceId }: Posting): DocumentResult {
  if (!draft) throw new Error('nothing was sent');
  const { kind, contactId, currency, subTotal, totalTax, total, status } = draft;
  return {
    ok: true,
    warnings: [],
    document: {
      ...{ id, kind, status, contactId, contactName: '', date: draft.date, currency, subTotal, totalTax, total },
      ...{ number: draft.number || id, reference: `AT-${invoiceId}`, url: null },
    },
  };
}

function isInDoubt(error: unknown): error is RemoteError {
  return error instanceof RemoteError && error.kind === 'in-doubt';
}

/** A batch as the ledger has it: sending hands over the whole row. */
function idOf(batch: object): string {
  return (batch as { id: string }).id;
}

function inBooks(change: (books: Accounting) => Partial<Accounting>): Spoil {
  return (deps) => ({ ...deps, accounting: { ...deps.accounting, ...change(deps.accounting) } });
}

function inTables(change: (tables: Tables) => Partial<Tables>): Spoil {
  return (deps) => ({
    ...deps,
    db: {
      ...deps.db,
      ...change(deps.db),
      transaction: (work) => deps.db.transaction((tx) => work({ ...tx, ...change(tx) })),
    },
  });
}
