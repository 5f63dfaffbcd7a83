import type { KnownBlock, ModalView } from '@slack/types';
import { inPercent } from '../domain/maps.ts';
import type { DocumentStatus } from '../domain/types.ts';
import type { MapQuestion, SetUpSection, SetUpView } from '../domain/views.ts';
import { BUTTONS, CHOICES, FORMS, press } from './action-ids.ts';
import { fieldBlock, isFieldUsable, NO_ACCOUNT, TICKED, VALUE } from './fields.ts';
import { LIMITS, SHOWN } from './limits.ts';
import { modal } from './modal.ts';
import {
  actions,
  button,
  clip,
  context,
  count,
  type Droppable,
  day,
  droppable,
  few,
  option,
  plain,
  say,
  section,
} from './parts.ts';
import { type Choice, selectOptions } from './selects.ts';

export const STATUS_LABELS: Record<DocumentStatus, string> = {
  DRAFT: 'Draft: somebody approves it in Xero',
  SUBMITTED: 'Awaiting approval in Xero',
  AUTHORISED: 'Approved: awaiting payment, numbered and in the books',
};

export function setUpBlocks(view: SetUpView): KnownBlock[] {
  const value = { run: view.runId, organisation: view.organisation.id, page: view.page };
  return [
    section(`*${say(view.organisation.name, 150)}: which account and which tax?*`),
    actions([button('Choose accounts and tax', press(BUTTONS.setUpOpen, value), { style: 'primary' })]),
  ];
}

const TITLES: Record<SetUpSection, string> = {
  accounts: 'Accounts and tax',
  tracking: 'Tracking',
  organisations: 'Organisations',
  due: 'Due dates',
};

export function setUpModal(view: SetUpView): ModalView {
  const last = view.page >= view.pages;
  const { runId: run, organisation, page, section: part } = view;
  return modal({
    title: TITLES[part],
    submit: last ? 'Save' : 'Save and next page',
    callbackId: FORMS.setUp.id,
    metadata: FORMS.setUp.encode({ run, organisation: organisation.id, page, section: part }),
    blocks: [
      section(`*${say(organisation.name, 150)}*${view.pages > 1 ? ` · page ${page} of ${view.pages}` : ''}`),
      ...differing(view),
      ...(part === 'accounts' ? accountBlocks(view) : otherBlocks(view)),
      ...(run === null ? [sections(view)] : []),
    ],
  });
}

/** The window comes back as it was, and the rate that is asked about may stand far down. */
function differing({ taxes }: SetUpView): KnownBlock[] {
  const open = taxes.filter(({ difference }) => difference !== null).length;
  return open === 0
    ? []
    : [section(`:warning: ${count(open, 'rate differs', 'rates differ')} from Autotask’s: see below.`)];
}

/** The other parts of what an admin decides; what was filled in here and not saved is not kept. */
function sections({ organisation, section: current }: SetUpView): KnownBlock {
  const parts = (Object.keys(TITLES) as SetUpSection[]).filter((part) => part !== current);
  return actions(
    parts.map((part, nth) =>
      button(TITLES[part], press(BUTTONS.setUpSection, { organisation: organisation.id, section: part, page: 1 }, nth)),
    ),
  );
}

function accountBlocks(view: SetUpView): (KnownBlock | Droppable)[] {
  const accounts = view.accounts.map(({ code, name }) => ({ value: code, label: `${code} · ${name}` }));
  const items = view.items.map(({ code, name }) => ({ value: `item:${code}`, label: `Item ${code} · ${name}` }));
  const rates = view.taxRates.map(({ type, name, rate }) => ({ value: type, label: `${clip(name, 50)} · ${rate}%` }));
  const taxes = view.taxes.filter(({ key }) => isFieldUsable(`accept:${key}`));
  const codes = view.billingCodes.filter(({ key }) => isFieldUsable(`account:${key}`));
  const most = mostOptions(1 + taxes.length + codes.length);
  const unusable = view.taxes.length + view.billingCodes.length - taxes.length - codes.length;
  return [
    ...(accounts.length === 0 ? [section(':warning: Xero has no revenue account that could be chosen.')] : []),
    ...(rates.length === 0 ? [section(':warning: Xero has no tax rate for revenue that could be chosen.')] : []),
    ...(view.page === 1 || view.defaultProblem ? general(view, accounts, most) : []),
    ...(rates.length > 0
      ? few(taxes, 30).shown.flatMap((tax) => taxQuestion(tax, rates, { most, optional: view.runId === null }))
      : []),
    ...(accounts.length > 0
      ? few(codes, 40).shown.flatMap((code) =>
          droppable(...codeQuestion(code, [...accounts, ...items], { most, optional: view.defaultAccount === null })),
        )
      : []),
    ...(unusable > 0 ? [context(`and ${unusable} more that cannot be shown here`)] : []),
  ];
}

const EXPLAINED: Record<SetUpSection, string> = {
  accounts: '',
  tracking:
    'Lines are tracked by division and by line of business; where both say something of one category, the line of business counts.',
  organisations: 'Invoices of a division go to its organisation only; runs of another one leave them out.',
  due: 'When documents of a payment term fall due; never before their own date.',
};

function otherBlocks(view: SetUpView): (KnownBlock | Droppable)[] {
  const others = view.others.filter(({ key }) => isFieldUsable(`other:${key}`));
  const list = view.section === 'tracking' ? CHOICES.setUpTracking : null;
  const standard = view.section === 'due' ? 'autotask' : null;
  return [
    context(EXPLAINED[view.section]),
    ...(others.length === 0 ? [section('Autotask has nothing to decide here.')] : []),
    ...few(others, 40).shown.flatMap((other) => [
      ...problem(other),
      select({
        field: `other:${other.key}`,
        label: other.label,
        choices: view.choices,
        chosen: other.current ?? standard,
        typeAhead: list,
        optional: true,
        most: mostOptions(others.length),
        hint: decided(other),
      }),
    ]),
  ];
}

/** So many options a list may show whole, that all lists together stay within a view's size. */
function mostOptions(lists: number): number {
  return Math.min(LIMITS.options, Math.floor(SHOWN.modalOptions / Math.max(1, lists)));
}

function general(view: SetUpView, accounts: Choice[], most: number): KnownBlock[] {
  const statuses = Object.entries(STATUS_LABELS).map(([value, label]) => option(value, label));
  const chosen = statuses.find(({ value }) => value === view.status);
  return [
    {
      type: 'input',
      block_id: fieldBlock('status'),
      label: plain('Documents arrive in Xero as', LIMITS.label),
      element: {
        type: 'static_select',
        action_id: VALUE,
        options: statuses,
        ...(chosen ? { initial_option: chosen } : {}),
      },
    },
    ...(view.defaultProblem ? [section(`:warning: ${say(view.defaultProblem, 500)}`)] : []),
    ...(accounts.length > 0
      ? [
          select({
            field: 'defaultAccount',
            label: 'Default account, where nothing else is chosen',
            choices: accounts,
            chosen: view.defaultAccount,
            typeAhead: CHOICES.setUpAccounts,
            most,
            // who wants none is asked for every billing code
            optional: true,
            hint: view.defaultAccount === null ? 'Left empty, every billing code is asked for.' : '',
          }),
        ]
      : []),
  ];
}

function taxQuestion(
  tax: SetUpView['taxes'][number],
  rates: Choice[],
  size: Pick<Select, 'most' | 'optional'>,
): KnownBlock[] {
  const rate = tax.rate === null ? 'rate unknown' : `${inPercent(tax.rate)}% in Autotask`;
  const ticked = option(TICKED, 'Accept this difference');
  return [
    ...problem({ ...tax, problem: tax.difference ?? tax.problem }),
    select({
      field: `tax:${tax.key}`,
      label: `Tax for ${clip(tax.label, 200)} (${rate})`,
      choices: rates,
      chosen: tax.current ?? tax.suggested,
      typeAhead: CHOICES.setUpRates,
      ...size,
      hint: decided(tax),
    }),
    ...(tax.difference === null
      ? []
      : [
          {
            type: 'input' as const,
            block_id: fieldBlock(`accept:${tax.key}`),
            optional: true,
            label: plain(`If ${clip(tax.label, 200)} stays like that`, LIMITS.label),
            element: { type: 'checkboxes' as const, action_id: VALUE, options: [ticked] },
          },
        ]),
  ];
}

/** While there is no default account, what is left open says nothing, and no default either. */
function codeQuestion(code: MapQuestion, accounts: Choice[], size: Pick<Select, 'most' | 'optional'>): KnownBlock[] {
  return [
    ...problem(code),
    select({
      field: `account:${code.key}`,
      label: `Account for ${clip(code.label, 200)}`,
      choices: [{ value: NO_ACCOUNT, label: 'The default account' }, ...accounts],
      chosen: code.current ?? (size.optional ? null : NO_ACCOUNT),
      typeAhead: CHOICES.setUpCodes,
      ...size,
      hint: decided(code),
    }),
  ];
}

function problem({ problem: sentence }: Pick<MapQuestion, 'problem'>): KnownBlock[] {
  return sentence === null ? [] : [section(`:warning: ${say(sentence, 600)}`)];
}

function decided({ decided: by }: MapQuestion): string {
  return by === null ? '' : `Chosen by ${clip(by.by.name, 80)} on ${day(by.at.slice(0, 10))}`;
}

interface Select {
  field: string;
  label: string;
  choices: Choice[];
  chosen: string | null;
  /** What fills the list while somebody types, once it is too long to be shown whole. */
  typeAhead: string | null;
  most: number;
  optional?: boolean;
  hint?: string;
}

function select({ field, label, choices, chosen, typeAhead, most, optional = false, hint = '' }: Select): KnownBlock {
  const current = choices.find(({ value }) => value === chosen);
  const element =
    typeAhead !== null && choices.length > most
      ? {
          type: 'external_select' as const,
          action_id: typeAhead,
          min_query_length: 1,
          placeholder: plain('Type a part of its name or code', LIMITS.placeholder),
          ...(current && fits(current) ? { initial_option: option(current.value, current.label) } : {}),
        }
      : { type: 'static_select' as const, action_id: VALUE, ...selectOptions(choices, chosen) };
  return {
    type: 'input',
    block_id: fieldBlock(field),
    ...(optional ? { optional } : {}),
    label: plain(label, LIMITS.label),
    ...(hint ? { hint: plain(hint, LIMITS.label) } : {}),
    element,
  };
}

function fits({ value }: Choice): boolean {
  return value.length > 0 && value.length <= LIMITS.optionValue;
}
