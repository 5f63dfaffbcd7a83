import type { World } from '../../sandbox/world.ts';
import type { Notes } from './notes.ts';
import type { Actors } from './people.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';
import type { VirtualTime } from './time.ts';

/** What somebody behind upSync's back has in hand. */
export interface Meddler {
  stage: Pick<Stage, 'autotask' | 'xero'>;
  world: World;
  notes: Notes;
  random: Random;
  time: Pick<VirtualTime, 'now' | 'sleep'>;
}

/** What others do behind upSync's back while the story goes on. */
export async function meddle(actors: Actors, times: number): Promise<void> {
  const { random, time } = actors;
  for (let round = 0; round < times; round += 1) {
    await time.sleep(random.between(5_000, 150_000));
    if (actors.calm) return;
    DEEDS[random.pick(MIX)](actors);
  }
}

export const DEEDS = { edit, voidOne, markOne, putOne, archive, endTokens, disconnect, revoke };

const MIX: (keyof typeof DEEDS)[] = [
  ...(['edit', 'edit', 'voidOne', 'markOne', 'putOne', 'archive'] as const),
  ...(['endTokens', 'endTokens', 'disconnect', 'revoke'] as const),
];

function someInvoice({ stage, random }: Meddler) {
  return random.pick(stage.autotask.rows());
}

/** Another amount, on the invoice and on its first line. */
function edit(actors: Meddler): void {
  const { stage, notes, random } = actors;
  const { id, voided } = someInvoice(actors);
  const [line] = stage.autotask.lines(id);
  if (voided || !line) return;
  const more = random.between(1, 5_000);
  const plus = (amount: string, places: number, add: number) => (Number(amount) + add).toFixed(places);
  const invoice = stage.autotask.invoice(id);
  if (!invoice) return;
  stage.autotask.editLine(line.id, {
    ...{ rate: plus(String(line.rate), 4, more), extendedPrice: plus(String(line.extendedPrice), 4, more) },
    ...{ totalAmount: plus(String(line.totalAmount), 4, more), taxDollars: plus(String(line.taxDollars), 5, more / 5) },
  });
  stage.autotask.editInvoice(id, {
    invoiceTotal: plus(String(invoice.invoiceTotal), 4, more),
    totalTaxValue: plus(String(invoice.totalTaxValue), 5, more / 5),
  });
  notes.edited.add(id);
  notes.said.push(`somebody changes invoice ${id}`);
}

function voidOne(actors: Meddler): void {
  const { id, voided } = someInvoice(actors);
  if (voided) return;
  actors.stage.autotask.voidInvoice(id);
  actors.notes.voided.add(id);
  actors.notes.said.push(`somebody voids invoice ${id}`);
}

function markOne(actors: Meddler): void {
  const { id, markedAt } = someInvoice(actors);
  if (markedAt) return;
  actors.stage.autotask.markByOther(id, new Date(actors.time.now()).toISOString());
  actors.notes.markedByOthers.add(id);
  actors.notes.said.push(`another tool marks invoice ${id}`);
}

/** Another tool puts a document of that number into Xero. */
function putOne(actors: Meddler): void {
  const { stage, world, notes } = actors;
  const { number, net } = someInvoice(actors);
  const organisation = world.xero.organisations[0];
  const contact = stage.xero.organisation(organisation?.tenantId ?? '').contacts[0];
  if (!organisation || !contact || !number || stage.xero.rows().some((row) => row.number === number)) return;
  const { AccountCode, TaxType } = { AccountCode: organisation.accounts[0]?.Code ?? '', TaxType: 'NONE' };
  const document = stage.xero.addDocument(organisation.tenantId, {
    ...{ Type: 'ACCREC', Number: number, Date: '2026-05-30', Status: 'AUTHORISED', contactId: contact.ContactID },
    LineItems: [
      { Description: 'By hand', Quantity: '1', UnitAmount: Math.abs(Number(net)).toFixed(2), AccountCode, TaxType },
    ],
  });
  notes.foreign.add(document.id);
  notes.said.push(`another tool puts ${number} into Xero`);
}

/** Whoever keeps the books archives a customer: half a batch is refused. */
function archive(actors: Meddler): void {
  const { stage, world, random, notes } = actors;
  const tenant = world.xero.organisations[0]?.tenantId ?? '';
  const { contacts } = stage.xero.organisation(tenant);
  if (contacts.length === 0) return;
  const { ContactID, Name } = random.pick(contacts);
  stage.xero.archiveContact(tenant, ContactID);
  notes.said.push(`somebody archives ${Name}`);
  void actors.time.sleep(random.between(60_000, 400_000)).then(() => {
    stage.xero.editContact(tenant, ContactID, { ContactStatus: 'ACTIVE' });
  });
}

function endTokens({ stage, notes }: Meddler): void {
  stage.xero.expireAccessTokens();
  notes.said.push('the access tokens end');
}

function disconnect({ stage, world, notes }: Meddler): void {
  stage.xero.disconnect(world.xero.organisations[0]?.tenantId ?? '');
  notes.said.push('the organisation removes the app');
}

function revoke({ stage, notes }: Meddler): void {
  stage.xero.revokeAll();
  notes.said.push('the login withdraws its consent');
}
