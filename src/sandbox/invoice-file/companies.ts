import type { AutotaskCompany, AutotaskContact, AutotaskWorld } from '../world.ts';
import { companyName, mailDomain, personName } from './names.ts';
import type { FileInvoice, InvoiceFile } from './read.ts';
import { byFrequency, numbered, type TaxTables } from './tax.ts';

const currencyWithoutAnyOther = 'EUR';

/** The currencies of a file. The base is the one of most invoices; whoever names none has the base. */
export function currenciesOf({ invoices }: InvoiceFile) {
  const ofCompany = new Map<number, string>();
  for (const { companyID, currency } of invoices) if (currency) ofCompany.set(companyID, currency);
  const named = byFrequency(
    invoices.flatMap(({ companyID }) => {
      const currency = ofCompany.get(companyID);
      return currency ? [currency] : [];
    }),
  );
  const base = named[0] ?? currencyWithoutAnyOther;
  const codes = [...new Set([base, ...named])];
  const ids = numbered(codes);
  const rows: AutotaskWorld['currencies'] = codes.map((name) => ({
    id: ids.get(name) ?? 0,
    name,
    isInternalCurrency: name === base,
    isActive: true,
    exchangeRate: '1.0000',
  }));
  return { base, codes, rows, idOf: (companyId: number) => ids.get(ofCompany.get(companyId) ?? base) ?? 0 };
}

/** Companies, in the order of their ids, with the people told for them or one that is made up. */
export function companiesOf(file: InvoiceFile, taxes: TaxTables, currencyOf: (companyId: number) => number) {
  const byCompany = new Map<number, FileInvoice[]>();
  for (const invoice of file.invoices) {
    const known = byCompany.get(invoice.companyID);
    if (known) known.push(invoice);
    else byCompany.set(invoice.companyID, [invoice]);
  }
  const taken = new Set<string>();
  const companies: AutotaskCompany[] = [];
  const contacts: AutotaskContact[] = [];
  for (const [id, invoices] of [...byCompany].sort(([a], [b]) => a - b)) {
    const name = freeName(invoices.find((invoice) => invoice.companyName)?.companyName, id, taken);
    const region = taxes.regionOf(invoices[0] as FileInvoice);
    companies.push({
      id,
      companyName: name,
      companyNumber: `C${id}`,
      isActive: true,
      phone: `+44 20 7946 ${String(id % 10_000).padStart(4, '0')}`,
      webAddress: `https://www.${mailDomain(name, id)}`,
      taxID: '',
      taxRegionID: region.id,
      isTaxExempt: invoices.every((invoice) => invoice.companyTaxable === false),
      currencyID: currencyOf(id),
      parentCompanyID: null,
    });
    contacts.push(...peopleOf(id, name, invoices, contacts.length));
  }
  return { companies, contacts };
}

/** A name that is told stands, even twice; a made-up one is used once. */
function freeName(told: string | undefined, id: number, taken: Set<string>): string {
  const madeUp = companyName(id);
  const name = told || (taken.has(madeUp) ? `${madeUp} ${id}` : madeUp);
  taken.add(name);
  return name;
}

function peopleOf(companyID: number, company: string, invoices: FileInvoice[], before: number): AutotaskContact[] {
  const said = invoices.flatMap((invoice) => invoice.contacts ?? []);
  const madeUp = { name: personName(companyID), email: `accounts@${mailDomain(company, companyID)}` };
  const isTold = invoices.some((invoice) => Array.isArray(invoice.contacts));
  const people = isTold ? said : [madeUp];
  const unique = new Map(people.map((person) => [`${person.name} ${person.email ?? ''}`, person]));
  return [...unique.values()].map(({ name, email }, index) => {
    const [firstName = '', ...rest] = name.split(/\s+/);
    return {
      id: before + index + 1,
      companyID,
      firstName,
      lastName: rest.join(' '),
      emailAddress: email ?? '',
      title: index === 0 ? 'Accounts' : '',
      isActive: 1,
      primaryContact: index === 0,
      billingContact: index === 0,
    };
  });
}
