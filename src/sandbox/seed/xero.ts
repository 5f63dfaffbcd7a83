import type { XeroOrganisation, XeroSeedContact, XeroSeedInvoice } from '../world.ts';
import { britishTaxRates, chartOfAccounts, emptyOrganisation, practice, taxRate } from './xero-parts.ts';

/** The books: the one the story is about, a second one that is easily mistaken for it, and a practice. */
export function organisations(day: (number: number) => string): XeroOrganisation[] {
  const main: XeroOrganisation = {
    ...emptyOrganisation('0f7a3c52-90d4-4a6e-8f1b-2a35c9d07e01', 'Harbourlight IT Ltd', '!hL1tG'),
    periodLockDate: null,
    currencies: ['GBP', 'EUR'],
    accounts: chartOfAccounts('OUTPUT2'),
    taxRates: britishTaxRates(),
    trackingCategories: [
      { Name: 'Division', Options: ['Managed Services', 'Professional Services', 'Supply'] },
      { Name: 'Region', Options: ['South', 'North'] },
    ],
    contacts: contacts(),
    invoices: documents(day),
  };
  const ireland: XeroOrganisation = {
    ...emptyOrganisation('b3e1d7f0-5a28-4c3e-9b64-7d0c8e2f4a02', 'Harbourlight Ireland DAC', '!hLiRe'),
    baseCurrency: 'EUR',
    countryCode: 'IE',
    currencies: ['EUR'],
    accounts: chartOfAccounts('TAX001'),
    taxRates: [
      taxRate('TAX001', 'VAT 23%', '23.0000'),
      taxRate('TAX002', 'VAT 0%', '0.0000'),
      taxRate('NONE', 'No VAT', '0.0000'),
    ],
  };
  return [main, ireland, practice()];
}

function contacts(): XeroSeedContact[] {
  const contact = (key: string, Name: string, more: Partial<XeroSeedContact> = {}): XeroSeedContact => ({
    key,
    Name,
    ContactStatus: 'ACTIVE',
    ...more,
  });
  return [
    contact('abbot', 'Abbot & Sons Joinery Ltd', { ContactNumber: '201', EmailAddress: 'joan@abbotjoinery.example' }),
    contact('brightwater', 'Brightwater Dental Group', { ContactNumber: '202' }),
    // The same name, but no number: only a person can say that it is the same company.
    contact('finch', 'Finch & Fox <Design> Ltd', { EmailAddress: 'hello@finchfox.example' }),
    contact('dunmore', 'DL Haulage', { EmailAddress: 'accounts@dunmore-logistics.example' }),
    contact('elmfield', 'Elmfield Primary School', { ContactNumber: '206', ContactStatus: 'ARCHIVED' }),
    contact('garnet', 'Garnet & Co Solicitors', { EmailAddress: 'ruth@garnetlegal.example' }),
    contact('garnet-old', 'Garnet Legal LLP', { ContactNumber: '207', ContactStatus: 'ARCHIVED', mergedTo: 'garnet' }),
    contact('hollins', 'Hollins Veterinary Practice', { ContactNumber: '208' }),
    contact('hollins-farm', 'Hollins Vets (farm calls)', { ContactNumber: '208' }),
    contact('juniper', 'Juniper Care Homes plc', { ContactNumber: '210', EmailAddress: 'finance@junipercare.example' }),
    contact('kestrel', 'Kestrel Optik GmbH', { ContactNumber: '212', TaxNumber: 'DE811907980' }),
    contact('lantern', 'LH Hospitality Ltd', { TaxNumber: 'GB293847510' }),
    contact('marlow', 'Marlow Bicycles', { ContactNumber: '214', EmailAddress: 'sid@marlowbicycles.example' }),
    // Carries somebody else's numbering: that number is not ours to change.
    contact('northgate', 'Northgate Surgery', { ContactNumber: 'CUST-0077' }),
    contact('quayside', 'Quayside Brewing Co.', { ContactNumber: '217' }),
    contact('quayside-events', 'Quayside Events', { EmailAddress: 'events@quaysidebrewing.example' }),
    contact('landlord', 'Pier Street Estates', { EmailAddress: 'rent@pierstreet.example' }),
    contact('oak', 'Oakridge Nurseries', { EmailAddress: 'hello@oakridgenurseries.example' }),
  ];
}

function documents(day: (number: number) => string): XeroSeedInvoice[] {
  const item = (Description: string, Quantity: string, UnitAmount: string, AccountCode = '200') => ({
    Description,
    Quantity,
    UnitAmount,
    AccountCode,
    TaxType: 'OUTPUT2',
  });
  return [
    {
      // The Windows tool sent this one: our number, the same contact, the same total.
      Type: 'ACCREC',
      Number: 'HL-5222',
      contactKey: 'marlow',
      Date: day(17),
      Status: 'AUTHORISED',
      LineItems: [item('Managed support per user', '5', '18.50'), item('Receipt printer', '1', '231.00', '210')],
    },
    {
      // A number that was used by hand for somebody else.
      Type: 'ACCREC',
      Number: 'HL-4870',
      contactKey: 'landlord',
      Date: day(2),
      Status: 'DRAFT',
      LineItems: [item('Sublet of the store room', '1', '450.00', '260')],
    },
  ];
}
