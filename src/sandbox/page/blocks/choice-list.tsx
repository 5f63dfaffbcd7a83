import { useEffect, useState } from 'react';
import {
  Autocomplete,
  Button,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Popover,
  SearchField,
  Select,
  SelectValue,
  useFilter,
} from 'react-aria-components';
import { plainWords } from '../text/text.tsx';

export interface Choice {
  id: string;
  text: string;
  description?: string;
  group?: string;
}

interface ChoiceListProps {
  label: string;
  placeholder: string;
  multiple: boolean;
  /** What is chosen now, for the button: it need not be among the choices that are offered. */
  chosen: Choice[];
  choices: Choice[];
  onChoose(ids: string[]): void;
  onClose?(): void;
  /** Given for choices that are looked up while typing; the list is then not filtered here. */
  onSearch?(query: string): void;
  emptyText: string;
  describedBy?: string;
  isInvalid?: boolean;
}

const searchFrom = 7;

/** A select with type-ahead: a button that shows the choice, and a list with a search field over it. */
export function ChoiceList(props: ChoiceListProps) {
  const { label, placeholder, multiple, chosen, choices, onSearch, onChoose, onClose } = props;
  const [query, setQuery] = useState('');
  const { contains } = useFilter({ sensitivity: 'base' });
  const searchable = onSearch !== undefined || choices.length >= searchFrom;

  function search(text: string) {
    setQuery(text);
    onSearch?.(text);
  }

  function openChange(open: boolean) {
    if (open) search('');
    else onClose?.();
  }

  const shared = {
    className: 'select',
    'aria-label': label,
    onOpenChange: openChange,
    isInvalid: props.isInvalid ?? false,
    allowsEmptyCollection: true,
    placeholder,
  };
  const inside = (
    <>
      <Button className="select-button" aria-describedby={props.describedBy}>
        <SelectValue>{() => <ChosenText chosen={chosen} placeholder={placeholder} />}</SelectValue>
        <span className="chevron" aria-hidden="true">
          ▾
        </span>
      </Button>
      <Popover className="popover select-popover">
        {searchable ? (
          <Autocomplete inputValue={query} onInputChange={search} filter={onSearch ? undefined : contains}>
            <SearchField aria-label={`Search: ${label}`} className="search" autoFocus>
              <Input placeholder="Type to search" />
            </SearchField>
            <Options choices={choices} emptyText={props.emptyText} />
          </Autocomplete>
        ) : (
          <Options choices={choices} emptyText={props.emptyText} />
        )}
      </Popover>
    </>
  );
  const ids = chosen.map((one) => one.id);
  if (multiple)
    return (
      <Select {...shared} selectionMode="multiple" value={ids} onChange={(keys) => onChoose(keys.map(String))}>
        {inside}
      </Select>
    );
  return (
    <Select {...shared} value={ids[0] ?? null} onChange={(key) => onChoose(key === null ? [] : [String(key)])}>
      {inside}
    </Select>
  );
}

function ChosenText({ chosen, placeholder }: { chosen: Choice[]; placeholder: string }) {
  if (!chosen.length) return <span className="placeholder">{plainWords(placeholder)}</span>;
  return <span className="chosen">{chosen.map((one) => plainWords(one.text)).join(', ')}</span>;
}

function Options({ choices, emptyText }: { choices: Choice[]; emptyText: string }) {
  const groups = [...new Set(choices.map((choice) => choice.group ?? ''))];
  return (
    <ListBox className="options" renderEmptyState={() => <p className="no-options">{emptyText}</p>}>
      {groups.length > 1 || groups[0]
        ? groups.map((group) => (
            <ListBoxSection key={group} id={`group ${group}`}>
              <Header className="option-group">{group}</Header>
              {choices.filter((choice) => (choice.group ?? '') === group).map(drawOption)}
            </ListBoxSection>
          ))
        : choices.map(drawOption)}
    </ListBox>
  );
}

function drawOption(choice: Choice) {
  const text = plainWords(choice.text);
  return (
    <ListBoxItem key={choice.id} id={choice.id} className="option" textValue={text}>
      <span>{text}</span>
      {choice.description && <small>{plainWords(choice.description)}</small>}
    </ListBoxItem>
  );
}

/** Waits until nothing was typed for a moment, so that not each key is a request. */
export function useSettled(value: string, delayMs: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return settled;
}
