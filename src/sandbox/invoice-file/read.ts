import { z } from 'zod';
import {
  amount,
  bareNumber,
  currencyCode,
  day,
  fraction,
  id,
  invoiceDay,
  invoiceNumber,
  moment,
  text,
  yesNo,
} from './values.ts';

const anObject = { error: 'must be an object' };

const lineSchema = z.object(
  {
    totalAmount: amount.required,
    taxDollars: amount.required,
    itemDate: day.optional,
    type: text.optional,
    billingCodeID: id.optional,
    billingCodeTaxable: yesNo.optional,
    quantity: amount.optional,
    rate: amount.optional,
    extendedPrice: amount.optional,
    taxRate: fraction.optional,
    division: text.optional,
    taxCategory: text.optional,
    itemName: text.optional,
    description: text.optional,
  },
  anObject,
);

const contactSchema = z.object({ name: text.required, email: text.optional }, anObject);

/** A list; what is left out counts as empty only where that is allowed. */
const list = <T extends z.ZodType>(entry: T) => z.array(entry, { error: 'must be a list' });

const invoiceSchema = z.object(
  {
    id: id.required,
    companyID: id.required,
    // Null is an invoice that has no number; a missing key is a mistake in the file.
    invoiceNumber: invoiceNumber.nullable,
    invoiceDateTime: invoiceDay.required,
    invoiceTotal: amount.required,
    totalTaxValue: amount.required,
    billingItems: list(lineSchema),
    dueDate: day.optional,
    fromDate: day.optional,
    toDate: day.optional,
    companyTaxable: yesNo.optional,
    companyName: text.optional,
    currency: currencyCode.optional,
    isVoided: yesNo.optional,
    webServiceDate: moment.optional,
    orderNumber: text.optional,
    taxRegionName: text.optional,
    contacts: list(contactSchema).nullish(),
  },
  anObject,
);

const fileSchema = z.object(
  { invoices: list(invoiceSchema).min(1, 'holds no invoice') },
  { error: 'The file must hold an object with the key invoices' },
);

export type InvoiceFile = z.infer<typeof fileSchema>;
export type FileInvoice = InvoiceFile['invoices'][number];
export type FileLine = FileInvoice['billingItems'][number];

export type ReadResult = { ok: true; file: InvoiceFile } | { ok: false; problems: string[] };

/**
 * Reads a file of invoices. Either all of it is good, or every problem is told with the path of its key:
 * `invoices[3].billingItems[0].taxDollars: must be an amount ...`.
 */
export function readInvoiceFile(content: string): ReadResult {
  let json: unknown;
  try {
    json = parseExactly(content.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { ok: false, problems: [`The file is not valid JSON: ${error instanceof Error ? error.message : error}`] };
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success)
    return {
      ok: false,
      problems: parsed.error.issues.map(({ path, message }) =>
        path.length ? `${keyPath(path)}: ${message}` : message,
      ),
    };
  const problems = [...repeatedIds(parsed.data), ...mixedCurrencies(parsed.data)];
  return problems.length ? { ok: false, problems } : { ok: true, file: parsed.data };
}

/**
 * Numbers become the digits they were written with, behind a mark: as JavaScript numbers, long amounts would lose their
 * last digits.
 */
function parseExactly(content: string): unknown {
  JSON.parse(content);
  const marked: string[] = [];
  for (let at = 0; at < content.length; ) {
    const text = content.indexOf('"', at);
    const until = text < 0 ? content.length : text;
    marked.push(content.slice(at, until).replace(aNumber, (digits) => JSON.stringify(bareNumber + digits)));
    at = text < 0 ? until : endOfText(content, text);
    marked.push(content.slice(until, at));
  }
  return JSON.parse(marked.join(''));
}

const aNumber = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Behind the first quote that no backslash escapes; one pattern for all of it would need a way back for each character. */
function endOfText(content: string, start: number): number {
  const special = /["\\]/g;
  special.lastIndex = start + 1;
  for (let found = special.exec(content); found; found = special.exec(content)) {
    if (found[0] === '"') return special.lastIndex;
    special.lastIndex += 1;
  }
  return content.length;
}

function keyPath(path: PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index ? '.' : ''}${String(key)}`))
    .join('');
}

function repeatedIds({ invoices }: InvoiceFile): string[] {
  const first = new Map<number, number>();
  return invoices.flatMap((invoice, index) => {
    const earlier = first.get(invoice.id);
    if (earlier !== undefined)
      return [`invoices[${index}].id: ${invoice.id} is the id of invoices[${earlier}] already`];
    first.set(invoice.id, index);
    return [];
  });
}

/** Autotask keeps the currency on the company, so that two in one company cannot be told. */
function mixedCurrencies({ invoices }: InvoiceFile): string[] {
  const first = new Map<number, { index: number; currency: string }>();
  return invoices.flatMap(({ companyID, currency }, index) => {
    if (!currency) return [];
    const earlier = first.get(companyID);
    if (!earlier) first.set(companyID, { index, currency });
    else if (earlier.currency !== currency)
      return [
        `invoices[${index}].currency: company ${companyID} has ${earlier.currency} in invoices[${earlier.index}]; a company has one currency`,
      ];
    return [];
  });
}
