import { Decimal } from 'decimal.js';
import type { Call } from './context.ts';
import { round, sameText } from './format.ts';
import type { Kind } from './kinds.ts';
import type { LineAmountTypes, LineRecord, OrganisationRecord } from './records.ts';
import type { LineInput, TrackingInput } from './schemas.ts';

export interface LinesRequest {
  kind: Kind;
  approved: boolean;
  lineAmountTypes: LineAmountTypes;
  /** The contact's own tax type, before the account's. */
  contactTaxType?: string | undefined;
}

interface Problems {
  errors: string[];
  warnings: string[];
}

/**
 * The lines as Xero stores them. The price has two decimals unless unitdp=4; the line's amount is quantity × price less
 * discount, to the cent; tax is worked out a line at a time, half up, and may be overridden by TaxAmount.
 * https://developer.xero.com/documentation/guides/how-to-guides/rounding-in-xero
 */
export function readLines(call: Call, request: LinesRequest, inputs: LineInput[], problems: Problems): LineRecord[] {
  const places = call.query.unitdp === '4' ? 4 : 2;
  return inputs.map((input) => {
    const item = readItem(call.organisation, input, problems);
    const line: LineInput = { ...item, ...input };
    checkTexts(request, line, problems);
    const account = readAccount(call, request, line, problems);
    const amounts = readAmounts(line, places, problems);
    const taxType = readTaxType(call, request, line, account?.TaxType, problems);
    return {
      LineItemID: input.LineItemID ?? call.state.freshId(call.tenantId, 'line'),
      description: line.Description,
      ...amounts,
      taxType,
      taxAmount: readTax(call, request, line, taxType, amounts.lineAmount),
      accountCode: account?.Code,
      accountId: account?.AccountID,
      itemCode: line.ItemCode,
      discountRate: line.DiscountRate === undefined ? undefined : round(line.DiscountRate, 4).toFixed(),
      discountAmount: line.DiscountAmount === undefined ? undefined : round(line.DiscountAmount).toFixed(2),
      tracking: readTracking(call.organisation, line.Tracking ?? [], problems),
    };
  });
}

export function sumLines(lines: LineRecord[], lineAmountTypes: LineAmountTypes) {
  const sum = (values: string[]) => values.reduce((total, value) => total.plus(value), new Decimal(0));
  const amounts = sum(lines.map((line) => line.lineAmount));
  const tax = sum(lines.map((line) => line.taxAmount));
  const net = lineAmountTypes === 'Inclusive' ? amounts.minus(tax) : amounts;
  return { subTotal: net.toFixed(2), totalTax: tax.toFixed(2), total: net.plus(tax).toFixed(2) };
}

function readItem(organisation: OrganisationRecord, input: LineInput, problems: Problems): LineInput {
  if (input.ItemCode === undefined) return {};
  const item = organisation.items.find((known) => known.Code === input.ItemCode);
  if (!item) {
    problems.errors.push(`Item code '${input.ItemCode}' is not valid`);
    return {};
  }
  const { Description, UnitPrice, AccountCode, TaxType } = item;
  return { Description, UnitAmount: UnitPrice === undefined ? undefined : Number(UnitPrice), AccountCode, TaxType };
}

function checkTexts(request: LinesRequest, line: LineInput, { errors }: Problems): void {
  if ((line.Description?.length ?? 0) > 4000)
    errors.push('The field Description must be a string with a maximum length of 4000.');
  if (request.approved && !line.Description) errors.push('Description must be specified');
  const discounted = line.DiscountRate !== undefined || line.DiscountAmount !== undefined;
  if (discounted && !request.kind.discounts) errors.push('Discounts cannot be applied to this type of document');
  if (line.DiscountRate !== undefined && line.DiscountAmount !== undefined)
    errors.push('Only one of DiscountRate and DiscountAmount can be specified');
}

/** A line of words only has no amounts and needs no account. */
function isTextOnly(line: LineInput): boolean {
  return line.Quantity === undefined && line.UnitAmount === undefined && line.LineAmount === undefined;
}

function readAccount(call: Call, request: LinesRequest, line: LineInput, { errors, warnings }: Problems) {
  const { AccountCode: code, AccountID: id } = line;
  if (!code && !id) {
    if (request.approved && !isTextOnly(line)) errors.push('Account code must be specified');
    return undefined;
  }
  const account = call.organisation.accounts.find((known) => (id ? known.AccountID === id : known.Code === code));
  if (account?.Status === 'ACTIVE' && isUsable(account)) return account;
  const named = code ?? id;
  if (request.approved || !call.context.switches.stripUnknownAccountOnDraft)
    errors.push(`Account code '${named}' is not a valid code for this document.`);
  else warnings.push(`Account code '${named}' has been removed as it does not match a recognised account.`);
  return undefined;
}

/** Bank accounts and the accounts Xero keeps for itself take no lines; the one for rounding does. */
function isUsable(account: OrganisationRecord['accounts'][number]): boolean {
  return account.Type !== 'BANK' && (!account.SystemAccount || account.SystemAccount === 'ROUNDING');
}

function readAmounts(line: LineInput, places: number, { errors }: Problems) {
  const quantity = round(line.Quantity ?? (isTextOnly(line) ? 0 : 1), 4);
  const sent = line.LineAmount === undefined ? undefined : new Decimal(line.LineAmount);
  const price =
    line.UnitAmount !== undefined
      ? round(line.UnitAmount, places)
      : sent && !quantity.isZero()
        ? round(sent.div(quantity), places)
        : new Decimal(0);
  const gross = quantity.times(price);
  const rate = new Decimal(100).minus(line.DiscountRate ?? 0).div(100);
  const computed = round(gross.times(rate).minus(line.DiscountAmount ?? 0));
  // Without a price there is nothing to disagree with: the amount that was sent is the amount.
  const lineAmount = line.UnitAmount === undefined && sent ? round(sent) : computed;
  if (sent && !sent.equals(lineAmount))
    errors.push(
      `The line total ${sent.toFixed(Math.max(2, sent.decimalPlaces()))} does not match the expected line total ${lineAmount.toFixed(2)}`,
    );
  return { quantity: quantity.toFixed(4), unitAmount: price.toFixed(places), lineAmount: lineAmount.toFixed(2) };
}

function readTaxType(
  call: Call,
  request: LinesRequest,
  line: LineInput,
  accountTaxType: string | undefined,
  { errors }: Problems,
): string | undefined {
  if (request.lineAmountTypes === 'NoTax') return 'NONE';
  const taxType = line.TaxType ?? request.contactTaxType ?? accountTaxType;
  if (taxType === undefined) return isTextOnly(line) ? undefined : 'NONE';
  const rate = call.organisation.taxRates.find((known) => known.TaxType === taxType);
  if (rate?.Status !== 'ACTIVE' || !rate.CanApplyToRevenue)
    errors.push(`The TaxType code ${taxType} does not exist or cannot be used for this type of transaction.`);
  return taxType;
}

function readTax(
  call: Call,
  request: LinesRequest,
  line: LineInput,
  taxType: string | undefined,
  lineAmount: string,
): string {
  if (request.lineAmountTypes === 'NoTax') return '0.00';
  if (line.TaxAmount !== undefined && !call.context.switches.ignoreTaxAmount) return round(line.TaxAmount).toFixed(2);
  const known = call.organisation.taxRates.find((rate) => rate.TaxType === taxType);
  const rate = new Decimal(known?.EffectiveRate ?? 0);
  const base = request.lineAmountTypes === 'Inclusive' ? rate.plus(100) : new Decimal(100);
  return round(rate.times(lineAmount).div(base)).toFixed(2);
}

/** At most two, and they must exist. */
function readTracking(organisation: OrganisationRecord, inputs: TrackingInput[], { errors }: Problems) {
  if (inputs.length > 2) errors.push('A line item can have at most 2 tracking elements');
  return inputs.flatMap((input) => {
    const category = organisation.trackingCategories.find((known) =>
      input.TrackingCategoryID
        ? known.TrackingCategoryID === input.TrackingCategoryID.toLowerCase()
        : sameText(known.Name, input.Name ?? ''),
    );
    const option = category?.Options.find((known) =>
      input.TrackingOptionID
        ? known.TrackingOptionID === input.TrackingOptionID.toLowerCase()
        : sameText(known.Name, input.Option ?? ''),
    );
    if (!category) errors.push(`Tracking category '${input.Name ?? input.TrackingCategoryID}' does not exist`);
    else if (!option) errors.push(`Tracking option '${input.Option ?? input.TrackingOptionID}' does not exist`);
    if (!category || !option) return [];
    const { TrackingCategoryID, Name } = category;
    return [{ TrackingCategoryID, TrackingOptionID: option.TrackingOptionID, Name, Option: option.Name }];
  });
}
