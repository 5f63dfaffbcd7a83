import type { Person } from '../../domain/types.ts';
import type { ContactDecision, InvoiceRow, NoticeView, RunCardView, SetUpView, View } from '../../domain/views.ts';
import type { World } from '../../sandbox/world.ts';
import type { Services } from '../../services/api.ts';
import { allow } from './consent.ts';
import type { Notes, Press } from './notes.ts';
import type { Random } from './random.ts';
import { CHANNEL, type Pressed, type Stage } from './stage.ts';
import type { VirtualTime } from './time.ts';

/** The people of a story: they read cards and press buttons, doubled, late and at the same time, as people do. */
export interface Actors {
  stage: Stage;
  world: World;
  time: VirtualTime;
  random: Random;
  notes: Notes;
  searcher: Person;
  approvers: Person[];
  /** How often each run was tried again, and each company answered. */
  tries: Map<string, number>;
  /** Trouble is over: from now on everybody does at once what the card asks. */
  calm: boolean;
  seen: Map<string, RunCardView>;
  /** Who numbers the documents of the organisation, as an admin chooses it while setting up. */
  numberSource: 'autotask' | 'xero' | 'xero-replacing';
}

/** Types a search until upSync takes it. */
export async function search(actors: Actors, text: string): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    const asked = { person: actors.searcher, place: CHANNEL, text };
    const answer = await actors.stage.press((services) => services.search.start(asked));
    actors.notes.said.push(`search: ${answer.kind}`);
    if (answer.kind === 'answer') return;
    await actors.time.sleep(actors.random.between(2_000, 30_000));
  }
}

/** Looks at every card once, and does what it asks for. True: some card wants something of somebody. */
export async function look(actors: Actors): Promise<boolean> {
  let wanted = false;
  for (const [runId, card] of actors.stage.front.cards()) {
    // somebody may have had the card open for a while
    const old = actors.seen.get(runId);
    const shown = old && !actors.calm && actors.random.chance(0.15) ? old : card;
    if (shown !== card && card.next.kind !== 'none') actors.notes.said.push('pressed late, from an old card');
    actors.seen.set(runId, card);
    await use(actors, shown);
    if (await act(actors, shown)) wanted = true;
  }
  return wanted;
}

/** A press tells upSync which copy of a card people have before them; any button of it does. */
async function use({ stage }: Actors, { runId, next }: RunCardView): Promise<void> {
  const [newest, ...others] = stage.front.copies(runId);
  if (newest && others.length > 0 && next.kind !== 'none')
    await stage.press((services) => services.runs.use({ runId, ...newest }));
}

async function act(actors: Actors, card: RunCardView): Promise<boolean> {
  const { next } = card;
  switch (next.kind) {
    case 'connect':
      await connect(actors, card.runId);
      return true;
    case 'choose-organisation':
      await pressOnce(actors, (services) =>
        services.contacts.chooseOrganisation({
          ...{ person: approver(actors), runId: card.runId, organisationId: next.organisations[0]?.id ?? '' },
        }),
      );
      return true;
    case 'questions':
      if (next.maps > 0) await setUp(actors, card.runId);
      else await answerContacts(actors, card.runId);
      return true;
    case 'confirm':
      if (actors.random.chance(0.1)) await hold(actors, card);
      else await decide(actors, card, 'approve', next.fingerprint);
      return true;
    case 'try-again': {
      const tried = actors.tries.get(card.runId) ?? 0;
      if (tried < 3) {
        actors.tries.set(card.runId, tried + 1);
        await decide(actors, card, 'try-again', next.fingerprint);
        return true;
      }
      return next.mark ? mark(actors, card) : false;
    }
    case 'mark':
      return mark(actors, card);
    case 'stop':
      if (!actors.calm && actors.random.chance(0.04))
        await pressOnce(actors, (services) => services.approval.stop({ person: approver(actors), runId: card.runId }));
      return true;
    case 'wait':
      return true;
    default:
      return false;
  }
}

function approver({ approvers, random }: Actors): Person {
  return random.pick(approvers);
}

/** Presses, now and then twice, or late: each press has one effect. */
async function pressOnce<T>(actors: Actors, call: (services: Services) => Promise<T>): Promise<Pressed<T>[]> {
  const { stage, time, random } = actors;
  const first = stage.press(call);
  if (!random.chance(0.25)) return [await first];
  actors.notes.said.push('pressed twice');
  if (random.chance(0.5)) await time.sleep(random.between(1, 8_000));
  return Promise.all([first, stage.press(call)]);
}

/** Approve or Try again, by one person or two at once, with what stood before them. */
async function decide(
  actors: Actors,
  card: RunCardView,
  what: 'approve' | 'try-again',
  fingerprint: string,
): Promise<void> {
  const { notes, random, stage, time } = actors;
  const { runId } = card;
  const rows = await rowsOf(actors, card);
  if (!rows) return;
  const markEach = random.chance(0.4);
  const people = random.chance(0.25) ? actors.approvers : [approver(actors)];
  if (people.length > 1) notes.said.push('two approvers at once');
  const presses = people.map(async (person) => {
    const press: Press = { ...{ what, runId, fingerprint, rows, markEach, person: person.id }, outcome: 'unknown' };
    notes.presses.push(press);
    if (random.chance(0.3)) await time.sleep(random.between(1, 4_000));
    const answer = await stage.press((services) =>
      what === 'approve'
        ? services.approval.approve({ person, runId, fingerprint, markEach })
        : services.approval.tryAgain({ person, runId, fingerprint }),
    );
    settle(actors, press, answer);
    if (!random.chance(0.25)) return;
    const again: Press = { ...press, outcome: 'unknown' };
    notes.presses.push(again);
    if (random.chance(0.5)) await time.sleep(random.between(1, 20_000));
    settle(
      actors,
      again,
      await stage.press((services) =>
        what === 'approve'
          ? services.approval.approve({ person, runId, fingerprint, markEach })
          : services.approval.tryAgain({ person, runId, fingerprint }),
      ),
    );
  });
  await Promise.all(presses);
}

function settle({ notes }: Actors, press: Press, answer: Pressed<NoticeView | null>): void {
  if (answer.kind === 'answer') press.outcome = answer.answer === null ? 'accepted' : 'refused';
  notes.said.push(`${press.what} by ${press.person}: ${wordsOf(answer)}`);
}

function wordsOf(answer: Pressed<View | null>): string {
  if (answer.kind !== 'answer') return answer.kind;
  if (answer.answer === null) return 'done';
  return answer.answer.kind === 'notice' ? answer.answer.title : answer.answer.kind;
}

async function mark(actors: Actors, card: RunCardView): Promise<boolean> {
  const { notes, random } = actors;
  const { runId } = card;
  if (card.next.kind !== 'mark' && card.next.kind !== 'try-again') return false;
  const yes = actors.calm || random.chance(0.9);
  const inXero = new Set(documentNumbers(actors));
  const rows = (await rowsOf(actors, card)) ?? [];
  const person = approver(actors);
  const who = { runId, fingerprint: '', rows, markEach: false, person: person.id };
  const press: Press = { what: 'mark', ...who, outcome: 'unknown' };
  const answers = await pressOnce(actors, (services) => services.marking.answer({ person, runId, yes }));
  for (const answer of answers) {
    const one = { ...press };
    notes.presses.push(one);
    settle(actors, one, answer);
    if (yes && one.outcome === 'accepted')
      for (const row of rows)
        if (inXero.has(row.number) && !row.held && /^in Xero, not marked$/.test(row.verdict))
          notes.agreed.add(row.invoiceId);
  }
  return true;
}

function documentNumbers({ stage }: Actors): string[] {
  return stage.xero.rows().flatMap(({ number, status }) => (status === 'VOIDED' || status === 'DELETED' ? [] : number));
}

/** Every line of the run, as a person reads them; null when upSync does not show them now. */
export async function rowsOf(actors: Actors, card: RunCardView): Promise<InvoiceRow[] | null> {
  if (card.moreInvoices === 0) return card.invoices;
  const rows: InvoiceRow[] = [];
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const person = approver(actors);
    const answer = await actors.stage.press((services) => services.runs.invoices({ person, runId: card.runId, page }));
    if (answer.kind !== 'answer' || answer.answer.kind !== 'invoice-list') return null;
    pages = answer.answer.pages;
    rows.push(...answer.answer.rows);
  }
  return rows;
}

async function hold(actors: Actors, card: RunCardView): Promise<void> {
  const row = actors.random.pick(card.invoices);
  if (!row.canHold) return;
  const wish = { person: approver(actors), runId: card.runId, invoiceId: row.invoiceId, held: !row.held, page: 1 };
  await pressOnce(actors, (services) => services.runs.hold(wish));
}

export async function connect(actors: Actors, runId: string): Promise<void> {
  const { stage, world } = actors;
  const person = approver(actors);
  const begun = await stage.press((services) => services.connect.begin({ person, runId, window: null }));
  if (begun.kind !== 'answer' || begun.answer.kind !== 'connect') return;
  const callbackUrl = await allow(
    begun.answer.url,
    world.xero.organisations.map(({ tenantId }) => tenantId),
  ).catch(() => null);
  if (callbackUrl) await stage.press((services) => services.connect.finish({ callbackUrl }));
}

export async function setUp(actors: Actors, runId: string): Promise<void> {
  const { stage } = actors;
  const person = actors.approvers.at(-1) as Person;
  const first = await stage.press((services) => services.setUp.form({ person, runId, organisationId: null, page: 1 }));
  let view = first.kind === 'answer' && first.answer.kind === 'set-up' ? first.answer : null;
  for (let pages = 0; view && pages < 10; pages += 1) {
    const shown: SetUpView = view;
    const { numberSource } = actors;
    const organisationId = shown.organisation.id;
    if (numberSource !== 'autotask')
      await stage.press((services) =>
        services.settings.saveDocuments({ person, organisationId, settings: { numberSource } }),
      );
    const answer = await stage.press((services) =>
      services.setUp.save({
        ...{ person, runId, organisationId: shown.organisation.id, page: shown.page, section: shown.section },
        fields: proposals(shown),
      }),
    );
    view = answer.kind === 'answer' && answer.answer.kind === 'next' ? answer.answer.view : null;
  }
}

function proposals(view: SetUpView) {
  const rateOf = (percent: string | null) =>
    view.taxRates.find(({ rate }) => percent !== null && Number(rate) === Number(percent))?.type;
  return {
    status: view.status,
    defaultAccount: view.defaultAccount ?? view.accounts[0]?.code ?? null,
    taxes: view.taxes.map(({ key, current, suggested, rate }) => ({
      key,
      taxType: current ?? suggested ?? rateOf(rate) ?? view.taxRates[0]?.type ?? '',
      accepted: true,
    })),
    billingCodes: view.billingCodes.map(({ key, current }) => ({ key, accountCode: current })),
    others: view.others.map(({ key, current }) => ({ key, value: current ?? view.choices[0]?.value ?? '' })),
  };
}

async function answerContacts(actors: Actors, runId: string): Promise<void> {
  const { stage, random } = actors;
  const person = approver(actors);
  const asked = await stage.press((services) => services.contacts.questions({ person, runId, page: 1 }));
  if (asked.kind !== 'answer' || asked.answer.kind !== 'contact-questions') {
    actors.notes.said.push(`contacts: ${wordsOf(asked)}`);
    return;
  }
  const view = asked.answer;
  const decisions = view.companies.map(({ companyId, name, question, people }) => {
    const [suggestion] = question.suggestions;
    const asked = (actors.tries.get(`${runId}/${companyId}`) ?? 0) + 1;
    actors.tries.set(`${runId}/${companyId}`, asked);
    const decision: ContactDecision =
      asked > 3
        ? { kind: 'skip' }
        : suggestion
          ? { kind: 'map', contactId: suggestion.contactId, save: random.chance(0.7) }
          : { kind: 'create', companyContactId: people[0]?.id ?? null, name, save: random.chance(0.7) };
    return { companyId, decision };
  });
  const answers = await pressOnce(actors, (services) =>
    services.contacts.answer({ person, runId, page: view.page, decisions }),
  );
  for (const answer of answers) actors.notes.said.push(`contacts: ${wordsOf(answer)}`);
}
