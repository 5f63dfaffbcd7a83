import type { KnownBlock, ModalView } from '@slack/types';
import type { MapsImportView } from '../domain/views.ts';
import { FORMS } from './action-ids.ts';
import { fieldBlock, MAPS_PIECES, VALUE } from './fields.ts';
import { LIMITS } from './limits.ts';
import { modal } from './modal.ts';
import { plain, say, section } from './parts.ts';

export function mapsImportBlocks(view: MapsImportView): KnownBlock[] {
  return [section(`*Import maps for ${organisations(view)}*\nType \`/upsync maps import\` to open the window.`)];
}

export function mapsImportModal(view: MapsImportView): ModalView {
  return modal({
    title: 'Import maps',
    submit: 'Check and import',
    callbackId: FORMS.mapsImport.id,
    metadata: FORMS.mapsImport.encode({}),
    blocks: [
      section(
        `*${organisations(view)}*\nPaste the file as \`/upsync maps export\` gives it, CSV or JSON, with its first line. Every row is checked before anything is stored; maps that are not in it stay as they are.`,
      ),
      ...MAPS_PIECES.map((field, nth) => piece(field, nth)),
    ],
  });
}

function piece(field: string, nth: number): KnownBlock {
  const more = `A longer file goes on here, from the beginning of a row.`;
  return {
    type: 'input',
    block_id: fieldBlock(field),
    optional: nth > 0,
    label: plain(nth === 0 ? 'The file' : `The file, piece ${nth + 1}`, LIMITS.label),
    ...(nth === 1 ? { hint: plain(more, LIMITS.label) } : {}),
    element: { type: 'plain_text_input', action_id: VALUE, multiline: true, max_length: LIMITS.inputText },
  };
}

function organisations(view: MapsImportView): string {
  return say(view.organisations.join(', '), 300);
}
