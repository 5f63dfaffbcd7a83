import type { Contact, Instant } from '../domain/types.ts';
import type { Accounting } from '../services/ports.ts';
import { unexpected } from './http.ts';
import type { XeroCall } from './xero-call.ts';
import { refusalWords } from './xero-errors.ts';
import { type ContactElement, contactsAnswer } from './xero-schema.ts';
import { anyOf, chunks, equals, isPlain, sameText } from './xero-where.ts';

type ContactMethods = Pick<
  Accounting,
  | 'contactsByNumber'
  | 'contactsById'
  | 'contactsByNames'
  | 'allContacts'
  | 'createContact'
  | 'createContacts'
  | 'setContactNumber'
>;

/** The most Xero gives a page. */
const PAGE_SIZE = 1_000;
const MOST_PAGES = 500;
/** What one more `ContactNumber=="…" OR ` adds to an address. */
const CONDITION_COST = 35;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** https://developer.xero.com/documentation/api/accounting/contacts */
export function createContactMethods(call: XeroCall): ContactMethods {
  return {
    async contactsByNumber(organisationId, numbers) {
      const plain = chunks(numbers.filter(isPlain), CONDITION_COST);
      const found = await Promise.all([
        ...plain.map((part) =>
          list(call, organisationId, {
            where: anyOf(part.map((number) => equals('ContactNumber', number))),
            archivedToo: true,
          }),
        ),
        ...numbers
          .filter((number) => !isPlain(number))
          .map((searchTerm) => list(call, organisationId, { searchTerm, archivedToo: true })),
      ]);
      return unique(found.flat()).filter((contact) => numbers.some((number) => sameText(contact.number, number)));
    },
    async contactsById(organisationId, ids) {
      const wanted = ids.map((id) => id.toLowerCase()).filter((id) => GUID.test(id));
      const found = await Promise.all(
        chunks(wanted, 3).map((part) => list(call, organisationId, { ids: part, archivedToo: true })),
      );
      return unique(found.flat()).filter((contact) => wanted.includes(contact.id));
    },
    async contactsByNames(organisationId, names) {
      const plain = chunks(names.filter(isPlain), CONDITION_COST);
      const found = await Promise.all([
        ...plain.map((part) => list(call, organisationId, { where: anyOf(part.map((name) => equals('Name', name))) })),
        ...names.filter((name) => !isPlain(name)).map((searchTerm) => list(call, organisationId, { searchTerm })),
      ]);
      return unique(found.flat()).filter(
        (contact) => contact.state === 'active' && names.some((name) => sameText(contact.name, name)),
      );
    },
    async allContacts(organisationId, changedSince) {
      return unique(await list(call, organisationId, { changedSince, archivedToo: true }));
    },
    createContact: async (organisationId, contact, key) => {
      const [answer] = await createContacts(call, organisationId, [contact], key);
      return answer ?? { ok: false, messages: ['Xero gave no answer.'] };
    },
    createContacts: (organisationId, contacts, key) => createContacts(call, organisationId, contacts, key),
    setContactNumber: (organisationId, contactId, number) => setContactNumber(call, organisationId, contactId, number),
  };
}

interface Listing {
  where?: string;
  ids?: string[];
  searchTerm?: string;
  changedSince?: Instant | null;
  archivedToo?: boolean;
}

/** Always paged: MergedToContactID is told only then. */
async function list(call: XeroCall, organisationId: string, listing: Listing): Promise<Contact[]> {
  const contacts: Contact[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { Contacts } = await call({
      organisationId,
      what: 'GET Contacts',
      answer: contactsAnswer,
      send: (api, tenant) =>
        api.getContacts(
          tenant,
          listing.changedSince ? new Date(listing.changedSince) : undefined,
          listing.where,
          'ContactID',
          listing.ids,
          page,
          listing.archivedToo,
          undefined,
          listing.searchTerm,
          PAGE_SIZE,
        ),
    });
    contacts.push(...Contacts.flatMap(toContact));
    if (Contacts.length < PAGE_SIZE) return contacts;
  }
  throw unexpected({ system: 'xero', what: 'GET Contacts', write: false }, `no end after ${MOST_PAGES} pages`);
}

/** PUT: a POST would overwrite the contact that has this name already, and say 200. Elements come back in order. */
async function createContacts(
  call: XeroCall,
  organisationId: string,
  contacts: Parameters<Accounting['createContacts']>[1],
  key: string,
): ReturnType<Accounting['createContacts']> {
  const sent = contacts.map(({ name, number, email, firstName, lastName }) => ({
    name,
    ...(number && { contactNumber: number }),
    ...(email && { emailAddress: email }),
    ...(firstName && { firstName }),
    ...(lastName && { lastName }),
  }));
  const what = 'PUT Contacts';
  const answer = await orWords(() =>
    call({
      organisationId,
      what,
      write: true,
      answer: contactsAnswer,
      send: (api, tenant) => api.createContacts(tenant, { contacts: sent }, false, key),
    }),
  );
  if ('messages' in answer) return contacts.map(() => ({ ok: false, messages: answer.messages }));
  if (answer.Contacts.length !== contacts.length)
    throw unexpected({ system: 'xero', what, write: true }, 'the answer does not hold each contact once');
  return answer.Contacts.map((element) => {
    const messages = complaints(element);
    if (messages) return { ok: false, messages };
    const [created] = toContact(element);
    if (!created) throw unexpected({ system: 'xero', what, write: true }, 'a created contact has no id');
    return { ok: true, contact: created };
  });
}

/** With the contact's id in the address and nothing else in the body, all other fields stay as they are. */
async function setContactNumber(
  call: XeroCall,
  organisationId: string,
  contactId: string,
  number: string,
): ReturnType<Accounting['setContactNumber']> {
  const answer = await orWords(() =>
    call({
      organisationId,
      what: 'POST Contacts/{id}',
      write: true,
      answer: contactsAnswer,
      send: (api, tenant) =>
        api.updateContact(tenant, contactId, { contacts: [{ contactID: contactId, contactNumber: number }] }),
    }),
  );
  if ('messages' in answer) return { ok: false, messages: answer.messages };
  const element = answer.Contacts[0];
  const messages = element ? complaints(element) : null;
  if (messages) return { ok: false, messages };
  if (element?.ContactID === contactId.toLowerCase() && sameText(element.ContactNumber, number)) return { ok: true };
  throw unexpected({ system: 'xero', what: 'POST Contacts/{id}', write: true }, 'the answer does not show the number');
}

/** Turns a refusal into Xero's words; everything else stays an error. */
export async function orWords<T>(work: () => Promise<T>): Promise<T | { messages: string[] }> {
  try {
    return await work();
  } catch (error) {
    const messages = refusalWords(error);
    if (messages) return { messages };
    throw error;
  }
}

/** What Xero says against an element it echoes; null where it took it. */
function complaints(element: ContactElement): string[] | null {
  const refused =
    element.HasValidationErrors || element.ValidationErrors.length > 0 || element.StatusAttributeString === 'ERROR';
  if (!refused) return null;
  return element.ValidationErrors.length > 0 ? element.ValidationErrors : ['Xero gave no reason.'];
}

function toContact(element: ContactElement): Contact[] {
  if (!element.ContactID) return [];
  return [
    {
      id: element.ContactID,
      name: element.Name ?? '',
      number: element.ContactNumber || null,
      email: element.EmailAddress || null,
      taxNumber: element.TaxNumber || null,
      state: element.MergedToContactID ? 'merged' : element.ContactStatus === 'ACTIVE' ? 'active' : 'archived',
      mergedTo: element.MergedToContactID,
    },
  ];
}

function unique(contacts: Contact[]): Contact[] {
  return [...new Map(contacts.map((contact) => [contact.id, contact])).values()];
}
