import { Decimal } from 'decimal.js';
import { ARCHIVED_USE, applyContact, contactErrors } from './contact-rules.ts';
import { matchContact } from './contacts.ts';
import type { Call } from './context.ts';
import { viewDocument } from './document-view.ts';
import type { Outcome } from './envelope.ts';
import { compact, dayOf, guid, parseDay, round } from './format.ts';
import type { DocumentInput, Kind } from './kinds.ts';
import { readLines, sumLines } from './lines.ts';
import type { ContactRecord, DocumentRecord, DocumentStatus } from './records.ts';
import { notModelled } from './reply.ts';
import type { ContactInput } from './schemas.ts';
import { isApproved, mayBecome } from './status.ts';

/** Creates a document, or changes the one that exists, or says everything that is wrong with it. */
export function storeDocument(
  call: Call,
  kind: Kind,
  input: DocumentInput,
  existing: DocumentRecord | undefined,
): Outcome {
  const problems = { errors: [] as string[], warnings: [] as string[] };
  const status = readStatus(call, kind, input, existing, problems.errors);
  if (existing && problems.errors.length > 0) return refused(call, input, existing, problems.errors);
  if (existing && (status === 'VOIDED' || status === 'DELETED')) return close(call, kind, input, existing, status);

  const contact = readContact(call, input.Contact, existing, problems.errors);
  const record = compose(call, kind, input, existing, status, contact.record, problems);
  problems.errors.push(...contact.errors(), ...documentErrors(call, kind, input, record, isApproved(status), existing));
  if (problems.errors.length > 0) return refused(call, input, existing, problems.errors);

  const customer = { ...contact.save(), isCustomer: true };
  call.state.saveContact(customer);
  const saved = call.state.saveDocument({ ...record, contactId: customer.ContactID });
  note(call, saved, existing ? 'Edited' : 'Created');
  return { body: viewDocument(call, saved, 'whole'), errors: [], warnings: problems.warnings };
}

function readStatus(
  call: Call,
  kind: Kind,
  input: DocumentInput,
  existing: DocumentRecord | undefined,
  errors: string[],
): DocumentStatus {
  const asked = input.status ?? existing?.status ?? 'DRAFT';
  if (!mayBecome(existing?.status, asked)) errors.push(kind.invalidStatus);
  else if (existing && (Number(existing.paid) > 0 || Number(existing.credited) > 0))
    errors.push('This document cannot be edited as it has a payment or credit note allocated to it.');
  // Without the right to approve, Xero stores what was there before, or a draft, and says nothing.
  const lacksRight =
    asked === 'AUTHORISED' && existing?.status !== 'AUTHORISED' && !call.context.switches.approvalRights;
  return lacksRight ? (existing?.status ?? 'DRAFT') : asked;
}

/** Voids or deletes. A new number may come along, to free the old one; anything else is not modelled. */
function close(
  call: Call,
  kind: Kind,
  input: DocumentInput,
  existing: DocumentRecord,
  status: DocumentStatus,
): Outcome {
  const { id: _id, type: _type, status: _status, number = existing.number, ...more } = input;
  for (const name of Object.keys(compact(more))) throw notModelled(`${name} together with Status ${status}`);
  const errors = [...lockErrors(call, existing.date), ...numberErrors(call, kind, number, existing)];
  if (errors.length > 0) return refused(call, input, existing, errors);
  const saved = call.state.saveDocument({ ...existing, number, status, updated: call.now });
  note(call, saved, status === 'VOIDED' ? 'Voided' : 'Deleted');
  return { body: viewDocument(call, saved, 'whole'), errors: [], warnings: [] };
}

/**
 * Who the document is for. More than a ContactID changes the contact's record, a Name alone may create one: as Xero
 * does, so that a careless client is seen. Nothing is stored before `save`.
 */
function readContact(
  call: Call,
  input: ContactInput | undefined,
  existing: DocumentRecord | undefined,
  errors: string[],
): { record: ContactRecord | undefined; errors(): string[]; save(): ContactRecord } {
  const failed = (message: string) => {
    errors.push(message);
    return { record: undefined, errors: () => [], save: () => fail() };
  };
  const current = existing && call.state.contact(call.tenantId, existing.contactId);
  if (!input && current) return { record: current, errors: () => [], save: () => current };
  if (!input?.ContactID && !input?.Name && !input?.ContactNumber)
    return failed(
      'The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber',
    );
  const found = matchContact(call, input);
  if (!found && (input.ContactID || !input.Name)) return failed('The specified contact could not be found.');
  if (found && found.ContactStatus !== 'ACTIVE') return failed(ARCHIVED_USE);
  if (found && !changesContact(found, input)) return { record: found, errors: () => [], save: () => found };
  return {
    record: found,
    errors: () => contactErrors(call, input, found),
    save: () => applyContact(call, input, found),
  };
}

function changesContact(contact: ContactRecord, input: ContactInput): boolean {
  const text = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value));
  return Object.entries(input).some(([key, value]) => text(value) !== text(contact[key as keyof ContactRecord]));
}

function fail(): never {
  throw new Error('A document with errors was about to be stored');
}

function compose(
  call: Call,
  kind: Kind,
  input: DocumentInput,
  existing: DocumentRecord | undefined,
  status: DocumentStatus,
  contact: ContactRecord | undefined,
  problems: { errors: string[]; warnings: string[] },
): DocumentRecord {
  const { organisation } = call;
  const lineAmountTypes = input.LineAmountTypes ?? existing?.lineAmountTypes ?? 'Exclusive';
  const approved = isApproved(status);
  const lines = input.LineItems
    ? readLines(
        call,
        { kind, approved, lineAmountTypes, contactTaxType: contact?.AccountsReceivableTaxType },
        input.LineItems,
        problems,
      )
    : (existing?.lines ?? []);
  const totals = sumLines(lines, lineAmountTypes);
  const currency = input.CurrencyCode ?? existing?.currency ?? contact?.DefaultCurrency ?? organisation.baseCurrency;
  const rate = input.CurrencyRate ?? existing?.currencyRate ?? dayRate(organisation.baseCurrency, currency);
  const nothingDue = status === 'AUTHORISED' && Number(totals.total) === 0;
  return {
    tenantId: call.tenantId,
    type: kind.type,
    id: existing?.id ?? call.state.freshId(call.tenantId, 'document'),
    number: input.number || existing?.number || nextNumber(call, kind),
    status: nothingDue && call.context.switches.zeroTotalBecomesPaid ? 'PAID' : status,
    contactId: existing?.contactId ?? '',
    date: (input.Date && parseDay(input.Date)) ?? existing?.date ?? dayOf(call.now),
    dueDate: (input.DueDate && parseDay(input.DueDate)) ?? existing?.dueDate,
    expectedPaymentDate:
      (input.ExpectedPaymentDate && parseDay(input.ExpectedPaymentDate)) ?? existing?.expectedPaymentDate,
    plannedPaymentDate:
      (input.PlannedPaymentDate && parseDay(input.PlannedPaymentDate)) ?? existing?.plannedPaymentDate,
    reference: input.Reference ?? existing?.reference,
    url: input.Url ?? existing?.url,
    currency,
    currencyRate: currency === organisation.baseCurrency ? '1' : round(rate, 6).toFixed(),
    lineAmountTypes,
    lines,
    brandingThemeId:
      input.BrandingThemeID ?? existing?.brandingThemeId ?? organisation.brandingThemes[0]?.BrandingThemeID ?? '',
    sentToContact: approved && (input.SentToContact ?? existing?.sentToContact ?? false),
    ...totals,
    paid: existing?.paid ?? '0.00',
    credited: existing?.credited ?? '0.00',
    allocations: existing?.allocations ?? [],
    createdBy: existing ? existing.createdBy : call.clientId,
    updated: call.now,
  };
}

function documentErrors(
  call: Call,
  kind: Kind,
  input: DocumentInput,
  record: DocumentRecord,
  approved: boolean,
  existing: DocumentRecord | undefined,
): string[] {
  const errors: string[] = [];
  if (!existing && !input.type) errors.push('Type must be specified');
  if (!existing && !input.LineItems) errors.push('One or more line items must be specified');
  if (input.LineAmountTypes && existing && !input.LineItems)
    errors.push('LineAmountTypes cannot change without LineItems');
  errors.push(...numberErrors(call, kind, record.number, existing), ...lockErrors(call, record.date));
  if (existing && existing.date !== record.date) errors.push(...lockErrors(call, existing.date));
  if (approved) {
    if (kind.dueDate && !record.dueDate) errors.push('Due date must be specified');
    if (record.lines.length === 0) errors.push('One or more line items must be specified');
    if (!input.LineItems && record.lines.some((line) => !line.accountCode && Number(line.quantity) !== 0))
      errors.push('Account code must be specified');
  }
  if (new Decimal(record.total).isNegative() && Number(record.total) !== 0)
    errors.push('The total of this document must not be negative');
  if (!call.organisation.currencies.includes(record.currency))
    errors.push(`Organisation is not subscribed to currency ${record.currency}`);
  if (!call.organisation.brandingThemes.some((theme) => theme.BrandingThemeID === record.brandingThemeId))
    errors.push('The branding theme does not exist');
  if ((record.reference?.length ?? 0) > 255)
    errors.push('The field Reference must be a string with a maximum length of 255.');
  if (input.Url !== undefined && !/^https?:\/\/\S+$/.test(input.Url)) errors.push('Url must be an absolute URL');
  return [...new Set(errors)];
}

function numberErrors(call: Call, kind: Kind, number: string, existing: DocumentRecord | undefined): string[] {
  if (number.length > 255) return [`The field ${kind.numberField} must be a string with a maximum length of 255.`];
  const taken = call.state
    .documentsNumbered(call.tenantId, kind.type, number)
    .some(
      (other) =>
        other.id !== existing?.id && !(other.status === 'DELETED' && call.context.switches.deletedNumberReusable),
    );
  return taken ? [kind.taken] : [];
}

/** A document of a day up to and including the lock date can neither be made nor changed. */
function lockErrors(call: Call, date: string): string[] {
  const { endOfYearLockDate, periodLockDate } = call.organisation;
  const says = (name: string, lock: string | null) =>
    lock && date <= lock
      ? [`The document date cannot be before the ${name} lock date, currently set at ${readable(lock)}`]
      : [];
  const endOfYear = says('end of year', endOfYearLockDate);
  return endOfYear.length > 0 ? endOfYear : says('period', periodLockDate);
}

function readable(day: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

function nextNumber(call: Call, kind: Kind): string {
  for (;;) {
    const number = `${kind.prefix}${String(call.state.next(call.tenantId, kind.plural)).padStart(4, '0')}`;
    if (call.state.documentsNumbered(call.tenantId, kind.type, number).length === 0) return number;
  }
}

/** Stands in for the day's rate: made up, always the same for a pair. */
function dayRate(base: string, currency: string): Decimal {
  return new Decimal(Number.parseInt(guid(base, currency).slice(0, 6), 16)).div(0xffffff).plus('0.5');
}

function note(call: Call, document: DocumentRecord, changes: string): void {
  const details = `${document.number} for ${document.total} ${document.currency}`;
  call.state.addHistory({ documentId: document.id, changes, details, user: call.context.login.name, at: call.now });
}

/** A failed change echoes what is stored; a failed create what was sent. */
function refused(call: Call, input: DocumentInput, existing: DocumentRecord | undefined, errors: string[]): Outcome {
  if (existing) return { body: viewDocument(call, existing, 'whole'), errors, warnings: [] };
  const { id: _id, number, type, status, Date: day, DueDate, ...rest } = input;
  const invoice = type === 'ACCREC' || type === 'ACCPAY';
  const body = {
    Type: type,
    [invoice ? 'InvoiceNumber' : 'CreditNoteNumber']: number,
    Status: status,
    ...rest,
    ...(day && { DateString: `${parseDay(day)}T00:00:00`, Date: `/Date(${Date.parse(parseDay(day) ?? '')}+0000)/` }),
    ...(DueDate && {
      DueDateString: `${parseDay(DueDate)}T00:00:00`,
      DueDate: `/Date(${Date.parse(parseDay(DueDate) ?? '')}+0000)/`,
    }),
  };
  return { body: compact(body), errors, warnings: [] };
}
