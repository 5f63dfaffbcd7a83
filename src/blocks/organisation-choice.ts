import type { KnownBlock, ModalView } from '@slack/types';
import type { OrganisationChoiceView } from '../domain/views.ts';
import { BUTTONS, FORMS, press } from './action-ids.ts';
import { fieldBlock, VALUE } from './fields.ts';
import { LIMITS } from './limits.ts';
import { modal } from './modal.ts';
import { actions, button, count, plain, section } from './parts.ts';
import { selectOptions } from './selects.ts';

export function organisationChoiceBlocks(view: OrganisationChoiceView): KnownBlock[] {
  return [
    section(
      `*Which organisation do the invoices go to?*\nThe login has ${count(view.organisations.length, 'organisation')}.`,
    ),
    actions([
      button('Choose organisation', press(BUTTONS.organisationOpen, { run: view.runId }), { style: 'primary' }),
    ]),
  ];
}

export function organisationChoiceModal(view: OrganisationChoiceView): ModalView {
  const choices = view.organisations.map(({ id, name }) => ({ value: id, label: name }));
  if (choices.length === 0)
    return modal({
      title: 'Organisation',
      blocks: [section('The Xero login has no organisation that invoices can go to.')],
    });
  return modal({
    title: 'Organisation',
    submit: 'Choose',
    callbackId: FORMS.organisation.id,
    metadata: FORMS.organisation.encode({ run: view.runId }),
    blocks: [
      section(`The Xero login has ${count(choices.length, 'organisation')}.`),
      {
        type: 'input',
        block_id: fieldBlock('organisation'),
        label: plain('All invoices of this run go to', LIMITS.label),
        element: { type: 'static_select', action_id: VALUE, ...selectOptions(choices) },
      },
    ],
  });
}
