import type { KnownBlock, ModalView } from '@slack/types';
import type { SearchFormView } from '../domain/views.ts';
import { BUTTONS, FORMS, LONG_VALUE, press } from './action-ids.ts';
import { fieldBlock, TICKED, VALUE } from './fields.ts';
import { LIMITS } from './limits.ts';
import { modal } from './modal.ts';
import { actions, button, context, option, plain, say, section } from './parts.ts';
import { selectOptions } from './selects.ts';

export function searchFormBlocks(): KnownBlock[] {
  return [
    section('*Search Autotask for invoices*'),
    actions([button('Open the search window', press(BUTTONS.searchOpen, {}), { style: 'primary' })]),
  ];
}

export function searchFormModal(view: SearchFormView): ModalView {
  const { initial } = view;
  const long = longValues(view.divisions.map(({ value }) => value));
  const carried = (value: string) => (long.includes(value) ? `${LONG_VALUE}${long.indexOf(value)}` : value);
  const divisions = view.divisions.map(({ value, label }) => ({ value: carried(value), label }));
  const ticked = option(TICKED, 'Include invoices marked as invoiced');
  return modal({
    title: 'Search Autotask',
    submit: 'Search',
    callbackId: FORMS.search.id,
    metadata: FORMS.search.encode({ place: view.place, long }),
    blocks: [
      ...(view.note ? [context(say(view.note, 500))] : []),
      ...select('preset', 'Period', 'Choose a period, or give days below', view.presets, initial.preset),
      date('from', 'Invoice date from', initial.from),
      date('to', 'Invoice date to (that day included)', initial.to),
      ...select(
        'division',
        'Division / line of business',
        'All divisions',
        divisions,
        initial.division && carried(initial.division),
      ),
      {
        type: 'input',
        block_id: fieldBlock('invoiceIds'),
        optional: true,
        label: plain('Invoice ID', LIMITS.label),
        hint: plain('One or several, with commas between them.', LIMITS.label),
        element: {
          type: 'plain_text_input',
          action_id: VALUE,
          max_length: LIMITS.inputText,
          ...(initial.invoiceIds ? { initial_value: initial.invoiceIds.slice(0, LIMITS.inputText) } : {}),
        },
      },
      {
        type: 'input',
        block_id: fieldBlock('includeMarked'),
        optional: true,
        label: plain('Already processed', LIMITS.label),
        element: {
          type: 'checkboxes',
          action_id: VALUE,
          options: [ticked],
          ...(initial.includeMarked ? { initial_options: [ticked] } : {}),
        },
      },
    ],
  });
}

/** Names too long for an option's value travel in the metadata, as far as that holds them. */
function longValues(values: string[]): string[] {
  let room = LIMITS.privateMetadata - 900;
  return values.filter((value) => {
    if (value.length <= LIMITS.optionValue) return false;
    room -= JSON.stringify(value).length + 1;
    return room >= 0;
  });
}

/** Left out where there is nothing to choose: Slack takes no empty list. */
function select(
  field: string,
  label: string,
  placeholder: string,
  choices: { value: string; label: string }[],
  chosen: string | null,
): KnownBlock[] {
  const usable = choices.filter(({ value }) => value.length > 0 && value.length <= LIMITS.optionValue);
  if (usable.length === 0) return [];
  return [
    {
      type: 'input',
      block_id: fieldBlock(field),
      optional: true,
      label: plain(label, LIMITS.label),
      element: {
        type: 'static_select',
        action_id: VALUE,
        placeholder: plain(placeholder, LIMITS.placeholder),
        ...selectOptions(usable, chosen, 1000),
      },
    },
  ];
}

function date(field: string, label: string, initial: string | null): KnownBlock {
  return {
    type: 'input',
    block_id: fieldBlock(field),
    optional: true,
    label: plain(label, LIMITS.label),
    element: { type: 'datepicker', action_id: VALUE, ...(initial ? { initial_date: initial } : {}) },
  };
}
