import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { CompanyContact } from '../domain/types.ts';
import type { ContactQuestionsView } from '../domain/views.ts';
import { BUTTONS, CHOICES, FORMS, press } from './action-ids.ts';
import { CHOICE, type ContactPart, contactField, fieldBlock, NOBODY, TICKED, VALUE } from './fields.ts';
import { LIMITS, SHOWN } from './limits.ts';
import { modal } from './modal.ts';
import { actions, button, clip, context, count, few, option, plain, say, section } from './parts.ts';

type Question = ContactQuestionsView['companies'][number];

const MAX_SUGGESTIONS = 20;
const MAX_PEOPLE = 40;

export function contactQuestionsBlocks(view: ContactQuestionsView): KnownBlock[] {
  const value = { run: view.runId, page: view.page };
  return [
    section(
      `*${count(view.total, 'company needs', 'companies need')} a contact in ${say(view.organisation.name, 150)}*`,
    ),
    actions([
      button(`Answer ${count(view.total, 'question')}`, press(BUTTONS.contactsOpen, value), { style: 'primary' }),
    ]),
  ];
}

/** Each company with its fields. What is left unanswered stays open; what was wrong stands above its company. */
export function contactQuestionsModal(view: ContactQuestionsView): ModalView {
  const { shown, rest } = few(view.companies, SHOWN.companiesOnPage);
  const last = view.page >= view.pages;
  const wrong = view.companies.filter(({ problem }) => problem !== null).length;
  return modal({
    title: 'Who is this in Xero?',
    submit: last ? 'Save answers' : 'Save and next page',
    callbackId: FORMS.contacts.id,
    metadata: FORMS.contacts.encode({ run: view.runId, page: view.page, last }),
    blocks: [
      section(
        `*${count(view.total, 'company', 'companies')}* without a sure match in *${say(view.organisation.name, 120)}*${view.pages > 1 ? ` · page ${view.page} of ${view.pages}` : ''}`,
      ),
      ...(wrong > 0 ? [section(`:warning: *${count(wrong, 'answer')} could not be used.* See below why.`)] : []),
      ...shown.flatMap(companyBlocks),
      ...(rest > 0 ? [context(`and ${rest} more companies`)] : []),
    ],
  });
}

function companyBlocks(company: Question): KnownBlock[] {
  const { answer, companyId } = company;
  const choices = choicesOf(company);
  const chosen = choices.find(({ value }) => value === chosenValue(company));
  const other = answer?.kind === 'map' && !isSuggested(company, answer.contactId) ? answer.contactId : null;
  const head = `*${say(company.name, 150)}* · ${count(company.invoices, 'invoice')} · ${say(company.gross, 80)}`;
  return [
    { type: 'divider' },
    section(`${head}\n${say(company.question.sentence, 500)}`),
    ...(company.problem ? [section(`:warning: *${say(company.problem, 600)}*`)] : []),
    input(companyId, 'choice', 'In Xero this is', {
      type: 'static_select',
      action_id: VALUE,
      placeholder: plain('Choose, or leave open', LIMITS.placeholder),
      options: choices,
      ...(chosen ? { initial_option: chosen } : {}),
    }),
    // A name is asked for only where the company's own could not be used.
    ...(company.problem ? [nameInput(company)] : []),
    input(companyId, 'other', 'Another Xero contact', {
      type: 'external_select',
      action_id: CHOICES.otherContact,
      min_query_length: 2,
      placeholder: plain('Type a part of its name or e-mail', LIMITS.placeholder),
      ...(other ? { initial_option: option(other, 'The contact chosen before') } : {}),
    }),
    saveInput(company),
  ];
}

/** Labels are bounded by Slack, so a long name is shown in full above and cut here. */
function choicesOf(company: Question): PlainTextOption[] {
  const suggestions = company.question.suggestions.filter(({ contactId }) => fits(`${CHOICE.map}${contactId}`));
  return [
    ...suggestions
      .slice(0, MAX_SUGGESTIONS)
      .map(({ contactId, name, email, reason }) =>
        option(`${CHOICE.map}${contactId}`, `Use ${name}`, reasonText(reason, email)),
      ),
    ...few(company.people, MAX_PEOPLE).shown.map((person) =>
      option(`${CHOICE.create}${person.id}`, `Create it, with ${personName(person)}`, person.email ?? 'no e-mail'),
    ),
    option(`${CHOICE.create}${NOBODY}`, company.people.length > 0 ? 'Create it, without a person' : 'Create it'),
    option(CHOICE.other, 'Another Xero contact: choose it below'),
    option(CHOICE.skip, 'Skip: leave its invoices out of this run'),
  ];
}

/** Why it is proposed comes first; the address only where there is room for the whole of it. */
function reasonText(reason: string, email: string | null): string {
  const both = email ? `${reason} · ${email}` : reason;
  return both.length <= LIMITS.optionText ? both : reason;
}

function chosenValue({ answer, ...company }: Question): string | null {
  if (!answer) return null;
  if (answer.kind === 'skip') return CHOICE.skip;
  if (answer.kind === 'create') return `${CHOICE.create}${answer.companyContactId ?? NOBODY}`;
  return isSuggested({ ...company, answer }, answer.contactId) ? `${CHOICE.map}${answer.contactId}` : CHOICE.other;
}

function isSuggested(company: Question, contactId: string): boolean {
  return company.question.suggestions.slice(0, MAX_SUGGESTIONS).some((one) => one.contactId === contactId);
}

function personName(person: CompanyContact): string {
  const name = clip([person.firstName, person.lastName].filter(Boolean).join(' ') || 'a person without a name', 40);
  return `${name}${person.isBilling ? ' (billing)' : person.isPrimary ? ' (primary)' : ''}`;
}

function nameInput({ companyId, answer, name }: Question): KnownBlock {
  return input(companyId, 'name', 'Name in Xero, if you create it', {
    type: 'plain_text_input',
    action_id: VALUE,
    max_length: 255,
    initial_value: clip((answer?.kind === 'create' && answer.name) || name, 255) || undefined,
  });
}

function saveInput(company: Question): KnownBlock {
  const ticked = option(TICKED, 'Save mapping to Xero', 'Writes the Autotask company ID into the contact number.');
  const keep = company.answer === null || company.answer.kind === 'skip' || company.answer.save;
  return input(company.companyId, 'save', 'For the next time', {
    type: 'checkboxes',
    action_id: VALUE,
    options: [ticked],
    ...(keep ? { initial_options: [ticked] } : {}),
  });
}

type InputElement = Extract<KnownBlock, { type: 'input' }>['element'];

function input(companyId: number, part: ContactPart, label: string, element: InputElement): KnownBlock {
  return {
    type: 'input',
    block_id: fieldBlock(contactField(companyId, part)),
    optional: true,
    label: plain(label, LIMITS.label),
    element,
  };
}

function fits(value: string): boolean {
  return value.length <= LIMITS.optionValue;
}
