import { boolean, datetime, double, entity, integer, long, picklist, reference, text } from './fields.ts';

/**
 * What is billed. Of an invoice three fields can be written, of a line one; both kinds come from posting in Autotask and
 * cannot be created (https://www.autotask.net/help/developerhelp/Content/APIs/REST/Entities/InvoicesEntity.htm).
 */
export const invoices = entity('Invoices', 'Invoice', true, {
  id: long('required'),
  batchID: integer(),
  comments: text(2000),
  companyID: reference('Companies'),
  createDateTime: datetime(),
  creatorResourceID: reference('Resources'),
  dueDate: datetime('not-queryable'),
  fromDate: datetime(),
  invoiceDateTime: datetime('required'),
  invoiceEditorTemplateID: reference('InvoiceTemplates'),
  invoiceNumber: text(100, 'writable'),
  invoiceStatus: integer(),
  invoiceTaxMethodExternalCode: text(50),
  invoiceTotal: double(),
  isVoided: boolean(),
  orderNumber: text(20),
  paidDate: datetime('writable'),
  paymentTerm: picklist('paymentTerm'),
  taxGroup: integer('not-queryable'),
  taxRegionName: text(200),
  toDate: datetime(),
  totalTaxValue: double(),
  voidedByResourceID: reference('Resources'),
  voidedDate: datetime(),
  webServiceDate: datetime('writable'),
});

export const billingItems = entity('BillingItems', 'BillingItem', true, {
  id: long('required'),
  invoiceID: reference('Invoices'),
  companyID: reference('Companies'),
  billingItemType: picklist('billingItemType', 'required'),
  subType: picklist('subType', 'required'),
  itemName: text(255),
  description: text(2000),
  lineItemFullDescription: text(8000, 'not-queryable'),
  lineItemGroupDescription: text(8000, 'not-queryable'),
  sortOrderID: long(),
  itemDate: datetime(),
  postedDate: datetime(),
  postedOnTime: datetime(),
  quantity: double(),
  rate: double(),
  extendedPrice: double(),
  totalAmount: double(),
  taxDollars: double(),
  ourCost: double(),
  internalCurrencyExtendedPrice: double(),
  internalCurrencyRate: double(),
  internalCurrencyTaxDollars: double(),
  internalCurrencyTotalAmount: double(),
  nonBillable: integer('required'),
  billingCodeID: reference('BillingCodes'),
  taxCategoryID: reference('TaxCategories'),
  organizationalLevelAssociationID: reference('OrganizationalLevelAssociations'),
  purchaseOrderNumber: text(50),
  webServiceDate: datetime('writable'),
  accountManagerWhenApprovedID: reference('Resources'),
  itemApproverID: reference('Resources'),
  roleID: reference('Roles'),
  vendorID: long(),
  ticketID: reference('Tickets'),
  taskID: reference('Tasks'),
  timeEntryID: reference('TimeEntries'),
  projectID: reference('Projects'),
  milestoneID: long(),
  configurationItemID: long(),
  expenseItemID: reference('ExpenseItems'),
  projectChargeID: long(),
  ticketChargeID: long(),
  contractID: reference('Contracts'),
  contractChargeID: long(),
  contractBlockID: integer(),
  contractServiceID: integer(),
  contractServicePeriodID: integer(),
  contractServiceAdjustmentID: integer(),
  contractServiceBundleID: integer(),
  contractServiceBundlePeriodID: integer(),
  contractServiceBundleAdjustmentID: integer(),
  serviceID: long(),
  serviceBundleID: long(),
});

export const billingCodes = entity('BillingCodes', 'BillingCode', false, {
  id: long('required'),
  name: text(200, 'writable'),
  externalNumber: text(100, 'writable'),
  description: text(500, 'writable'),
  isActive: boolean('required', 'writable'),
  taxCategoryID: reference('TaxCategories', 'writable'),
  billingCodeType: integer('writable'),
  useType: integer('writable'),
  generalLedgerAccount: integer('writable'),
  department: integer('writable'),
  unitCost: double('required', 'writable'),
  unitPrice: double('required', 'writable'),
  markupRate: double(),
  afterHoursWorkType: reference('BillingCodes', 'writable'),
  isExcludedFromNewContracts: boolean('writable'),
});

export const currencies = entity('Currencies', 'Currency', true, {
  id: long('required'),
  name: text(3, 'required'),
  description: text(100, 'required'),
  displaySymbol: integer('required'),
  exchangeRate: double('required', 'writable'),
  isInternalCurrency: boolean('required'),
  isActive: boolean('required'),
  currencyPositiveFormat: text(10, 'required'),
  currencyNegativeFormat: text(10, 'required'),
  lastModifiedDateTime: datetime('writable'),
  updateResourceId: reference('Resources'),
});

export const paymentTerms = entity('PaymentTerms', 'PaymentTerm', true, {
  id: long('required'),
  name: text(100, 'required', 'writable'),
  description: text(2000, 'writable'),
  isActive: boolean('writable'),
  paymentDueInDays: integer('writable'),
});

export const taxRegions = entity('TaxRegions', 'TaxRegion', true, {
  id: long('required'),
  name: text(200, 'required', 'writable'),
  isActive: boolean('writable'),
});

export const taxCategories = entity('TaxCategories', 'TaxCategory', true, {
  id: long('required'),
  name: text(200, 'required', 'writable'),
  description: text(200, 'writable'),
  isActive: boolean('writable'),
});

export const taxes = entity('Taxes', 'Tax', true, {
  id: long('required'),
  taxRegionID: reference('TaxRegions', 'required'),
  taxCategoryID: reference('TaxCategories', 'required'),
  taxName: text(100, 'required', 'writable'),
  taxRate: double('required', 'writable'),
  isCompounded: boolean('writable'),
});

/** What lines of labour and charges were done for; only read here. */
export const tickets = entity('Tickets', 'Ticket', false, {
  id: long('required'),
  companyID: reference('Companies', 'required'),
  ticketNumber: text(50),
  title: text(255, 'required'),
  createDate: datetime(),
  contractID: reference('Contracts'),
});

/** What recurring lines were agreed in; only read here. */
export const contracts = entity('Contracts', 'Contract', false, {
  id: long('required'),
  companyID: reference('Companies', 'required'),
  contractName: text(100, 'required'),
  contractNumber: text(50),
  startDate: datetime('required'),
  endDate: datetime('required'),
});
