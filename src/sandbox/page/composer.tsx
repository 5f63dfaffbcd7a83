import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { sendCommand, sendMessage } from './api.ts';
import { useClient } from './client.ts';

interface ComposerProps {
  id?: string;
  conversation: string;
  threadTs?: string;
  placeholder: string;
  /** Something went off: the answer to it will stand at the end. */
  onSent(): void;
}

/** Where a person types: a message, or a command. Enter sends, Shift+Enter breaks the line. */
export function Composer({ id, conversation, threadTs, placeholder, onSent }: ComposerProps) {
  const { user, state, notify } = useClient();
  const [text, setText] = useState('');
  const [dismissed, setDismissed] = useState(false);
  const [active, setActive] = useState(0);
  const [busy, setBusy] = useState(false);
  const history = useRef<string[]>([]);
  const hintId = useId();
  const commands = dismissed || threadTs ? [] : state.commands.filter((one) => matches(text, one.command));
  const picking = commands.length > 0 && !text.includes(' ');

  async function send() {
    const typed = text.trim();
    if (!typed || busy) return;
    setBusy(true);
    setText('');
    onSent();
    history.current.push(typed);
    const outcome = await post(typed);
    setBusy(false);
    if (!outcome.ok) notify(outcome.error);
  }

  function post(typed: string) {
    const isCommand = /^\/\S/.test(typed);
    if (isCommand && threadTs)
      return Promise.resolve({ ok: false as const, error: 'Slash commands do not work in threads.' });
    if (isCommand) return sendCommand({ user, channel: conversation, text: typed });
    return sendMessage({ user, channel: conversation, text: typed, ...(threadTs && { threadTs }) });
  }

  function onKeyDown(event: KeyboardEvent) {
    const chosen = commands[active];
    if (picking && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      setActive((active + (event.key === 'ArrowDown' ? 1 : commands.length - 1)) % commands.length);
    } else if (picking && chosen && chosen.command !== text && (event.key === 'Tab' || event.key === 'Enter')) {
      event.preventDefault();
      setText(`${chosen.command} `);
    } else if (event.key === 'Escape' && commands.length) {
      event.stopPropagation();
      setDismissed(true);
    } else if (event.key === 'ArrowUp' && text === '' && history.current.length) {
      event.preventDefault();
      setText(history.current.at(-1) ?? '');
    } else if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      void send();
    }
  }

  return (
    <div className="composer">
      {commands.length > 0 && (
        <div className="command-hints" role="listbox" id={hintId} aria-label="Commands">
          {commands.map((one, index) => (
            <CommandHint
              key={one.command}
              id={`${hintId}-${index}`}
              isActive={index === active}
              {...one}
              onChoose={() => setText(`${one.command} `)}
            />
          ))}
        </div>
      )}
      <textarea
        id={id}
        rows={Math.min(6, text.split('\n').length)}
        value={text}
        placeholder={placeholder}
        aria-label={placeholder}
        aria-haspopup="listbox"
        aria-controls={commands.length > 0 ? hintId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={picking ? `${hintId}-${active}` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setDismissed(false);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <button
        type="button"
        className="button primary send"
        aria-disabled={!text.trim() || busy}
        onClick={() => void send()}
      >
        Send
      </button>
    </div>
  );
}

/** `/` shows all commands; once one is written out its hint stays while its words are typed. */
function matches(text: string, command: string): boolean {
  return text.startsWith('/') && (command.startsWith(text) || text === command || text.startsWith(`${command} `));
}

interface CommandHintProps {
  id: string;
  command: string;
  description: string;
  usageHint: string;
  isActive: boolean;
  onChoose(): void;
}

function CommandHint({ id, command, description, usageHint, isActive, onChoose }: CommandHintProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text field's, which keeps the focus
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      tabIndex={-1}
      onMouseDown={(e) => e.preventDefault()}
      onClick={onChoose}
    >
      <strong>{command}</strong> <span>{usageHint}</span>
      <small>{description}</small>
    </div>
  );
}
