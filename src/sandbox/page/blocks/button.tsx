import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { Json } from '../../slack/client-api.ts';
import { BusyButton } from '../busy-button.tsx';
import { safeUrl } from '../text/inline.ts';
import { plainWords } from '../text/text.tsx';
import { type ElementProps, useAction } from './use-action.tsx';
import { list, plain, str } from './values.ts';

export function ButtonElement({ blockId, element }: ElementProps) {
  const { send, dialog, isPending } = useAction(blockId, element, true);
  const style = element.style === 'primary' || element.style === 'danger' ? element.style : '';
  const name = str(element.accessibility_label) || undefined;
  const text = plainWords(plain(element.text));
  const url = safeUrl(str(element.url));
  // A link button opens its page and tells the app as well: https://docs.slack.dev/reference/block-kit/block-elements/button-element
  if (url)
    return (
      <a
        className={`button ${style}`}
        href={url}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={name}
        onClick={() => send({})}
      >
        {text} <span aria-hidden="true">↗</span>
      </a>
    );
  return (
    <>
      <BusyButton className={`button ${style}`} busy={isPending} aria-label={name} onPress={() => send({})}>
        {text}
      </BusyButton>
      {dialog}
    </>
  );
}

export function OverflowElement({ blockId, element }: ElementProps) {
  const { send, dialog } = useAction(blockId, element, true);
  const options = list(element.options);
  function choose(key: string) {
    const option = options.find((one) => str(one.value) === key);
    if (!option) return;
    const url = safeUrl(str(option.url));
    if (url) window.open(url, '_blank', 'noopener,noreferrer');
    send({ selected_option: option });
  }
  return (
    <>
      <MenuTrigger>
        <Button className="button icon" aria-label="More actions">
          ⋯
        </Button>
        <Popover className="popover" placement="bottom end">
          <Menu
            className="menu"
            items={options.map((option) => ({ id: str(option.value), option }))}
            onAction={(key) => choose(String(key))}
          >
            {(item) => <OverflowItem option={item.option} />}
          </Menu>
        </Popover>
      </MenuTrigger>
      {dialog}
    </>
  );
}

function OverflowItem({ option }: { option: Json }) {
  const text = plainWords(plain(option.text));
  return (
    <MenuItem id={str(option.value)} className="option" textValue={text}>
      {text}
    </MenuItem>
  );
}
