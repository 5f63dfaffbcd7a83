import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Json } from '../../src/sandbox/slack/client-api.ts';
import type { XeroSeedContact } from '../../src/sandbox/world.ts';
import { seededContactId } from '../../src/sandbox/xero/index.ts';
import { afterSubmit, type Card, postAll, searchFor, toApproval } from '../helpers/card.ts';
import { bill, contactOf, smallWorld, tenantOf } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';

/** Company 2001 has invoices 20011, 20012 and 20013, and so on. */
const companies = [2001, 2002, 2003, 2004, 2005, 2006, 2007, 2008, 2009, 2010];
/** Of each one invoice, 30111 and so on: more than one page of the window holds. */
const many = Array.from({ length: 12 }, (_, nth) => 3011 + nth);
const world = smallWorld([
  bill(800),
  ...many.map((companyId) => bill(companyId * 10 + 1, { companyId })),
  ...companies.flatMap((companyId) => [1, 2, 3].map((nth) => bill(companyId * 10 + nth, { companyId }))),
]);
const tenant = tenantOf(world);
const books = world.xero.organisations[0];
const contact = (key: string, Name: string, more: Partial<XeroSeedContact> = {}): XeroSeedContact => ({
  ...{ key, Name, ContactStatus: 'ACTIVE' as const, ...more },
});
if (books)
  books.contacts = [
    contact('company-1800', 'Company 1800', { ContactNumber: '1800' }),
    contact('old', 'Old Two', { ContactNumber: '2002', ContactStatus: 'ARCHIVED' }),
    contact('winner', 'Winner Three'),
    contact('loser', 'Loser Three', { ContactNumber: '2003', ContactStatus: 'ARCHIVED', mergedTo: 'winner' }),
    contact('four-a', 'Four North', { ContactNumber: '2004' }),
    contact('four-b', 'Four South'),
    contact('six', 'Company 2006', { ContactNumber: 'CRM-77' }),
    contact('seven', 'Company 2007', { ContactNumber: '2007', ContactStatus: 'ARCHIVED' }),
    contact('company-2008', 'Company 2008', { ContactNumber: '2008' }),
    contact('zebra', 'Zebra Holdings', { EmailAddress: 'pay@zebra.example' }),
  ];
const id = (key: string) => seededContactId(tenant, key);

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ world, xeroSwitches: { minuteLimit: 5_000 } });
  await postAll(stage, 'id:800');
  // Xero lets nobody type a number twice, yet books with two of them exist
  stage.sandbox.xero.editContact(tenant, id('four-b'), { ContactNumber: '2004' });
});
afterAll(() => stage?.close());

const contacts = () => stage.sandbox.xero.organisation(tenant).contacts;
const numbered = (number: string) => contacts().filter((one) => one.ContactNumber === number);
const nth = (companyId: number, n: number) => companyId * 10 + n;

async function open(card: Card): Promise<string> {
  const { approver } = stage.cast;
  await card.press(approver, 'Answer 1 question');
  return approver.textOf(await approver.untilModal((modal) => modal.submit !== undefined));
}

interface Filled {
  choice?: string | RegExp;
  other?: string;
  save?: boolean;
}

/** Fills the window's one company and gives what is said then; errors at fields as JSON, with the window still open. */
async function answer({ choice, other, save }: Filled): Promise<string> {
  const { approver } = stage.cast;
  const view = await approver.modal();
  const blocks = view?.blocks ?? [];
  const block = (part: string) =>
    blocks.find(({ block_id }) => new RegExp(`^field:contact:\\d+:${part}`).test(String(block_id)));
  if (choice !== undefined) {
    const element = block('choice')?.element as { options: { text: Json }[] } | undefined;
    const labels = (element?.options ?? []).map(({ text }) => String(text.text));
    const label = labels.find((one) => (typeof choice === 'string' ? one.startsWith(choice) : choice.test(one)));
    if (!label) throw new Error(`no choice ${choice} among ${labels.join(' | ')}`);
    await approver.fill(String(block('choice')?.block_id), label);
  }
  if (other !== undefined) await approver.fill(String(block('other')?.block_id), other || null);
  if (save !== undefined) await approver.fill(String(block('save')?.block_id), save ? ['Save mapping to Xero'] : []);
  const outcome = await approver.submit();
  if (!outcome.ok) return JSON.stringify(outcome);
  await afterSubmit(approver, view?.hash ?? '');
  const now = await approver.modal();
  return now ? approver.textOf(now) : '';
}

async function close(): Promise<void> {
  await stage.cast.approver.closeModal();
}

/** Sends what waits for the approval; gives the contact that Xero's document stands on. */
async function post(card: Card, invoiceId: number): Promise<string | undefined> {
  await toApproval(stage, card);
  await card.press(stage.cast.approver, 'Approve');
  await card.until('1 of 1 are in Xero');
  return stage.sandbox.xero.rows().find(({ number }) => number === `N-${invoiceId}`)?.contactId;
}

describe('create', () => {
  test('with a person of Autotask; the number is written, and it is known the next time', async () => {
    const card = await searchFor(stage, `id:${nth(2001, 1)}`);
    expect(await open(card)).toContain('No contact in Xero has number 2001');
    expect(await answer({ choice: 'Create it, with' })).toContain('All companies are known');
    await close();
    const [created, ...others] = numbered('2001');
    expect(others).toEqual([]);
    expect(created).toMatchObject({ Name: 'Company 2001', ContactStatus: 'ACTIVE' });
    expect(created?.EmailAddress).toMatch(/@/);
    expect(await post(card, nth(2001, 1))).toBe(created?.ContactID);
    expect(await post(await searchFor(stage, `id:${nth(2001, 2)}`), nth(2001, 2))).toBe(created?.ContactID);
    const audit = await stage.upSync().app.db.audit.list({ runId: card.runId });
    expect(audit.find(({ action }) => action === 'contact.created')?.person).toContain(stage.cast.approver.userId);
  });

  test('a number that an archived contact holds: said; without saving it holds for this run only', async () => {
    const card = await searchFor(stage, `id:${nth(2002, 1)}`);
    expect(await open(card)).toContain('Old Two has number 2002, but that contact is archived');
    expect(await answer({ choice: /^Create it/ })).toMatch(/Old Two \(archived\) holds the contact number 2002/);
    expect(await answer({ choice: /^Create it/, save: false })).toContain('All companies are known');
    await close();
    const contactId = await post(card, nth(2002, 1));
    expect(contacts().find(({ ContactID }) => ContactID === contactId)?.ContactNumber).toBeFalsy();
    await (await searchFor(stage, `id:${nth(2002, 2)}`)).button('Answer 1 question');
  });

  test('a name that is taken: that contact may be used, and its other number is never written over', async () => {
    const card = await searchFor(stage, `id:${nth(2006, 1)}`);
    await open(card);
    expect(await answer({ choice: /^Create it/ })).toContain('Xero has a contact called “Company 2006” already');
    expect(await answer({ choice: 'Use Company 2006', save: true })).toContain('All companies are known');
    await close();
    expect(await card.until('another contact number (CRM-77)')).toContain('upSync');
    expect(await post(card, nth(2006, 1))).toBe(id('six'));
    expect(contacts().find(({ ContactID }) => ContactID === id('six'))?.ContactNumber).toBe('CRM-77');
    expect(await post(await searchFor(stage, `id:${nth(2006, 2)}`), nth(2006, 2))).toBe(id('six'));
  });

  test('one that is archived, name and number, and skip, which holds the company’s invoices', async () => {
    const card = await searchFor(stage, `id:${nth(2007, 1)},${nth(2008, 1)}`);
    await open(card);
    expect(await answer({ choice: /^Create it/ })).toContain('Restore it in Xero, or untick');
    expect(await answer({ choice: 'Skip' })).toContain(
      'All questions are answered; 1 invoice is left out of this run.',
    );
    await close();
    expect(await card.until('1 held')).toContain('1 ready');
    expect(await post(card, nth(2008, 1))).toBe(contactOf(world, 2008));
    expect(numbered('2007')).toHaveLength(1);
  });
});

describe('recognised, and asked', () => {
  test('merged: the one it was merged into is offered', async () => {
    const card = await searchFor(stage, `id:${nth(2003, 1)}`);
    expect(await open(card)).toContain('was merged into Winner Three');
    await answer({ choice: 'Use Winner Three' });
    await close();
    expect(await card.until('did not take the contact number')).toContain('The link stays with upSync');
    expect(await post(card, nth(2003, 1))).toBe(id('winner'));
    expect(await post(await searchFor(stage, `id:${nth(2003, 2)}`), nth(2003, 2))).toBe(id('winner'));
  });

  test('two with one number are a question, and so is a link beside another one with the number', async () => {
    const card = await searchFor(stage, `id:${nth(2004, 1)}`);
    expect(await open(card)).toMatch(/2 contacts have number 2004: Four (North|South), Four/);
    await answer({ choice: 'Use Four South' });
    await close();
    expect(await post(card, nth(2004, 1))).toBe(id('four-b'));

    const again = await searchFor(stage, `id:${nth(2004, 2)}`);
    expect(await open(again)).toContain('linked to Four South, but Four North has its number 2004');
    await answer({ choice: 'Use Four North' });
    await close();
    expect(await post(again, nth(2004, 2))).toBe(id('four-a'));
  });

  test('a link to a contact that was archived since', async () => {
    const card = await searchFor(stage, `id:${nth(2005, 1)}`);
    await open(card);
    await answer({ choice: /^Create it/ });
    await close();
    const contactId = (await post(card, nth(2005, 1))) ?? '';
    stage.sandbox.xero.archiveContact(tenant, contactId);
    const again = await searchFor(stage, `id:${nth(2005, 2)}`);
    expect(await open(again)).toContain('is linked to Company 2005, but that contact is archived');
    await close();
    stage.sandbox.xero.editContact(tenant, contactId, { ContactStatus: 'ACTIVE' });
    expect(await post(await searchFor(stage, `id:${nth(2005, 3)}`), nth(2005, 3))).toBe(contactId);
  });
});

describe('map', () => {
  test('type-ahead over the local copy: no call to Xero; the number is written; two answers at once are refused', async () => {
    const { approver } = stage.cast;
    const card = await searchFor(stage, `id:${nth(2009, 1)}`);
    await open(card);
    const before = stage.sandbox.counts().xero;
    const label = `field:contact:2009:other`;
    expect(JSON.stringify(await approver.type('modal', label, 'zeb'))).toContain('Zebra Holdings');
    expect(JSON.stringify(await approver.type('modal', label, 'pay@zebra'))).toContain('Zebra Holdings');
    expect(stage.sandbox.counts().xero).toBe(before);

    expect(await answer({ choice: /^Create it/, other: 'Zebra Holdings · pay@zebra.example' })).toMatch(/2009:other/);
    expect(await answer({ choice: 'Another Xero contact', other: '' })).toContain('Choose the contact.');
    await answer({ choice: 'Another Xero contact', other: 'Zebra Holdings · pay@zebra.example' });
    await close();
    expect(await post(card, nth(2009, 1))).toBe(id('zebra'));
    expect(numbered('2009').map(({ ContactID }) => ContactID)).toEqual([id('zebra')]);
  });

  test('unticked: neither Xero nor the next run learns of it', async () => {
    const card = await searchFor(stage, `id:${nth(2010, 1)}`);
    await open(card);
    await answer({ choice: 'Another Xero contact', other: 'Four South', save: false });
    await close();
    expect(await post(card, nth(2010, 1))).toBe(id('four-b'));
    expect(numbered('2010')).toEqual([]);
    await (await searchFor(stage, `id:${nth(2010, 2)}`)).button('Answer 1 question');
  });
});

describe('many companies', () => {
  test('page by page; a page that is left open is no wall before the next one', async () => {
    const { approver } = stage.cast;
    const card = await searchFor(stage, `id:${many.map((companyId) => `${companyId}1`).join(',')}`);
    await card.press(approver, 'Answer 12 questions');
    const shown = async () => approver.textOf(await approver.untilModal((modal) => modal.submit !== undefined));
    expect(await shown()).toMatch(/12 companies.*page 1 of 2/s);
    expect(await answer({})).toMatch(/12 companies.*page 2 of 2/s);
    // the first of this page is answered, the other one stays
    const after = await answer({ choice: /^Create it/ });
    expect(after).toMatch(/11 companies.*page 2 of 2/s);
    expect(after).toContain('Company 3022');
    expect(await answer({})).toContain('11 questions stay open.');
    while (await approver.modal()) await approver.closeModal();
    await card.button('Answer 11 questions');
    expect(numbered('3021')).toHaveLength(1);
  });
});

test('nothing was sent that no vendor knows', () => {
  expect(stage.wireProblems()).toEqual([]);
});
