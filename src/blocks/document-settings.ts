import type { KnownBlock, ModalView } from '@slack/types';
import { CHOICES } from '../domain/settings.ts';
import { TEMPLATE_MAX_CHARS } from '../domain/template.ts';
import type { OrganisationSettings } from '../domain/types.ts';
import type { DocumentSettingsView } from '../domain/views.ts';
import { BUTTONS, FORMS, press } from './action-ids.ts';
import { fieldBlock, NO_THEME, VALUE } from './fields.ts';
import { LIMITS } from './limits.ts';
import { modal } from './modal.ts';
import { actions, button, clip, context, option, plain, say, section } from './parts.ts';
import { type Choice, selectOptions } from './selects.ts';
import { STATUS_LABELS } from './set-up.ts';

type Listed = keyof typeof CHOICES;

const LABELS: { [K in Listed]: { label: string; options: Record<OrganisationSettings[K], string>; hint?: string } } = {
  numberSource: {
    label: 'Number of a document',
    options: {
      autotask: 'Autotask’s number',
      id: 'INV: and the Autotask invoice id',
      xero: 'Xero numbers; written to Autotask where empty',
      'xero-replacing': 'Xero numbers; replaces Autotask’s number',
    },
    hint: 'With the last choice a number that stands in Autotask is lost there; the audit keeps it.',
  },
  lineDetail: {
    label: 'Lines',
    options: {
      all: 'All lines',
      'billing-code': 'One per billing code',
      fewest: 'As few as possible',
    },
    hint: 'As few as possible: one per account, tax rate and tracking. The totals are always the same.',
  },
  zeroLines: {
    label: 'Lines of 0.00',
    options: { keep: 'Keep them', drop: 'Leave them out (one line always stays)' },
  },
  zeroTotals: {
    label: 'Invoices with a total of zero',
    options: { skip: 'Nothing to post; only marked', post: 'Post them as approved documents' },
  },
};

const FOLLOWS = [
  { field: 'attachPdf', label: 'Attach Autotask’s PDF to it' },
  { field: 'markAsSent', label: 'Mark approved invoices as sent (no mail goes out)' },
  { field: 'emailInvoices', label: 'Have Xero e-mail approved invoices to their contacts' },
] as const satisfies { field: keyof OrganisationSettings; label: string }[];

export function documentSettingsBlocks(view: DocumentSettingsView): KnownBlock[] {
  const { id, name } = view.organisation;
  return [
    section(`*Documents of ${say(name, 150)}*`),
    actions([button('Open', press(BUTTONS.documentsOpen, { organisation: id }))]),
  ];
}

/** How the documents of one organisation are made. */
export function documentSettingsModal(view: DocumentSettingsView): ModalView {
  const { organisation, settings } = view;
  const statuses = Object.entries(STATUS_LABELS).map(([value, label]) => ({ value, label }));
  const follows = FOLLOWS.map(({ field, label }) => ({ field, choice: option(field, label) }));
  const ticked = follows.filter(({ field }) => settings[field]).map(({ choice }) => choice);
  return modal({
    title: 'Documents',
    submit: 'Save',
    callbackId: FORMS.documents.id,
    metadata: FORMS.documents.encode({ organisation: organisation.id }),
    blocks: [
      section(`*${say(organisation.name, 150)}*`),
      select('status', 'Documents arrive in Xero as', statuses, settings.status),
      ...(['numberSource', 'lineDetail', 'zeroLines', 'zeroTotals'] as const).map((field) =>
        listed(field, settings[field]),
      ),
      template(view),
      ...themes(view),
      {
        type: 'input',
        block_id: fieldBlock('follows'),
        optional: true,
        label: plain('Once a document is in Xero', LIMITS.label),
        hint: plain('A mail goes to the address of the Xero contact, with Xero’s own PDF.', LIMITS.label),
        element: {
          type: 'checkboxes',
          action_id: VALUE,
          options: follows.map(({ choice }) => choice),
          ...(ticked.length > 0 ? { initial_options: ticked } : {}),
        },
      },
      context('Cards that wait for approval are looked up and drawn again.'),
    ],
  });
}

function listed(field: Listed, chosen: string): KnownBlock {
  const { label, options, hint } = LABELS[field];
  const words: Record<string, string> = options;
  const choices = CHOICES[field].map((value) => ({ value, label: words[value] ?? value }));
  return select(field, label, choices, chosen, hint);
}

function template({ settings, placeholders }: DocumentSettingsView): KnownBlock {
  const hint = `Empty: item, description and service date. Or: ${placeholders.map((name) => `{${name}}`).join(' ')}`;
  return {
    type: 'input',
    block_id: fieldBlock('descriptionTemplate'),
    optional: true,
    label: plain('Text of a line', LIMITS.label),
    hint: plain(hint, LIMITS.label),
    element: {
      type: 'plain_text_input',
      action_id: VALUE,
      multiline: true,
      max_length: TEMPLATE_MAX_CHARS,
      ...(settings.descriptionTemplate ? { initial_value: settings.descriptionTemplate } : {}),
    },
  };
}

function themes({ brandingThemes, settings }: DocumentSettingsView): KnownBlock[] {
  if (brandingThemes === null)
    return [context('Xero did not give its branding themes just now; the one chosen before stays.')];
  const offered = brandingThemes.map(({ id, name }) => ({ value: id, label: clip(name, 70) || id }));
  const gone = settings.brandingThemeId !== null && !offered.some(({ value }) => value === settings.brandingThemeId);
  return [
    ...(gone ? [section(':warning: The branding theme chosen before is not in Xero any more.')] : []),
    select(
      'brandingThemeId',
      'Branding theme',
      [{ value: NO_THEME, label: 'Xero’s default' }, ...offered],
      settings.brandingThemeId ?? NO_THEME,
    ),
  ];
}

function select(field: string, label: string, choices: Choice[], chosen: string, hint?: string): KnownBlock {
  return {
    type: 'input',
    block_id: fieldBlock(field),
    label: plain(label, LIMITS.label),
    ...(hint ? { hint: plain(hint, LIMITS.label) } : {}),
    element: { type: 'static_select', action_id: VALUE, ...selectOptions(choices, chosen) },
  };
}
