import type { KnownBlock, ModalView } from '@slack/types';
import type { DocumentStatus } from '../domain/types.ts';
import type { SetUpView } from '../domain/views.ts';
import { BUTTONS, FORMS, press } from './action-ids.ts';
import { fieldBlock, isFieldUsable, NO_ACCOUNT, VALUE } from './fields.ts';
import { LIMITS, SHOWN } from './limits.ts';
import { modal } from './modal.ts';
import { actions, button, clip, context, droppable, few, option, plain, say, section } from './parts.ts';
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

export function setUpModal(view: SetUpView): ModalView {
  const accounts = view.accounts.map(({ code, name }) => ({ value: code, label: `${code} · ${name}` }));
  const rates = view.taxRates.map(({ type, name, rate }) => ({ value: type, label: `${clip(name, 50)} · ${rate}%` }));
  const taxes = few(
    view.taxes.filter(({ key }) => isFieldUsable(`tax:${key}`)),
    30,
  );
  const codes = few(
    view.billingCodes.filter(({ key }) => isFieldUsable(`account:${key}`)),
    40,
  );
  const unusable = view.taxes.length + view.billingCodes.length - taxes.shown.length - codes.shown.length;
  const each = Math.max(1, Math.floor(SHOWN.modalOptions / (1 + taxes.shown.length + codes.shown.length)));
  const last = view.page >= view.pages;
  return modal({
    title: 'Accounts and tax',
    submit: last ? 'Save' : 'Save and next page',
    callbackId: FORMS.setUp.id,
    metadata: FORMS.setUp.encode({ run: view.runId, organisation: view.organisation.id, page: view.page }),
    blocks: [
      section(`*${say(view.organisation.name, 150)}*${view.pages > 1 ? ` · page ${view.page} of ${view.pages}` : ''}`),
      ...(accounts.length === 0 ? [section(':warning: Xero has no revenue account that could be chosen.')] : []),
      ...(rates.length === 0 ? [section(':warning: Xero has no tax rate for revenue that could be chosen.')] : []),
      ...(view.page === 1 ? general(view, accounts, each) : []),
      ...(taxes.shown.length > 0 && rates.length > 0
        ? taxes.shown.flatMap((tax) => taxQuestion(tax, rates, each))
        : []),
      ...(codes.shown.length > 0 && accounts.length > 0
        ? codes.shown.flatMap((code) => droppable(...codeQuestion(code, accounts, each)))
        : []),
      ...(unusable > 0 ? [context(`and ${unusable} more that cannot be shown here`)] : []),
      ...(accounts.length > each ? [context(`Only the first ${each} accounts are offered here.`)] : []),
    ],
  });
}

function general(view: SetUpView, accounts: Choice[], max: number): KnownBlock[] {
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
    ...(accounts.length > 0
      ? [select('defaultAccount', 'Default account, where nothing else is chosen', accounts, view.defaultAccount, max)]
      : []),
  ];
}

function taxQuestion(tax: SetUpView['taxes'][number], rates: Choice[], max: number): KnownBlock[] {
  const rate = tax.rate === null ? 'rate unknown' : `${percent(tax.rate)} in Autotask`;
  return [
    select(`tax:${tax.key}`, `Tax for ${clip(tax.label, 200)} (${rate})`, rates, tax.current ?? tax.suggested, max),
  ];
}

function codeQuestion(code: SetUpView['billingCodes'][number], accounts: Choice[], max: number): KnownBlock[] {
  const choices = [{ value: NO_ACCOUNT, label: 'The default account' }, ...accounts];
  return [
    select(`account:${code.key}`, `Account for ${clip(code.label, 200)}`, choices, code.current ?? NO_ACCOUNT, max + 1),
  ];
}

function select(field: string, label: string, choices: Choice[], chosen: string | null, max: number): KnownBlock {
  return {
    type: 'input',
    block_id: fieldBlock(field),
    label: plain(label, LIMITS.label),
    element: { type: 'static_select', action_id: VALUE, ...selectOptions(choices, chosen, max) },
  };
}

/** "0.21" → "21%", moving the point in the text: no float ever touches a rate. */
export function percent(fraction: string): string {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(fraction);
  if (!match) return fraction;
  const digits = (match[2] ?? '').padEnd(2, '0');
  const whole = `${match[1]}${digits.slice(0, 2)}`.replace(/^0+(?=\d)/, '');
  const rest = digits.slice(2).replace(/0+$/, '');
  return `${whole}${rest ? `.${rest}` : ''}%`;
}
