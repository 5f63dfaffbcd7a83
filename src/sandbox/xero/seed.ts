import { Decimal } from 'decimal.js';
import type { XeroOrganisation, XeroSeedContact, XeroSeedInvoice } from '../world.ts';
import { emptyAddresses, emptyPhones } from './contact-rules.ts';
import { guid, round } from './format.ts';
import { sumLines } from './lines.ts';
import type { ContactRecord, DocumentRecord, LineRecord, OrganisationRecord } from './records.ts';
import type { State } from './state.ts';

/** What is in an organisation on the first day. Nothing is checked here: real books hold what the API refuses. */
export function seedOrganisation(state: State, seed: XeroOrganisation, now: number): void {
  const organisation = state.organisations.put(seed.tenantId, toOrganisation(seed, now));
  for (const contact of seed.contacts) {
    const isCustomer = seed.invoices.some((invoice) => invoice.contactKey === contact.key);
    state.saveContact({ ...toContact(seed.tenantId, contact, now), isCustomer });
  }
  for (const [index, invoice] of seed.invoices.entries()) {
    const contactId = seededContactId(seed.tenantId, invoice.contactKey);
    const id = guid(seed.tenantId, 'seed document', invoice.Type, invoice.Number, index);
    state.saveDocument(toDocument(organisation, { ...invoice, contactId, id }, now));
  }
}

/** The GUID of a seeded contact, from its key. */
export function seededContactId(tenantId: string, key: string): string {
  return guid(tenantId, 'seed contact', key);
}

function toOrganisation(seed: XeroOrganisation, now: number): OrganisationRecord {
  const { tenantId, contacts: _contacts, invoices: _invoices, ...rest } = seed;
  return {
    ...rest,
    tenantId,
    accounts: seed.accounts.map((account) => ({ ...account, AccountID: guid(tenantId, 'account', account.Code) })),
    trackingCategories: seed.trackingCategories.map(({ Name, Options }) => ({
      TrackingCategoryID: guid(tenantId, 'tracking', Name),
      Name,
      Options: Options.map((option) => ({ TrackingOptionID: guid(tenantId, 'option', Name, option), Name: option })),
    })),
    items: (seed.items ?? []).map((item) => ({ ...item, ItemID: guid(tenantId, 'item', item.Code) })),
    brandingThemes: [{ BrandingThemeID: guid(tenantId, 'theme', 'Standard'), Name: 'Standard' }],
    seededAt: now,
  };
}

/** A contact as a person types it in. */
export function toContact(tenantId: string, contact: XeroSeedContact, now: number): ContactRecord {
  const { key, mergedTo, ...fields } = contact;
  return {
    ...fields,
    tenantId,
    ContactID: seededContactId(tenantId, key),
    ContactPersons: [],
    Addresses: emptyAddresses(),
    Phones: emptyPhones(),
    isCustomer: false,
    mergedTo: mergedTo && seededContactId(tenantId, mergedTo),
    updated: now,
  };
}

/** A document as a person types it in: tax by the rate of each line, no matter what the API would say to it. */
export function toDocument(
  organisation: OrganisationRecord,
  seed: Omit<XeroSeedInvoice, 'contactKey'> & { contactId: string; id: string },
  now: number,
): DocumentRecord {
  const { tenantId } = organisation;
  const lines = seed.LineItems.map((line, index): LineRecord => {
    const lineAmount = round(new Decimal(line.Quantity).times(line.UnitAmount));
    const rate = organisation.taxRates.find((known) => known.TaxType === line.TaxType)?.EffectiveRate ?? 0;
    return {
      LineItemID: guid(seed.id, 'line', index),
      description: line.Description,
      quantity: line.Quantity,
      unitAmount: line.UnitAmount,
      lineAmount: lineAmount.toFixed(2),
      taxType: line.TaxType,
      taxAmount: round(lineAmount.times(rate).div(100)).toFixed(2),
      accountCode: line.AccountCode,
      accountId: guid(tenantId, 'account', line.AccountCode),
      tracking: [],
    };
  });
  const totals = sumLines(lines, 'Exclusive');
  return {
    tenantId,
    type: seed.Type,
    id: seed.id,
    number: seed.Number,
    status: seed.Status,
    contactId: seed.contactId,
    date: seed.Date,
    dueDate: seed.DueDate,
    reference: seed.Reference,
    url: seed.Url,
    currency: organisation.baseCurrency,
    currencyRate: '1',
    lineAmountTypes: 'Exclusive',
    lines,
    brandingThemeId: organisation.brandingThemes[0]?.BrandingThemeID ?? '',
    sentToContact: false,
    ...totals,
    paid: seed.Status === 'PAID' ? totals.total : '0.00',
    credited: '0.00',
    allocations: [],
    createdBy: null,
    updated: now,
  };
}
