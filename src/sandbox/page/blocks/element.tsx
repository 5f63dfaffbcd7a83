import { ButtonElement, OverflowElement } from './button.tsx';
import { CheckboxesElement, DateElement, RadioElement, TextElement } from './inputs.tsx';
import { ExternalSelectElement, SelectElement } from './selects.tsx';
import type { ElementProps } from './use-action.tsx';
import { str } from './values.ts';

/** Every interactive element, and what draws it. https://docs.slack.dev/reference/block-kit/block-elements */
const elements: Record<string, (props: ElementProps) => React.ReactNode> = {
  button: ButtonElement,
  overflow: OverflowElement,
  static_select: SelectElement,
  multi_static_select: SelectElement,
  users_select: SelectElement,
  multi_users_select: SelectElement,
  channels_select: SelectElement,
  multi_channels_select: SelectElement,
  conversations_select: SelectElement,
  multi_conversations_select: SelectElement,
  external_select: ExternalSelectElement,
  multi_external_select: ExternalSelectElement,
  plain_text_input: TextElement,
  number_input: TextElement,
  email_text_input: TextElement,
  url_text_input: TextElement,
  datepicker: DateElement,
  timepicker: DateElement,
  checkboxes: CheckboxesElement,
  radio_buttons: RadioElement,
};

export function Element(props: ElementProps) {
  const Known = elements[str(props.element.type)];
  return Known ? <Known {...props} /> : <Unknown what={str(props.element.type)} />;
}

/** Said aloud rather than left out: a card that silently lacks a part would be approved without it. */
export function Unknown({ what }: { what: string }) {
  return <p className="unknown">This page cannot draw “{what}”.</p>;
}
