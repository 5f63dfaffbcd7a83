import type { KnownBlock, ModalView } from '@slack/types';
import { READ_ONLY } from './action-ids.ts';
import { LIMITS } from './limits.ts';
import { type Droppable, keepWithin, plain, section } from './parts.ts';

/** A modal within Slack's limits. Without `submit` it only says something. */
export function modal(given: {
  title: string;
  blocks: (KnownBlock | Droppable)[];
  submit?: string;
  close?: string;
  callbackId?: string;
  metadata?: string;
}): ModalView {
  return {
    type: 'modal',
    title: plain(given.title, LIMITS.modalTitle),
    close: plain(given.close ?? (given.submit ? 'Cancel' : 'Close'), LIMITS.modalTitle),
    ...(given.submit ? { submit: plain(given.submit, LIMITS.modalTitle) } : {}),
    callback_id: given.callbackId ?? READ_ONLY,
    private_metadata: given.metadata ?? '{}',
    blocks: keepWithin(given.blocks, { blocks: LIMITS.modalBlocks, text: LIMITS.viewBytes / 4 }),
  };
}

/** Shown at once, since Slack's permission to open a window ends after three seconds. */
export function loadingModal(sentence = 'One moment …'): ModalView {
  return modal({ title: 'upSync', blocks: [section(sentence)] });
}
