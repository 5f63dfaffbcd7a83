import type { KnownBlock, ModalView } from '@slack/types';
import type { RelinkView } from '../domain/views.ts';
import { BUTTONS, CHOICES, FORMS, press } from './action-ids.ts';
import { fieldBlock, relinkField } from './fields.ts';
import { LIMITS } from './limits.ts';
import { modal } from './modal.ts';
import { actions, button, clip, context, count, few, link, plain, say, section } from './parts.ts';

const LINKS_SHOWN = 20;

/** As a message it is the way to its window. */
export function relinkBlocks(view: RelinkView): KnownBlock[] {
  return [
    section(relinkText(view)),
    actions([button('Choose other contacts', press(BUTTONS.relinkOpen, { organisation: view.organisation.id }))]),
  ];
}

export function relinkText({ links, more, organisation }: RelinkView): string {
  const n = links.length + more;
  return `${count(n, 'company needs', 'companies need')} another contact in ${say(organisation.name, 150)}.`;
}

/** What is left empty stays as it is. */
export function relinkModal(view: RelinkView): ModalView {
  const { shown, rest } = few(view.links, LINKS_SHOWN);
  const wrong = view.links.filter(({ problem }) => problem !== null).length;
  const more = rest + view.more;
  return modal({
    title: 'Choose other contacts',
    ...(shown.length > 0 && { submit: 'Change links' }),
    callbackId: FORMS.relink.id,
    metadata: FORMS.relink.encode({ organisation: view.organisation.id }),
    blocks: [
      section(`*${relinkText(view)}*\nThe links are kept by upSync. Xero is not changed.`),
      ...(wrong > 0 ? [section(`:warning: *${count(wrong, 'answer')} could not be used.* See below why.`)] : []),
      ...shown.flatMap(linkBlocks),
      ...(more > 0 ? [context(`and ${count(more, 'more company', 'more companies')}; save these first`)] : []),
    ],
  });
}

function linkBlocks(one: RelinkView['links'][number]): KnownBlock[] {
  const ways = one.links.slice(0, 2).map(({ label, url }) => link(clip(label, 40), url));
  const head = [`*${say(one.company, 150)}*`, ...ways].join(' · ');
  return [
    section(`${head}\n${say(one.sentence, 300)}`),
    ...(one.problem ? [section(`:warning: *${say(one.problem, 300)}*`)] : []),
    {
      type: 'input',
      block_id: fieldBlock(relinkField(one)),
      optional: true,
      label: plain(`Another contact for ${one.company}`, LIMITS.label),
      element: {
        type: 'external_select',
        action_id: CHOICES.relinkContact,
        min_query_length: 2,
        placeholder: plain('Type a part of its name or e-mail', LIMITS.placeholder),
      },
    },
  ];
}
