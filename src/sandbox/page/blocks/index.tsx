import { useId } from 'react';
import type { Json } from '../../slack/client-api.ts';
import { Markdown, Plain, TextObject } from '../text/text.tsx';
import { Element, Unknown } from './element.tsx';
import { RichText } from './rich-text.tsx';
import { useScope } from './scope.tsx';
import { TableBlock } from './table.tsx';
import { list, obj, plain, str } from './values.ts';

export function Blocks({ blocks }: { blocks: Json[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <Block key={str(block.block_id) || index} block={block} />
      ))}
    </div>
  );
}

/** https://docs.slack.dev/reference/block-kit/blocks */
function Block({ block }: { block: Json }) {
  switch (block.type) {
    case 'section':
      return <Section block={block} />;
    case 'header':
      return (
        <h2 className="header-block">
          <Plain text={plain(block.text)} />
        </h2>
      );
    case 'context':
      return <Context block={block} />;
    case 'divider':
      return <hr />;
    case 'actions':
      return <Actions block={block} />;
    case 'input':
      return <InputBlock block={block} />;
    case 'image':
      return <ImageBlock block={block} />;
    case 'rich_text':
      return <RichText block={block} />;
    case 'table':
      return <TableBlock block={block} />;
    case 'markdown':
      return (
        <div className="text">
          <Markdown text={str(block.text)} />
        </div>
      );
    case 'alert':
      return (
        <div className={`alert ${str(block.level)}`} role="note">
          <TextObject text={obj(block.text)} />
        </div>
      );
    default:
      return <Unknown what={str(block.type)} />;
  }
}

function Section({ block }: { block: Json }) {
  const accessory = obj(block.accessory);
  const fields = list(block.fields);
  return (
    <div className="section">
      <div className="section-text">
        {obj(block.text) && (
          <div className="text">
            <TextObject text={obj(block.text)} />
          </div>
        )}
        {fields.length > 0 && (
          <div className="fields">
            {fields.map((field, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a field is its place
              <div key={index} className="text">
                <TextObject text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory?.type === 'image' ? (
        <img className="accessory" src={str(accessory.image_url)} alt={str(accessory.alt_text)} />
      ) : (
        accessory && (
          <div className="accessory">
            <Element
              blockId={str(block.block_id)}
              element={accessory}
              dispatches
              label={firstLine(plain(block.text))}
            />
          </div>
        )
      )}
    </div>
  );
}

/** What an accessory is about, for people who cannot see what it stands next to. */
function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/[*_~`]|<[^|>]*\|?|>/g, '').trim() || 'Choose';
}

function Context({ block }: { block: Json }) {
  return (
    <div className="context">
      {list(block.elements).map((element, index) =>
        element.type === 'image' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: an element is its place
          <img key={index} src={str(element.image_url)} alt={str(element.alt_text)} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: an element is its place
          <div key={index}>
            <TextObject text={element} />
          </div>
        ),
      )}
    </div>
  );
}

function Actions({ block }: { block: Json }) {
  return (
    <div className="actions">
      {list(block.elements).map((element, index) => (
        <Element
          key={str(element.action_id) || index}
          blockId={str(block.block_id)}
          element={element}
          dispatches
          label={plain(element.placeholder) || plain(element.text) || 'Choose'}
        />
      ))}
    </div>
  );
}

function InputBlock({ block }: { block: Json }) {
  const id = useId();
  const { errors } = useScope();
  const element = obj(block.element);
  const blockId = str(block.block_id);
  const error = errors[blockId];
  const hint = plain(block.hint);
  const label = plain(block.label);
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <div className="input-block" data-block-id={blockId}>
      <span className="label" aria-hidden="true">
        <Plain text={label} /> {block.optional === true && <small>(optional)</small>}
      </span>
      {element && (
        <Element
          blockId={blockId}
          element={element}
          dispatches={block.dispatch_action === true}
          label={block.optional === true ? `${label} (optional)` : label}
          describedBy={describedBy}
          isInvalid={error !== undefined}
        />
      )}
      {error && (
        <p className="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          <Plain text={hint} />
        </p>
      )}
    </div>
  );
}

function ImageBlock({ block }: { block: Json }) {
  return (
    <figure>
      {obj(block.title) && (
        <figcaption>
          <Plain text={plain(block.title)} />
        </figcaption>
      )}
      <img src={str(block.image_url)} alt={str(block.alt_text)} />
    </figure>
  );
}
