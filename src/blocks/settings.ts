import type { KnownBlock, ModalView } from '@slack/types';
import { RETENTION_MONTHS, retentionWords } from '../domain/retention.ts';
import type { PersonId } from '../domain/types.ts';
import type { SettingsView } from '../domain/views.ts';
import { BUTTONS, FORMS, press } from './action-ids.ts';
import { fieldBlock, TICKED, VALUE } from './fields.ts';
import { LIMITS } from './limits.ts';
import { modal } from './modal.ts';
import {
  actions,
  andMore,
  button,
  clip,
  context,
  count,
  few,
  header,
  mention,
  option,
  plain,
  say,
  section,
} from './parts.ts';
import { STATUS_LABELS } from './set-up.ts';

type Organisation = SettingsView['organisations'][number];

export function settingsBlocks(view: SettingsView): KnownBlock[] {
  return [header('Settings'), ...bodyBlocks(view), actions([button('Open settings', press(BUTTONS.settingsOpen, {}))])];
}

export function settingsModal(view: SettingsView): ModalView {
  if (!view.mayEdit)
    return modal({
      title: 'Settings',
      blocks: [...bodyBlocks(view), context('Admins may change these.')],
    });
  const ticked = option(TICKED, 'Whoever searched may also approve');
  const { shown, rest } = few(view.organisations, 20);
  return modal({
    title: 'Settings',
    submit: 'Save',
    callbackId: FORMS.settings.id,
    metadata: FORMS.settings.encode({ statuses: Object.fromEntries(shown.map(({ id, status }) => [id, status])) }),
    blocks: [
      ...holderBlocks(view),
      {
        type: 'input',
        block_id: fieldBlock('allowOwnApproval'),
        optional: true,
        label: plain('Four eyes', LIMITS.label),
        hint: plain('Without the tick, somebody else approves, unless there is one approver only.', LIMITS.label),
        element: {
          type: 'checkboxes',
          action_id: VALUE,
          options: [ticked],
          ...(view.allowOwnApproval ? { initial_options: [ticked] } : {}),
        },
      },
      retentionInput(view),
      ...shown.flatMap((organisation, nth) => organisationBlocks(organisation, nth)),
      ...(rest > 0 ? [context(`and ${rest} more organisations`)] : []),
    ],
  });
}

function retentionInput(view: SettingsView): KnownBlock {
  const options = RETENTION_MONTHS.map((months) => option(String(months), retentionWords(months)));
  const chosen = options.find(({ value }) => value === String(view.retentionMonths));
  return {
    type: 'input',
    block_id: fieldBlock('retentionMonths'),
    label: plain('Lines, names and e-mails are deleted after', LIMITS.label),
    hint: plain('Deleted by night. The ledger (ids, numbers, totals, states) and the audit log stay.', LIMITS.label),
    element: {
      type: 'static_select',
      action_id: VALUE,
      options,
      ...(chosen ? { initial_option: chosen } : {}),
    },
  };
}

function bodyBlocks(view: SettingsView): KnownBlock[] {
  const { shown, rest } = few(view.organisations, 10);
  const lines = shown.map(
    (one) =>
      `• *${say(one.name, 100)}*: ${say(STATUS_LABELS[one.status])} · default account ${one.defaultAccount ? say(one.defaultAccount, 60) : 'not chosen yet'} · ${count(one.maps, 'map')}`,
  );
  return [
    ...holderBlocks(view),
    section(
      `*Four eyes*\n${view.allowOwnApproval ? 'Whoever searched may also approve.' : 'Somebody else approves what was searched, unless there is one approver only.'}`,
    ),
    section(`*Details*\nLines, names and e-mails are deleted after ${retentionWords(view.retentionMonths)}.`),
    section(`*Organisations*\n${lines.length > 0 ? lines.join('\n') + andMore(rest) : 'Xero is not connected yet.'}`),
  ];
}

function holderBlocks(view: SettingsView): KnownBlock[] {
  return [section(`*Approvers*  ${people(view.holders.approvers)}\n*Admins*  ${people(view.holders.admins)}`)];
}

function people(ids: PersonId[]): string {
  const { shown, rest } = few(ids, 30);
  return shown.length > 0 ? shown.map((id) => mention(id)).join(', ') + andMore(rest) : 'nobody';
}

function organisationBlocks(organisation: Organisation, nth: number): KnownBlock[] {
  const statuses = Object.entries(STATUS_LABELS).map(([value, label]) => option(value, label));
  const chosen = statuses.find(({ value }) => value === organisation.status);
  const value = { run: null, organisation: organisation.id, page: 1 };
  return [
    {
      type: 'input',
      block_id: fieldBlock(`status:${organisation.id}`),
      label: plain(`Documents arrive in ${clip(organisation.name, 150)} as`, LIMITS.label),
      element: {
        type: 'static_select',
        action_id: VALUE,
        options: statuses,
        ...(chosen ? { initial_option: chosen } : {}),
      },
    },
    // nothing here says how many maps there are: this window stays as it is while those on top of it decide
    actions([
      button('Accounts and tax', press(BUTTONS.setUpOpen, value, nth), {
        label: `Accounts and tax of ${clip(organisation.name, 50)}`,
      }),
      button('Numbers, lines and texts', press(BUTTONS.documentsOpen, { organisation: organisation.id }, nth), {
        label: `Numbers, lines and texts of ${clip(organisation.name, 40)}`,
      }),
    ]),
  ];
}
