import type { ActionsBlockElement, KnownBlock, ModalView } from '@slack/types';
import type { DoctorMend } from '../domain/doctor-mends.ts';
import { type DoctorGroup, type DoctorView, doctorHeadline } from '../domain/doctor-view.ts';
import { BUTTONS, press } from './action-ids.ts';
import { modal } from './modal.ts';
import {
  actions,
  button,
  by,
  clip,
  confirm,
  context,
  count,
  type Droppable,
  droppable,
  few,
  header,
  link,
  say,
  section,
  when,
} from './parts.ts';

const NOTES_SHOWN = 6;
const ROWS_SHOWN = 8;

/** What is half done, kind by kind, with what can be done about it. */
export function doctorBlocks(view: DoctorView): (KnownBlock | Droppable)[] {
  const { shown: notes, rest } = few(view.notes, NOTES_SHOWN);
  const sign = view.count > 0 || view.notes.length > 0 ? ':warning:' : ':white_check_mark:';
  const asked = view.nightly ? 'Looked at by night' : 'Looked at';
  return [
    header('Ledger, Autotask and Xero'),
    section(`${sign} *${say(doctorHeadline(view), 200)}*`),
    ...view.groups.flatMap(groupBlocks),
    ...notes.map((note) => context(say(note, 300))),
    ...(rest > 0 ? [context(`and ${count(rest, 'more remark')}`)] : []),
    context(`${asked} ${when(view.examinedAt)}: ${say(view.looked.join(', '), 600) || 'nothing'}`),
  ];
}

export function doctorModal(view: DoctorView): ModalView {
  const blocks = doctorBlocks(view).map((block) => ('droppable' in block ? block.droppable : block));
  return modal({ title: 'Doctor', blocks });
}

export function doctorText(view: DoctorView): string {
  const groups = view.groups.map(({ title, count: n }) => `${title}: ${n}.`);
  return [`upSync looked through ledger, Autotask and Xero. ${doctorHeadline(view)}`, ...groups].join(' ');
}

function groupBlocks(group: DoctorGroup, nth: number): (KnownBlock | Droppable)[] {
  const { shown, rest } = few(group.rows, ROWS_SHOWN);
  const more = rest + group.more;
  const rows = shown.map(({ label, company, sentence, links }) => {
    const open = links.slice(0, 3).map((one) => link(clip(one.label, 40), one.url));
    const name = label === company ? '' : say(company, 60);
    const head = [`*${say(label, 60)}*`, name, ...open].filter(Boolean).join(' · ');
    return `• ${head}\n${say(sentence, 180)}`;
  });
  const end = more > 0 ? `\nand ${more} more` : '';
  const { mended } = group;
  const mends = [group.mend, group.also ?? null].filter((mend) => mend !== null);
  return [
    section(`*${say(group.title, 100)}* (${group.count})\n${say(group.whatToDo, 200)}`),
    ...droppable(section(`${rows.join('\n')}${end}`)),
    ...(mends.length > 0 ? [actions(mends.map((mend, index) => mendButton(group, mend, 2 * nth + index)))] : []),
    ...(mended ? [context(`${say(mended.what, 200)} ${by(mended.by)} · ${when(mended.at)}`)] : []),
  ];
}

function mendButton({ mend: first, finding, title }: DoctorGroup, mend: DoctorMend, nth: number): ActionsBlockElement {
  switch (mend.kind) {
    case 'press': {
      const { fingerprint, way = 'mend' } = mend;
      return button(mend.label, press(BUTTONS.doctorMend, { kind: finding, fingerprint, way }, nth), {
        ...(mend === first && { style: 'primary' as const }),
        confirm: confirm({ title, text: mend.question, yes: 'Yes' }),
      });
    }
    case 'search':
      return button(mend.label, press(BUTTONS.searchText, { text: mend.text }, nth));
    case 'relink':
      return button(mend.label, press(BUTTONS.relinkOpen, { organisation: mend.organisation }, nth));
    case 'connect':
      return button(mend.label, press(BUTTONS.connectOpen, { run: null }, nth));
  }
}
