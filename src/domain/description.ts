import { describeDay, describePeriod } from './period.ts';
import { fillTemplate, type TemplateValues, usesPlaceholder } from './template.ts';
import { cutWords } from './text.ts';
import type { InvoiceLine, LineDetail, Period } from './types.ts';

export { cutWords } from './text.ts';

/** What Xero takes in a line's description. */
export const DESCRIPTION_MAX_CHARS = 4000;

/** What a line's text may say that stands on the invoice, or is the organisation's choice. */
export interface LineContext {
  /** Null: item, description, service date. */
  template: string | null;
  invoiceNumber: string;
  order: string;
  period: Period | null;
}

/**
 * The text of a document line: item, description, service date (Xero's lines have no date), and the true quantity and
 * price where the line had to become 1 × amount; or what the organisation's template says. When it is too long only the
 * description is cut.
 */
export function describeLine(line: InvoiceLine, options: { priceKept: boolean; context?: LineContext }): string {
  const { priceKept, context } = options;
  if (context?.template) return fromTemplate(line, { priceKept, context, template: context.template });
  const text = clean(line.description);
  const facts: string[] = [];
  if (line.date !== null) facts.push(describeDay(line.date));
  if (!priceKept) facts.push(`Quantity ${line.quantity} at ${line.rate}`);
  const head = nameOf(line);
  const tail = facts.join(' · ');
  const middle = text === '' || text.toLowerCase() === head.toLowerCase() ? '' : text;
  const parts = [head, middle, tail].filter((part) => part !== '');
  const whole = parts.join('\n');
  if (whole === '') return 'Item';
  if (whole.length <= DESCRIPTION_MAX_CHARS) return whole;
  const room = DESCRIPTION_MAX_CHARS - (tail === '' ? 0 : tail.length + 1);
  const cut = cutWords([head, middle].filter((part) => part !== '').join('\n'), room);
  return tail === '' ? cut : `${cut}\n${tail}`;
}

/** The text of a line that stands for several: what they have in common, how many, their days, and their names. */
export function describeGroup(lines: readonly InvoiceLine[], detail: LineDetail): string {
  const names = [...new Set(lines.map(nameOf))].filter((name) => name !== '');
  const common = detail === 'billing-code' ? clean(lines[0]?.billingCode ?? '') : '';
  const days = lines.flatMap(({ date }) => (date === null ? [] : [date])).sort();
  const [from, to] = [days[0], days.at(-1)];
  const facts = [`${lines.length} items`, ...(from && to ? [describePeriod({ from, to })] : [])].join(' · ');
  const head = [common, facts].filter((part) => part !== '').join('\n');
  const listed = names.filter((name) => name.toLowerCase() !== common.toLowerCase()).join(', ');
  if (listed === '') return head;
  return `${head}\n${cutWords(listed, DESCRIPTION_MAX_CHARS - head.length - 1)}`;
}

function nameOf(line: InvoiceLine): string {
  const name = clean(line.itemName);
  return name === '' ? clean(line.billingCode ?? '') || clean(line.type) : name;
}

function fromTemplate(
  line: InvoiceLine,
  { priceKept, context, template }: { priceKept: boolean; context: LineContext; template: string },
): string {
  const head = nameOf(line);
  const text = clean(line.description);
  const values: TemplateValues = {
    item: head,
    description: text.toLowerCase() === head.toLowerCase() && usesPlaceholder(template, 'item') ? '' : text,
    date: line.date === null ? '' : describeDay(line.date),
    period: context.period === null ? '' : describePeriod(context.period),
    quantity: line.quantity,
    price: line.rate,
    type: clean(line.type),
    'billing code': clean(line.billingCode ?? ''),
    ticket: clean(line.ticket ?? ''),
    contract: clean(line.contract ?? ''),
    invoice: context.invoiceNumber,
    order: clean(context.order),
  };
  const saysPrice = usesPlaceholder(template, 'quantity') && usesPlaceholder(template, 'price');
  const tail = priceKept || saysPrice ? '' : `\nQuantity ${line.quantity} at ${line.rate}`;
  const filled = fillTemplate(template, values, DESCRIPTION_MAX_CHARS - tail.length);
  return `${filled}${tail}`.trim() || head || 'Item';
}

/** Control characters mean nothing to a reader and are refused by some systems; line ends stay. */
function clean(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .trim();
}
