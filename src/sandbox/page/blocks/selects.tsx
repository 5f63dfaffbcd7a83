import { useEffect, useRef, useState } from 'react';
import type { Json } from '../../slack/client-api.ts';
import { findOptions } from '../api.ts';
import { type Client, useClient } from '../client.ts';
import { type Choice, ChoiceList, useSettled } from './choice-list.tsx';
import { useScope } from './scope.tsx';
import { type ElementProps, useAction } from './use-action.tsx';
import { list, optionsOf, plain, str, valueField } from './values.ts';

/** static_select, users_select, channels_select, conversations_select and their multi_ kin. */
export function SelectElement(props: ElementProps) {
  const client = useClient();
  const type = str(props.element.type).replace('multi_', '');
  if (type === 'static_select') return <Options {...props} source={optionsOf(props.element)} />;
  return <Options {...props} source={directory(type, client).map((option) => ({ option }))} />;
}

/** People and channels are options of the client's own making; what is sent of them is the bare id. */
function directory(type: string, { state }: Client): Json[] {
  const option = (value: string, text: string): Json => ({ value, text: { type: 'plain_text', text } });
  if (type === 'users_select') return state.people.map((person) => option(person.id, person.realName));
  const shown = state.conversations.filter((one) => type !== 'channels_select' || one.kind === 'channel');
  return shown.map((one) => option(one.id, one.kind === 'channel' ? `#${one.name}` : one.name));
}

type Source = { option: Json; group?: string }[];

function Options({ source, ...props }: ElementProps & { source: Source }) {
  return <Chooser {...props} source={source} emptyText="Nothing matches" />;
}

/** https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select */
export function ExternalSelectElement(props: ElementProps) {
  const { user, notify } = useClient();
  const { container } = useScope();
  const { element, blockId } = props;
  const minLength = Number(element.min_query_length ?? 3);
  const [query, setQuery] = useState('');
  const [source, setSource] = useState<Source>([]);
  const [busy, setBusy] = useState(false);
  const [isOpen, setIsOpen] = useState(false);
  const settled = useSettled(query, 250);
  const tooShort = settled.trim().length < minLength;

  useEffect(() => {
    if (!isOpen || tooShort) return setSource([]);
    let stale = false;
    setBusy(true);
    const actionId = str(element.action_id);
    void findOptions({ user, container, blockId, actionId, query: settled }).then((answer) => {
      if (stale) return;
      setBusy(false);
      if (answer.ok) setSource(answer.options.flatMap(flattened));
      else notify(answer.error);
    });
    return () => {
      stale = true;
    };
  }, [settled, tooShort, isOpen, user, container, blockId, element.action_id, notify]);

  const empty = tooShort ? `Type at least ${minLength} letter${minLength === 1 ? '' : 's'}` : 'Nothing found';
  return (
    <Chooser
      {...props}
      source={source}
      emptyText={busy ? 'Searching …' : empty}
      onSearch={(text) => {
        setIsOpen(true);
        setQuery(text);
      }}
    />
  );
}

function flattened(found: Json): Source {
  return list(found.options).length ? optionsOf({ option_groups: [found] }) : [{ option: found }];
}

interface ChooserProps extends ElementProps {
  source: Source;
  emptyText: string;
  onSearch?(query: string): void;
}

function Chooser({ blockId, element, dispatches, label, source, ...rest }: ChooserProps) {
  const scope = useScope();
  const { send, dialog } = useAction(blockId, element, dispatches);
  const multiple = str(element.type).startsWith('multi_');
  const field = valueField(element);
  const bare = !field.startsWith('selected_option');
  const chosen = chosenOptions(scope.value(blockId, element)[field], bare, source);
  const sent = useRef(JSON.stringify(chosen.map((one) => one.value)));

  function choose(ids: string[]) {
    const all = [...source.map((one) => one.option), ...chosen];
    const options = ids.flatMap((id) => all.find((one) => one.value === id) ?? []);
    const values = bare ? ids : options;
    const value = { [field]: multiple ? values : (values[0] ?? null) };
    scope.set(blockId, element, value);
    if (!multiple) send(value);
  }

  /** A multi-select tells the app once, when its list is closed. */
  function close() {
    const now = JSON.stringify(chosen.map((one) => one.value));
    if (!multiple || now === sent.current) return;
    sent.current = now;
    send({ [field]: bare ? chosen.map((one) => one.value) : chosen });
  }

  return (
    <>
      <ChoiceList
        {...rest}
        label={label}
        placeholder={plain(element.placeholder) || 'Choose'}
        multiple={multiple}
        chosen={chosen.map((option) => toChoice(option))}
        choices={source.map(({ option, group }) => toChoice(option, group))}
        onChoose={choose}
        onClose={close}
      />
      {dialog}
    </>
  );
}

function chosenOptions(value: unknown, bare: boolean, source: Source): Json[] {
  const values = Array.isArray(value) ? value : value ? [value] : [];
  if (!bare) return values as Json[];
  return values.map((id) => source.find((one) => one.option.value === id)?.option ?? { value: id, text: { text: id } });
}

function toChoice(option: Json, group?: string): Choice {
  const description = plain(option.description);
  return {
    id: str(option.value),
    text: plain(option.text),
    ...(description && { description }),
    ...(group && { group }),
  };
}
