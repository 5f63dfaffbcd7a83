import type { AutotaskCompany, AutotaskContact, AutotaskWorld } from '../world.ts';

/** Tax categories of the seeded tenant. */
export const category = { standard: 1, zeroRated: 2, exempt: 3, reduced: 4 } as const;

/** Its pairs of division and line of business. */
export const division = {
  support: 11,
  cloud: 12,
  security: 13,
  projects: 14,
  hardware: 15,
  telephony: 16,
  projectSupport: 17,
} as const;

export const code = {
  support: 301,
  microsoft365: 302,
  security: 303,
  labour: 304,
  hardware: 305,
  manuals: 306,
  insurance: 307,
  discount: 308,
  telephony: 309,
  energy: 310,
} as const;

/** Everything of the tenant that is not an invoice. */
export function tenant(): Omit<AutotaskWorld, 'invoices' | 'billingItems'> {
  return {
    ci: 418_207,
    companies: companies(),
    contacts: contacts(),
    billingCodes: [
      billingCode(code.support, 'Managed support', '200', category.standard),
      billingCode(code.microsoft365, 'Microsoft 365', '205', category.standard),
      billingCode(code.security, 'Endpoint security', '205', category.standard),
      billingCode(code.labour, 'Engineer time', '220', category.standard),
      billingCode(code.hardware, 'Hardware', '210', category.standard),
      billingCode(code.manuals, 'Printed manuals', '', category.zeroRated),
      billingCode(code.insurance, 'Device insurance', '', category.exempt),
      billingCode(code.discount, 'Discount', '', category.standard),
      billingCode(code.telephony, 'Telephony', '230', category.standard),
      billingCode(code.energy, 'Energy-saving works', '', category.reduced),
    ],
    currencies: [
      { id: 1, name: 'GBP', isInternalCurrency: true, isActive: true, exchangeRate: '1.0000' },
      { id: 2, name: 'EUR', isInternalCurrency: false, isActive: true, exchangeRate: '1.1700' },
    ],
    contracts: [
      {
        id: 7001,
        companyID: 2001,
        contractName: 'Managed services 2026',
        startDate: '2026-01-01',
        endDate: '2026-12-31',
      },
    ],
    paymentTerms: [
      { id: 1, name: 'Net 30', paymentDueInDays: 30, isActive: true },
      { id: 2, name: 'Net 14', paymentDueInDays: 14, isActive: true },
      { id: 3, name: 'Due on receipt', paymentDueInDays: 0, isActive: true },
    ],
    taxRegions: [
      { id: 1, name: 'United Kingdom', isActive: true },
      { id: 2, name: 'EU reverse charge', isActive: true },
    ],
    taxCategories: [
      { id: category.standard, name: 'Standard', description: 'Standard rate', isActive: true },
      { id: category.zeroRated, name: 'Zero-rated', description: 'Books and print', isActive: true },
      { id: category.exempt, name: 'Exempt', description: 'Insurance', isActive: true },
      { id: category.reduced, name: 'Reduced', description: 'Energy-saving works', isActive: true },
    ],
    taxes: [
      tax(1, 1, category.standard, 'VAT 20%', '0.2000'),
      tax(2, 1, category.zeroRated, 'VAT 0%', '0.0000'),
      tax(3, 1, category.exempt, 'Exempt', '0.0000'),
      tax(4, 1, category.reduced, 'VAT 5%', '0.0500'),
      tax(5, 2, category.standard, 'Reverse charge', '0.0000'),
      tax(6, 2, category.zeroRated, 'Reverse charge', '0.0000'),
    ],
    organizationalLevel1s: [named(1, 'Managed Services'), named(2, 'Professional Services'), named(3, 'Supply')],
    organizationalLevel2s: [
      named(1, 'Support'),
      named(2, 'Cloud'),
      named(3, 'Security'),
      named(4, 'Projects'),
      named(5, 'Hardware & Licences'),
      named(6, 'Telephony'),
    ],
    organizationalLevelAssociations: [
      pair(division.support, 1, 1),
      pair(division.cloud, 1, 2),
      pair(division.security, 1, 3),
      pair(division.projects, 2, 4),
      pair(division.hardware, 3, 5),
      pair(division.telephony, 1, 6),
      pair(division.projectSupport, 2, 1),
    ],
    hiddenAssociations: [division.telephony],
  };
}

const named = (id: number, name: string) => ({ id, name, isActive: true });
const pair = (id: number, organizationalLevel1ID: number, organizationalLevel2ID: number) => ({
  id,
  organizationalLevel1ID,
  organizationalLevel2ID,
  isActive: true,
});
const billingCode = (id: number, name: string, externalNumber: string, taxCategoryID: number) => ({
  id,
  name,
  externalNumber,
  taxCategoryID,
  isActive: true,
});
const tax = (id: number, taxRegionID: number, taxCategoryID: number, taxName: string, rate: string) => ({
  id,
  taxRegionID,
  taxCategoryID,
  taxName,
  taxRate: rate,
  isCompounded: false,
});

function companies(): AutotaskCompany[] {
  const company = (id: number, companyName: string, domain: string, more: Partial<AutotaskCompany> = {}) => ({
    id,
    companyName,
    companyNumber: `C${id}`,
    isActive: true,
    phone: `+44 20 7946 0${id}`,
    webAddress: domain ? `https://www.${domain}` : '',
    taxID: '',
    taxRegionID: 1,
    isTaxExempt: false,
    currencyID: 1,
    parentCompanyID: null,
    ...more,
  });
  return [
    company(201, 'Abbot & Sons Joinery Ltd', 'abbotjoinery.example'),
    company(202, 'Brightwater Dental Group', 'brightwaterdental.example'),
    company(203, 'Finch & Fox <Design> Ltd', 'finchfox.example'),
    company(204, 'Echo <!channel> Media', 'echomedia.example'),
    company(205, 'Dunmore Logistics', 'dunmore-logistics.example'),
    company(206, 'Elmfield Primary School', 'elmfield.example'),
    company(207, 'Garnet Legal LLP', 'garnetlegal.example'),
    company(208, 'Hollins Veterinary Practice', 'hollinsvets.example'),
    company(209, 'Inkwell Print Company', 'inkwellprint.example'),
    company(210, 'Juniper Care Homes plc', 'junipercare.example'),
    company(211, 'Juniper Care Homes – North Street', 'junipercare.example', { parentCompanyID: 210 }),
    company(212, 'Kestrel Optik GmbH', 'kestrel-optik.example', {
      currencyID: 2,
      taxRegionID: 2,
      taxID: 'DE811907980',
    }),
    company(213, 'Lantern Hotels', 'lanternhotels.example', { taxID: 'GB 293 8475 10' }),
    company(214, 'Marlow Bicycles', 'marlowbicycles.example'),
    company(215, 'Northgate Surgery', 'northgatesurgery.example'),
    company(216, 'Oakridge Community Trust', ''),
    company(217, 'Quayside Brewing Co.', 'quaysidebrewing.example'),
  ];
}

function contacts(): AutotaskContact[] {
  const person = (
    id: number,
    companyID: number,
    name: string,
    emailAddress: string,
    more: Partial<AutotaskContact>,
  ) => {
    const [firstName = '', ...rest] = name.split(' ');
    const flags = { title: '', isActive: 1, primaryContact: false, billingContact: false };
    return { id, companyID, firstName, lastName: rest.join(' '), emailAddress, ...flags, ...more };
  };
  const primary = { primaryContact: true };
  const billing = { billingContact: true, title: 'Accounts' };
  return [
    person(401, 201, 'Joan Abbot', 'joan@abbotjoinery.example', { ...primary, ...billing }),
    person(402, 202, 'Priya Raman', 'priya@brightwaterdental.example', primary),
    person(403, 203, 'Leo Finch', 'leo@finchfox.example', primary),
    person(404, 204, 'Mara Quist', 'mara@echomedia.example', primary),
    person(405, 205, 'Tom Dunmore', 'tom@dunmore-logistics.example', primary),
    person(406, 206, 'Helen Ward', 'office@elmfield.example', { ...primary, ...billing }),
    person(407, 207, 'Ruth Garnet', 'ruth@garnetlegal.example', primary),
    person(408, 208, 'Ian Hollins', 'ian@hollinsvets.example', primary),
    person(409, 209, 'Walter Ink', 'walter@inkwellprint.example', { ...primary, title: 'Owner' }),
    person(410, 209, 'Bea Nib', 'accounts@inkwellprint.example', billing),
    person(411, 209, 'Otto Quill', 'otto@inkwellprint.example', { title: 'Print floor' }),
    person(412, 209, 'Former Colleague', 'gone@inkwellprint.example', { ...billing, isActive: 0 }),
    person(413, 210, 'Sandra Berry', 'finance@junipercare.example', billing),
    person(414, 210, 'Neil Berry', 'neil@junipercare.example', primary),
    person(415, 212, 'Jürgen Groß', 'j.gross@kestrel-optik.example', { ...primary, ...billing }),
    person(416, 213, 'Amélie Laurent', 'amelie@lanternhotels.example', primary),
    person(417, 214, 'Sid Marlow', 'sid@marlowbicycles.example', primary),
    person(418, 215, 'Dr Anne Gate', 'reception@northgatesurgery.example', primary),
    person(419, 217, 'Fran Hopp', 'fran@quaysidebrewing.example', { ...primary, ...billing }),
  ];
}
