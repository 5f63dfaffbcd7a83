import type { Books } from '../domain/types.ts';
import type { Accounting, Clock } from '../services/ports.ts';
import { canonicalAmount } from './exact-json.ts';
import { unexpected } from './http.ts';
import type { XeroCall } from './xero-call.ts';
import * as schema from './xero-schema.ts';

/** The lists a document is built from: organisation, accounts, items, tax rates, tracking, currencies; six calls. */
export function createBooks(call: XeroCall, clock: Clock): Accounting['books'] {
  return async (organisationId) => {
    const readAt = clock.now().toISOString();
    const [organisation, accounts, taxRates, currencies, items, tracking] = await Promise.all([
      readOrganisation(call, organisationId),
      readAccounts(call, organisationId),
      readTaxRates(call, organisationId),
      readCurrencies(call, organisationId),
      readItems(call, organisationId),
      readTracking(call, organisationId),
    ]);
    const base = organisation.organisation.baseCurrency;
    const lists = { accounts, items, taxRates, tracking, currencies: [...new Set([base, ...currencies])] };
    return { ...organisation, ...lists, readAt };
  };
}

async function readOrganisation(
  call: XeroCall,
  organisationId: string,
): Promise<Pick<Books, 'organisation' | 'lockedUntil'>> {
  const what = 'GET Organisation';
  const { Organisations } = await call({
    organisationId,
    what,
    answer: schema.organisationsAnswer,
    send: (api, tenant) => api.getOrganisations(tenant),
  });
  const found = Organisations.find((each) => each.OrganisationID === organisationId.toLowerCase());
  if (!found) throw unexpected({ system: 'xero', what, write: false }, 'the answer is about another organisation');
  const locks = [schema.readDay(found.PeriodLockDate), schema.readDay(found.EndOfYearLockDate)];
  return {
    organisation: {
      id: organisationId,
      name: found.Name,
      shortCode: found.ShortCode ?? '',
      baseCurrency: found.BaseCurrency,
    },
    lockedUntil:
      locks
        .filter((day) => day !== null)
        .sort()
        .at(-1) ?? null,
  };
}

/** Active revenue accounts; system accounts are Xero's own and not for invoices. */
async function readAccounts(call: XeroCall, organisationId: string): Promise<Books['accounts']> {
  const { Accounts } = await call({
    organisationId,
    what: 'GET Accounts',
    answer: schema.accountsAnswer,
    send: (api, tenant) => api.getAccounts(tenant),
  });
  return Accounts.filter(
    (account) => account.Status === 'ACTIVE' && account.Class === 'REVENUE' && !account.SystemAccount && account.Code,
  ).map((account) => ({ code: account.Code ?? '', name: account.Name ?? '' }));
}

async function readTaxRates(call: XeroCall, organisationId: string): Promise<Books['taxRates']> {
  const { TaxRates } = await call({
    organisationId,
    what: 'GET TaxRates',
    answer: schema.taxRatesAnswer,
    send: (api, tenant) => api.getTaxRates(tenant),
  });
  return TaxRates.filter((rate) => rate.Status === 'ACTIVE' && rate.CanApplyToRevenue && rate.TaxType).flatMap(
    (rate) => {
      const percent = canonicalAmount(rate.EffectiveRate ?? '');
      return percent === null ? [] : [{ type: rate.TaxType ?? '', name: rate.Name ?? '', rate: percent }];
    },
  );
}

async function readCurrencies(call: XeroCall, organisationId: string): Promise<string[]> {
  const { Currencies } = await call({
    organisationId,
    what: 'GET Currencies',
    answer: schema.currenciesAnswer,
    send: (api, tenant) => api.getCurrencies(tenant),
  });
  return Currencies.map((currency) => currency.Code);
}

/** Sold items with an account of their own. One that is kept in stock is left out: posting it would move the stock. */
async function readItems(call: XeroCall, organisationId: string): Promise<Books['items']> {
  const { Items } = await call({
    organisationId,
    what: 'GET Items',
    answer: schema.itemsAnswer,
    send: (api, tenant) => api.getItems(tenant),
  });
  return Items.filter((item) => item.IsSold !== false && !item.IsTrackedAsInventory).flatMap((item) => {
    const accountCode = item.SalesDetails?.AccountCode;
    return accountCode ? [{ code: item.Code, name: item.Name || item.Code, accountCode }] : [];
  });
}

async function readTracking(call: XeroCall, organisationId: string): Promise<Books['tracking']> {
  const { TrackingCategories } = await call({
    organisationId,
    what: 'GET TrackingCategories',
    answer: schema.trackingAnswer,
    send: (api, tenant) => api.getTrackingCategories(tenant),
  });
  const active = ({ Status }: { Status?: string | null | undefined }) => !Status || Status === 'ACTIVE';
  return TrackingCategories.filter(active).map((category) => ({
    id: category.TrackingCategoryID,
    name: category.Name,
    options: category.Options.filter(active).map((option) => ({ id: option.TrackingOptionID, name: option.Name })),
  }));
}
