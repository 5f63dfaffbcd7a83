import { readInvoiceFile, worldFromInvoices } from '../../sandbox/invoice-file/index.ts';
import type { World } from '../../sandbox/world.ts';
import type { Random } from './random.ts';

const FIRST_ID = 7_001;
const FIRST_COMPANY = 501;

/** A small month: a few companies, 3 to 20 invoices of odd amounts, some of nothing, some credits, now and then most of them, one or other voided. */
export function drawWorld(random: Random): World {
  const companies = random.between(2, 5);
  const count = random.chance(0.15) ? random.between(11, 20) : random.between(3, 8);
  const credits = random.chance(0.08) ? 0.7 : 0.12;
  const invoices = Array.from({ length: count }, (_, index) => drawInvoice(random, { index, companies, credits }));
  const answer = readInvoiceFile(JSON.stringify({ invoices }));
  if (!answer.ok) throw new Error(`the simulated month is no good: ${answer.problems.join('; ')}`);
  const world = worldFromInvoices(answer.file);
  world.slack.people.push({
    ...{ id: 'U0NILSBERG1', name: 'nils', realName: 'Nils Berg' },
    ...{ role: 'approver' as const, email: 'nils@harbourlight.example' },
  });
  return world;
}

function drawInvoice(
  random: Random,
  { index, companies, credits }: { index: number; companies: number; credits: number },
) {
  const kind = random.next();
  const sign = kind < credits ? -1 : 1;
  const isZero = kind > 0.92;
  const lines = isZero ? [line(0)] : Array.from({ length: random.between(1, 3) }, () => line(sign * amount(random)));
  const sum = (of: (one: Line) => number) => lines.reduce((total, one) => total + of(one), 0);
  const id = FIRST_ID + index;
  return {
    ...{ id, companyID: FIRST_COMPANY + random.between(0, companies - 1), invoiceNumber: `S-${id}` },
    ...{ invoiceDateTime: `2026-05-${String(random.between(1, 28)).padStart(2, '0')}`, dueDate: '2026-06-30' },
    invoiceTotal: tenThousandths(sum(({ net }) => net)),
    totalTaxValue: hundredThousandths(sum(({ tax }) => tax)),
    isVoided: random.chance(0.05),
    contacts: [{ name: 'Pat Sample', email: `pat${index}@company.example` }],
    billingItems: lines.map(({ net, tax }) => ({
      ...{ type: 'Recurring Service', quantity: '1', rate: tenThousandths(net), totalAmount: tenThousandths(net) },
      ...{ taxDollars: hundredThousandths(tax), taxRate: '0.2' },
    })),
  };
}

/** Net in ten-thousandths, tax in hundred-thousandths: exact. */
interface Line {
  net: number;
  tax: number;
}

function line(net: number): Line {
  return { net, tax: net * 2 };
}

function amount(random: Random): number {
  return random.chance(0.5) ? random.between(1, 9_999_999) : random.between(1, 99_999) * 100;
}

function tenThousandths(whole: number): string {
  return (whole / 10_000).toFixed(4);
}

function hundredThousandths(whole: number): string {
  return (whole / 100_000).toFixed(5);
}

export function isOfCredits({ autotask }: World): boolean {
  return autotask.invoices.filter(({ invoiceTotal }) => Number(invoiceTotal) < 0).length * 2 > autotask.invoices.length;
}
