import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { xeroLink } from '../../src/demo/looking.ts';
import { answerConsent } from '../../src/sandbox/xero/consent.ts';
import type { CrashPoint } from '../../src/services/deps.ts';
import { type Card, chooseDocuments, postAll, searchFor, toApproval } from '../helpers/card.ts';
import { bill, bills, contactOf, smallWorld, tenantOf } from '../helpers/small-world.ts';
import { openStage, type Stage } from '../helpers/stage.ts';
import { until } from '../helpers/until.ts';

const CENTS = { net: '0.27', tax: '0.054', lines: [1, 2].map(() => ({ net: '0.135', tax: '0.027' })) };
const world = smallWorld([
  ...bills(101, 20),
  bill(121, { net: '-50.00', tax: '-10.00' }),
  bill(122, CENTS),
  bill(123, { net: '0', tax: '0' }),
]);
const tenant = tenantOf(world);
const PDF = 'Attach Autotask’s PDF to it';
const SENT = 'Mark approved invoices as sent (no mail goes out)';
const MAIL = 'Have Xero e-mail approved invoices to their contacts';
let stage: Stage;
/** What happens at a named boundary of upSync. */
const at = new Map<CrashPoint, () => Promise<void>>();

for (const contact of world.xero.organisations[0]?.contacts ?? [])
  if (contact.ContactNumber !== '1104') contact.EmailAddress = `accounts@${contact.key}.example`;
world.autotask.tickets = [{ id: 9001, companyID: 1101, ticketNumber: 'T20261003.0007', title: 'Printer' }];
world.autotask.contracts = [
  { id: 7001, companyID: 1101, contractName: 'Workplace care', startDate: '2026-01-01', endDate: '2026-12-31' },
];
for (const line of world.autotask.billingItems)
  if (line.invoiceID === 101 || line.invoiceID === 102)
    Object.assign(line, { contractID: 7001, ticketID: line.invoiceID === 101 ? 9001 : null });

beforeAll(async () => {
  stage = await openStage({
    ...{ world, xeroSwitches: { minuteLimit: 5_000 }, reached: (point) => at.get(point)?.() },
    pace: { xeroWriteTimeoutMs: 1500 },
  });
});
afterAll(() => stage?.close());
afterEach(() => {
  at.clear();
  expect(stage.sandbox.faults.pending()).toEqual([]);
  expect(stage.wireProblems()).toEqual([]);
});

function documentOf(id: number) {
  const found = stage.sandbox.xero.organisation(tenant).documents.find(({ number }) => number === `N-${id}`);
  if (!found) throw new Error(`N-${id} is not in Xero`);
  return found;
}

/** What hangs on the documents, and how many mails Xero sent of each. */
function follows(...ids: number[]) {
  return ids.map((id) => {
    const document = documentOf(id);
    const files = stage.sandbox.xero.attachments(document.id).map(({ fileName }) => fileName);
    const history = stage.sandbox.xero.history(document.id);
    return { files, mails: history.filter(({ changes }) => changes === 'Invoice sent').length };
  });
}

const file = (id: number) => `Autotask-invoice-${id}.pdf`;

async function asked(words: string): Promise<number> {
  return stage.sandbox.recorder.exchanges.filter(({ path }) => path.includes(words)).length;
}

async function again(card: Card, task: 'attach' | 'email'): Promise<void> {
  const { app } = stage.upSync();
  await app.db.enqueue({ task, runId: card.runId });
  await until('no task is due', () => app.idle());
}

describe('the text of a line', () => {
  test('says ticket and contract where the template does; only then Autotask is asked, once for all', async () => {
    const { approver } = stage.cast;
    const card = await toApproval(stage, await searchFor(stage, 'id:101,102,103'));
    expect((await asked('/Tickets/')) + (await asked('/Contracts/'))).toBe(0);
    await chooseDocuments(stage, { 'Text of a line': '{item}\n{ticket} · {contract}' });
    await approver.until(async () => (await asked('/Contracts/')) > 0, { what: 'Autotask to be asked' });
    await card.button('Approve');
    await card.press(approver, 'Preview');
    const preview = await approver.untilModal('T20261003.0007');
    expect(approver.textOf(preview)).toContain('Workplace care');
    await approver.closeModal();
    await card.press(approver, 'Approve');
    await card.until('3 of 3 are in Xero');
    const texts = [101, 102, 103].map((id) => documentOf(id).lines[0]?.description ?? '');
    expect(texts[0]).toMatch(/^.+\nT20261003\.0007 · Workplace care$/);
    expect(texts[1]).toMatch(/^.+\nWorkplace care$/);
    expect(texts[2]).not.toContain('\n');
    expect([await asked('/Tickets/'), await asked('/Contracts/')]).toEqual([1, 1]);
  }, 120_000);
});

describe('the sent flag and the branding theme', () => {
  test('are on the document as an admin chose them; no mail goes out', async () => {
    const { organisation } = stage.sandbox.xero.organisation(tenant);
    const theme = { BrandingThemeID: '5b6e1d1c-0000-4000-8000-00000000beef', Name: 'Harbour blue' };
    stage.sandbox.xero.editOrganisation(tenant, { brandingThemes: [...organisation.brandingThemes, theme] });
    await chooseDocuments(stage, {
      ...{ 'Documents arrive in Xero as': 'Approved', 'Once a document is in Xero': [SENT] },
      'Branding theme': 'Harbour blue',
    });
    await postAll(stage, 'id:105');
    expect(documentOf(105)).toMatchObject({ sentToContact: true, brandingThemeId: theme.BrandingThemeID });
    expect(documentOf(105).status).toBe('AUTHORISED');
    expect(follows(105)).toEqual([{ files: [], mails: 0 }]);
    await chooseDocuments(stage, { 'Once a document is in Xero': [], 'Branding theme': 'Xero’s default' });
  }, 120_000);
});

describe('PDF and e-mail', () => {
  test('follow in the background, once each; what cannot be done is said, and the report waits for nothing', async () => {
    await chooseDocuments(stage, { 'Once a document is in Xero': [PDF, MAIL] });
    const waiting = await toApproval(stage, await searchFor(stage, 'id:104,106,107,121,123'));
    const said = await waiting.text();
    expect(said).toContain('Xero e-mails 2 invoices to their contacts once they are there.');
    expect(said).toMatch(/1 invoice cannot be e-mailed by Xero: its contact has no e-mail address there\..*N-104/);
    await waiting.press(stage.cast.approver, 'Preview');
    const preview = stage.cast.approver.textOf(await stage.cast.approver.untilModal('N-104'));
    expect(preview.match(/Its contact has no e-mail address in Xero/g)).toHaveLength(1);
    await stage.cast.approver.closeModal();
    await waiting.press(stage.cast.approver, 'Approve');
    await waiting.until('PDF attached to 4 · E-mailed by Xero 2 (1 not)');
    expect(await waiting.text()).toContain('N-104: Not e-mailed: its contact in Xero has no e-mail address.');
    expect(await waiting.text()).toContain('4 of 4 are in Xero');
    const after = [
      { files: [file(104)], mails: 0 },
      { files: [file(106)], mails: 1 },
      { files: [file(107)], mails: 1 },
      { files: [file(121)], mails: 0 },
    ];
    expect(follows(104, 106, 107, 121)).toEqual(after);
    const [attached] = stage.sandbox.xero.attachments(documentOf(106).id);
    expect(attached).toMatchObject({ mimeType: 'application/pdf', includeOnline: false });
    expect(attached?.bytes.toString('latin1')).toContain('Invoice N-106');
    await again(waiting, 'attach');
    await again(waiting, 'email');
    expect(follows(104, 106, 107, 121)).toEqual(after);
  }, 120_000);

  test('answers that are lost: the file is looked for, the mail is believed or given up, never repeated', async () => {
    const card = await toApproval(stage, await searchFor(stage, 'id:108,109'));
    const { faults } = stage.sandbox;
    faults.add({ system: 'xero', kind: 'lost-answer', method: 'PUT', path: '/Attachments', times: 1 });
    faults.add({ system: 'xero', kind: 'lost-answer', method: 'POST', path: '/Email', times: 1 });
    faults.add({ system: 'xero', kind: 'lost-request', method: 'POST', path: '/Email', times: 1 });
    await card.press(stage.cast.approver, 'Approve');
    const text = await card.until('PDF attached to 2 · E-mailed by Xero 1 (1 not)');
    expect(text).toContain('upSync never asks twice');
    expect(follows(108, 109)).toEqual([
      { files: [file(108)], mails: 1 },
      { files: [file(109)], mails: 0 },
    ]);
    await again(card, 'email');
    expect(follows(108, 109).map(({ mails }) => mails)).toEqual([1, 0]);
  }, 120_000);

  test.each<[CrashPoint, number, number]>([
    ['attaching.file-sent', 110, 1],
    ['emailing.intent-stored', 111, 0],
    ['emailing.request-sent', 112, 1],
  ])(
    'a process that dies at %s',
    async (point, id, mails) => {
      const card = await toApproval(stage, await searchFor(stage, `id:${id}`));
      at.set(point, async () => {
        at.clear();
        throw new Error('the process died here');
      });
      await card.press(stage.cast.approver, 'Approve');
      await card.until(`PDF attached to 1 · E-mailed by Xero ${mails}`);
      expect(follows(id)).toEqual([{ files: [file(id)], mails }]);
    },
    120_000,
  );

  test('a connection that was made without the permission for files: said, with what to do; the rest goes on, and a new login brings the file', async () => {
    stage.sandbox.xero.setScope('accounting.attachments', false);
    const card = await postAll(stage, 'id:117');
    const text = await card.until('PDF attached to 0 (1 not) · E-mailed by Xero 1');
    expect(text).toContain(
      'N-117: No PDF: Xero does not let upSync do this: the connection lacks a permission. Nothing was changed; an admin connects upSync to Xero again. The PDF follows then by itself.',
    );
    stage.sandbox.xero.setScope('accounting.attachments', true);
    const next = await postAll(stage, 'id:118');
    await next.until('PDF attached to 1 · E-mailed by Xero 1');
    expect(follows(117, 118).map(({ files }) => files.length)).toEqual([0, 1]);

    const { admin } = stage.cast;
    await admin.command(stage.channel, '/upsync connect');
    const link = xeroLink(await admin.untilModal('Open Xero'));
    const page = await fetch(await answerConsent(link, { tenants: [tenant] }));
    expect(await page.text()).toContain('upSync is connected to');
    while (await admin.modal()) await admin.closeModal();
    expect(await card.until('PDF attached to 1 · E-mailed by Xero 1')).not.toContain('permission');
    expect(follows(117, 118)).toEqual([
      { files: [file(117)], mails: 1 },
      { files: [file(118)], mails: 1 },
    ]);
  }, 120_000);

  test('no PDF in Autotask, and Xero’s daily limit of mails: said; the mail goes when it may', async () => {
    stage.sandbox.xero.switches.emailsPerDay = 0;
    const card = await toApproval(stage, await searchFor(stage, 'id:113,114'));
    stage.sandbox.autotask.switches.noPdf = [113];
    await card.press(stage.cast.approver, 'Approve');
    const text = await card.until('PDF attached to 1 (1 not) · E-mailed by Xero 0 (2 to come)');
    expect(text).toContain('N-113: No PDF: Autotask gave none.');
    await card.until('N-113, N-114: Xero’s limit of e-mails for today is reached; the rest goes later.');
    stage.sandbox.xero.switches.emailsPerDay = 1_000;
    // Xero repeats a refusal, too, as long as it remembers the key
    stage.sandbox.clock.advance(7 * 60_000);
    await again(card, 'email');
    await card.until('E-mailed by Xero 2');
    expect(follows(113, 114).map(({ mails }) => mails)).toEqual([1, 1]);
  }, 120_000);

  test('a document that came out different waits for the approver who accepts it', async () => {
    stage.sandbox.xero.switches.ignoreTaxAmount = true;
    const card = await postAll(stage, 'id:122');
    stage.sandbox.xero.switches.ignoreTaxAmount = false;
    await until('no task is due', () => stage.upSync().app.idle());
    expect(follows(122)).toEqual([{ files: [], mails: 0 }]);
    await card.press(stage.cast.approver, 'Accept 1 difference');
    await card.until('PDF attached to 1 · E-mailed by Xero 1');
    expect(follows(122)).toEqual([{ files: [file(122)], mails: 1 }]);
  }, 120_000);

  test('a contact that lost its address, and a document that was voided meanwhile', async () => {
    stage.sandbox.xero.editContact(tenant, contactOf(world, 1115), { EmailAddress: '' });
    at.set('posting.result-stored', async () => stage.sandbox.xero.voidDocument(tenant, documentOf(116).id));
    const card = await postAll(stage, 'id:115,116');
    await card.until('E-mailed by Xero 0 (2 not)');
    expect(await card.text()).toMatch(/N-116: Not e-mailed: Xero refused: “.*authorised or paid/);
    expect(follows(115, 116).map(({ mails }) => mails)).toEqual([0, 0]);
  }, 120_000);

  test('few calls of the day are left: postings and mails go, PDFs wait for another day', async () => {
    const { switches } = stage.sandbox.xero;
    const calls = stage.sandbox.recorder.exchanges.filter(({ path }) => path.includes('/api.xro/')).length;
    switches.dayLimit = calls + 100;
    const card = await postAll(stage, 'id:119,120');
    const text = await card.until('PDF attached to 0 (2 to come) · E-mailed by Xero 2');
    expect(text).toContain('2 of 2 are in Xero');
    await card.until(
      'N-119, N-120: What is left of Xero’s calls for today is kept for postings; the PDF follows later.',
    );
    await card.press(stage.cast.approver, /^Yes, mark/);
    await card.until('2 marked in Autotask');
    const before = await asked('/Attachments');
    await again(card, 'attach');
    expect(await asked('/Attachments')).toBe(before);
    // another day: any answer of Xero says so
    switches.dayLimit = 5_000;
    await searchFor(stage, 'id:101');
    await again(card, 'attach');
    expect(await card.until('PDF attached to 2')).not.toContain('kept for postings');
    expect(follows(119, 120).map(({ files }) => files.length)).toEqual([1, 1]);
  }, 120_000);
});
