import { Checkbox, CheckboxGroup, Input, Radio, RadioGroup, TextArea, TextField } from 'react-aria-components';
import { TextObject } from '../text/text.tsx';
import { useScope } from './scope.tsx';
import { type ElementProps, useAction } from './use-action.tsx';
import { list, obj, plain, str, valueField } from './values.ts';

/** plain_text_input, email_text_input, url_text_input and number_input. */
export function TextElement({ blockId, element, dispatches, label, describedBy, isInvalid }: ElementProps) {
  const scope = useScope();
  const { send, dialog } = useAction(blockId, element, dispatches);
  const triggers = obj(element.dispatch_action_config)?.trigger_actions_on;
  const onCharacter = Array.isArray(triggers) && triggers.includes('on_character_entered');
  const value = str(scope.value(blockId, element).value);
  const multiline = element.multiline === true;

  function type(text: string) {
    const typed = { value: text || null };
    scope.set(blockId, element, typed);
    if (onCharacter) send(typed);
  }

  const shared = {
    placeholder: plain(element.placeholder),
    'aria-describedby': describedBy,
    maxLength: Number(element.max_length) || undefined,
  };
  return (
    <TextField aria-label={label} value={value} onChange={type} isInvalid={isInvalid} className="field">
      {multiline ? (
        <TextArea {...shared} rows={4} />
      ) : (
        <Input
          {...shared}
          type={inputType(str(element.type))}
          inputMode={element.type === 'number_input' ? 'decimal' : undefined}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !dispatches || onCharacter) return;
            event.preventDefault(); // the app is asked; the modal is not submitted
            send({ value: value || null });
          }}
        />
      )}
      {dialog}
    </TextField>
  );
}

function inputType(type: string): string {
  if (type === 'email_text_input') return 'email';
  if (type === 'url_text_input') return 'url';
  return 'text';
}

/** datepicker and timepicker, with the browser's own picker. */
export function DateElement({ blockId, element, dispatches, label, describedBy, isInvalid }: ElementProps) {
  const scope = useScope();
  const { send, dialog } = useAction(blockId, element, dispatches);
  const field = valueField(element);
  return (
    <>
      <input
        className="date"
        type={element.type === 'timepicker' ? 'time' : 'date'}
        aria-label={label}
        aria-describedby={describedBy}
        aria-invalid={isInvalid || undefined}
        value={str(scope.value(blockId, element)[field])}
        onChange={(event) => {
          const value = { [field]: event.target.value || null };
          scope.set(blockId, element, value);
          send(value);
        }}
      />
      {dialog}
    </>
  );
}

export function CheckboxesElement({ blockId, element, dispatches, label, describedBy, isInvalid }: ElementProps) {
  const scope = useScope();
  const { send, dialog } = useAction(blockId, element, dispatches);
  const options = list(element.options);
  const chosen = list(scope.value(blockId, element).selected_options).map((option) => str(option.value));

  function choose(values: string[]) {
    const value = { selected_options: options.filter((option) => values.includes(str(option.value))) };
    scope.set(blockId, element, value);
    send(value);
  }

  return (
    <CheckboxGroup
      aria-label={label}
      aria-describedby={describedBy}
      isInvalid={isInvalid}
      value={chosen}
      onChange={choose}
      className="ticks"
    >
      {options.map((option) => (
        <Checkbox key={str(option.value)} value={str(option.value)} className="tick">
          <span className="box" aria-hidden="true" />
          <OptionText option={option} />
        </Checkbox>
      ))}
      {dialog}
    </CheckboxGroup>
  );
}

export function RadioElement({ blockId, element, dispatches, label, describedBy, isInvalid }: ElementProps) {
  const scope = useScope();
  const { send, dialog } = useAction(blockId, element, dispatches);
  const options = list(element.options);
  const chosen = obj(scope.value(blockId, element).selected_option);

  function choose(id: string) {
    const value = { selected_option: options.find((option) => option.value === id) ?? null };
    scope.set(blockId, element, value);
    send(value);
  }

  return (
    <RadioGroup
      aria-label={label}
      aria-describedby={describedBy}
      isInvalid={isInvalid}
      value={str(chosen?.value) || null}
      onChange={choose}
      className="ticks"
    >
      {options.map((option) => (
        <Radio key={str(option.value)} value={str(option.value)} className="tick">
          <span className="box round" aria-hidden="true" />
          <OptionText option={option} />
        </Radio>
      ))}
      {dialog}
    </RadioGroup>
  );
}

function OptionText({ option }: { option: Record<string, unknown> }) {
  const description = obj(option.description);
  return (
    <span>
      <TextObject text={obj(option.text)} />
      {description && (
        <small>
          <TextObject text={description} />
        </small>
      )}
    </span>
  );
}
