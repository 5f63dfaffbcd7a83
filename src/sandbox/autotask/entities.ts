import * as billing from './entities-billing.ts';
import { boolean, datetime, double, type Entity, entity, integer, long, reference, text } from './fields.ts';

/** Customers and the people there. Contacts have their flag `isActive` as an integer, companies as a boolean. */
const companies = entity('Companies', 'Company', true, {
  id: long('required'),
  companyName: text(100, 'required', 'writable'),
  companyNumber: text(50, 'writable'),
  companyType: integer('required', 'writable'),
  isActive: boolean('writable'),
  parentCompanyID: reference('Companies', 'writable'),
  ownerResourceID: reference('Resources', 'required', 'writable'),
  phone: text(25, 'required', 'writable'),
  webAddress: text(255, 'writable'),
  address1: text(128, 'writable'),
  address2: text(128, 'writable'),
  additionalAddressInformation: text(100, 'writable'),
  city: text(30, 'writable'),
  state: text(40, 'writable'),
  postalCode: text(10, 'writable'),
  countryID: reference('Countries', 'writable'),
  billToAttention: text(50, 'writable'),
  billingAddress1: text(150),
  billingAddress2: text(150),
  billToCity: text(50),
  billToState: text(128),
  billToZipCode: text(50),
  billToCountryID: reference('Countries'),
  currencyID: reference('Currencies', 'writable'),
  taxRegionID: reference('TaxRegions', 'writable'),
  isTaxExempt: boolean('writable'),
  taxID: text(50, 'writable'),
  invoiceTemplateID: reference('InvoiceTemplates', 'writable'),
  invoiceMethod: integer('writable'),
  invoiceNonContractItemsToParentCompany: boolean('writable'),
  assetValue: double('not-queryable', 'writable'),
  stockMarket: text(10, 'not-queryable', 'writable'),
  stockSymbol: text(10, 'not-queryable', 'writable'),
  sicCode: text(32, 'not-queryable', 'writable'),
  createDate: datetime(),
  lastActivityDate: datetime(),
  lastTrackedModifiedDateTime: datetime(),
});

const contacts = entity('Contacts', 'Contact', false, {
  id: long('required'),
  companyID: reference('Companies', 'required'),
  firstName: text(50, 'required', 'writable'),
  lastName: text(50, 'required', 'writable'),
  title: text(50, 'writable'),
  emailAddress: text(254, 'writable'),
  emailAddress2: text(254, 'writable'),
  emailAddress3: text(254, 'writable'),
  phone: text(25, 'writable'),
  mobilePhone: text(25, 'writable'),
  isActive: integer('required', 'writable'),
  primaryContact: boolean('writable'),
  billingContact: boolean('writable'),
  externalID: text(50, 'writable'),
  addressLine: text(128, 'writable'),
  city: text(32, 'writable'),
  state: text(40, 'writable'),
  zipCode: text(16, 'writable'),
  countryID: reference('Countries', 'writable'),
  createDate: datetime(),
  lastActivityDate: datetime(),
  lastModifiedDate: datetime(),
});

/** Level 1 is the Division, level 2 the Line of Business; each tenant picks its own words for them. */
const level = (path: string, name: string) =>
  entity(path, name, true, {
    id: long('required'),
    name: text(50, 'required', 'writable'),
    description: text(400, 'writable'),
    isActive: boolean('writable'),
  });

const associations = entity('OrganizationalLevelAssociations', 'OrganizationalLevelAssociation', true, {
  id: long('required'),
  organizationalLevel1ID: reference('OrganizationalLevel1s', 'required'),
  organizationalLevel2ID: reference('OrganizationalLevel2s', 'required'),
  isActive: boolean('writable'),
});

/** Who belongs to which pair of levels: what the API user is assigned to can be read here. */
const organizationalResources = entity('OrganizationalResources', 'OrganizationalResource', false, {
  id: long('required'),
  organizationalLevelAssociationID: reference('OrganizationalLevelAssociations', 'required'),
  resourceID: reference('Resources', 'required'),
});

const resources = entity('Resources', 'Resource', false, {
  id: long('required'),
  firstName: text(50),
  lastName: text(50),
  userName: text(32),
  email: text(254),
  isActive: boolean(),
});

/** Every entity the stand-in serves, in the order of a bill. */
export const entities: Entity[] = [
  billing.invoices,
  billing.billingItems,
  companies,
  contacts,
  billing.billingCodes,
  billing.currencies,
  billing.paymentTerms,
  billing.taxRegions,
  billing.taxCategories,
  billing.taxes,
  billing.tickets,
  billing.contracts,
  level('OrganizationalLevel1s', 'OrganizationalLevel1'),
  level('OrganizationalLevel2s', 'OrganizationalLevel2'),
  associations,
  organizationalResources,
  resources,
];

const byPath = new Map(entities.map((known) => [known.path.toLowerCase(), known]));

/** Finds an entity by the name in the URL, whatever its case. */
export function findEntity(path: string): Entity | undefined {
  return byPath.get(path.toLowerCase());
}
