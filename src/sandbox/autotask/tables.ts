import type { Collection, Store } from '../store.ts';
import type { AutotaskWorld } from '../world.ts';
import { entities } from './entities.ts';
import type { Row } from './fields.ts';

/** What is one per tenant. */
export interface Tenant {
  ci: number;
  /** Associations the API user is not assigned to. */
  hiddenAssociations: number[];
}

/** The stand-in's rows, by the entity's name in the URL. */
export interface Tables {
  of(entity: string): Row[];
  get(entity: string, id: number): Row | undefined;
  put(entity: string, row: Row): void;
  tenant(): Tenant;
  /** The lines of one invoice, whoever may see them. */
  linesOf(invoiceId: number): Row[];
}

/** The API user itself is a resource; this is its id. */
export const apiUserId = 29682885;

/** Opens the tables, filled from the world when they were never filled completely before. */
export function openTables(store: Store, world: AutotaskWorld, username: string): Tables {
  const collections = new Map<string, Collection<Row>>(
    entities.map((entity) => [entity.path, store.collection<Row>(`autotask.${entity.path}`)]),
  );
  const tenants = store.collection<Tenant>('autotask.tenant');
  const table = (entity: string) => {
    const known = collections.get(entity);
    if (!known) throw new Error(`The stand-in Autotask has no table ${entity}.`);
    return known;
  };
  const tables: Tables = {
    of: (entity) => table(entity).values(),
    get: (entity, id) => table(entity).get(String(id)),
    put: (entity, row) => {
      table(entity).put(String(row.id), row);
    },
    tenant: () => tenants.get('tenant') ?? { ci: world.ci, hiddenAssociations: world.hiddenAssociations },
    linesOf: (invoiceId) =>
      table('BillingItems')
        .values()
        .filter((line) => line.invoiceID === invoiceId),
  };
  if (!tenants.get('tenant')) {
    fill(tables, world, username);
    // Last, so that a start that was killed while filling fills again.
    tenants.put('tenant', { ci: world.ci, hiddenAssociations: world.hiddenAssociations });
  }
  return tables;
}

function fill(tables: Tables, world: AutotaskWorld, username: string) {
  const put = <T extends { id: number }>(
    entity: string,
    rows: T[],
    more: (row: T) => Record<string, unknown> = () => ({}),
  ) => {
    for (const row of rows) tables.put(entity, { ...more(row), ...row });
  };
  put('Invoices', world.invoices, (invoice) => ({
    creatorResourceID: apiUserId,
    invoiceEditorTemplateID: 102,
    invoiceStatus: 1,
    voidedByResourceID: invoice.isVoided ? apiUserId : null,
  }));
  put('BillingItems', world.billingItems, (line) => ({
    subType: line.billingItemType,
    nonBillable: 0,
    ourCost: '0.0000',
    postedDate: line.itemDate,
    internalCurrencyExtendedPrice: line.extendedPrice,
    internalCurrencyRate: line.rate,
    internalCurrencyTaxDollars: line.taxDollars,
    internalCurrencyTotalAmount: line.totalAmount,
  }));
  put('Companies', world.companies, () => ({ companyType: 1, ownerResourceID: apiUserId, invoiceMethod: 1 }));
  put('Contacts', world.contacts);
  put('BillingCodes', world.billingCodes, () => ({ billingCodeType: 0, useType: 1, unitCost: '0', unitPrice: '0' }));
  put('Currencies', world.currencies, (currency) => ({
    description: currency.name,
    displaySymbol: 1,
    currencyPositiveFormat: '$1.1',
    currencyNegativeFormat: '-$1.1',
  }));
  put('PaymentTerms', world.paymentTerms, (term) => ({ description: term.name }));
  put('TaxRegions', world.taxRegions);
  put('TaxCategories', world.taxCategories);
  put('Taxes', world.taxes);
  put('Tickets', world.tickets ?? []);
  put('Contracts', world.contracts ?? []);
  put('OrganizationalLevel1s', world.organizationalLevel1s, (level) => ({ description: level.name }));
  put('OrganizationalLevel2s', world.organizationalLevel2s, (level) => ({ description: level.name }));
  put('OrganizationalLevelAssociations', world.organizationalLevelAssociations);
  const assigned = world.organizationalLevelAssociations.filter((pair) => !world.hiddenAssociations.includes(pair.id));
  put(
    'OrganizationalResources',
    assigned.map((pair, index) => ({
      id: index + 1,
      organizationalLevelAssociationID: pair.id,
      resourceID: apiUserId,
    })),
  );
  put('Resources', [
    { id: apiUserId, firstName: 'API', lastName: 'User', userName: username, email: username, isActive: true },
  ]);
}
