import type { ClientView, Json } from '../sandbox/slack/client-api.ts';
import { createPerson, type Person } from '../sandbox/slack/person.ts';
import type { World } from '../sandbox/world.ts';

/** The sandbox's three, each in front of a Slack of their own. */
export interface Cast {
  searcher: Player;
  approver: Player;
  admin: Player;
}

export interface Player extends Person {
  name: string;
}

export function castOf(world: World, url: string): Cast {
  const player = (role: 'searcher' | 'approver' | 'admin'): Player => {
    const found = world.slack.people.find((person) => person.role === role);
    if (!found) throw new Error(`the world has no ${role}`);
    return { ...createPerson({ url, userId: found.id }), name: found.realName.split(' ')[0] ?? found.realName };
  };
  return { searcher: player('searcher'), approver: player('approver'), admin: player('admin') };
}

/** One company of the contact questions, as the window shows it. */
interface Question {
  company: string;
  /** By block id: what a person reaches for. */
  choice: string;
  save: string;
  options: Json[];
  problem: boolean;
}

/**
 * Answers every company of the window that is open: takes the best suggestion, else creates the contact with the
 * person that is proposed. Where upSync says what was wrong with that, takes what it offers instead, or creates without
 * the person, at last without saving the mapping; a company that still cannot be answered is skipped.
 */
export async function answerContacts(player: Player, tries: Map<string, number>): Promise<void> {
  const view = await player.modal();
  if (!view) throw new Error('the window with the contact questions is not open');
  for (const question of questionsOf(view)) {
    // a window that comes again without a problem was not answered at all: Xero was busy, or upSync died
    const tried = (tries.get(question.choice) ?? 0) + (question.problem ? 1 : 0);
    tries.set(question.choice, tried);
    const suggested = question.options.map(textOf).find((text) => text.startsWith('Use '));
    const creations = question.options.map(textOf).filter((text) => text.startsWith('Create '));
    // after a refusal without the person: a bad e-mail address is refused with the whole contact
    const create = question.problem ? creations.at(-1) : creations[0];
    const skip = question.options.map(textOf).find((text) => text.startsWith('Skip')) ?? '';
    if (tried >= 3) await player.fill(question.choice, skip);
    else await player.fill(question.choice, suggested ?? create ?? skip);
    if (question.problem && !suggested && tried === 2) await player.fill(question.save, []);
  }
}

function questionsOf(view: ClientView): Question[] {
  const questions: Question[] = [];
  let texts: string[] = [];
  for (const block of view.blocks) {
    if (block.type === 'divider') texts = [];
    if (block.type === 'section') texts.push(textOf(block));
    const id = String(block.block_id ?? '');
    if (!/^field:contact:\d+:choice/.test(id)) continue;
    const element = block.element as { options?: Json[] };
    questions.push({
      company: texts[0] ?? '',
      choice: id,
      save: id.replace(':choice', ':save'),
      options: element.options ?? [],
      problem: texts.some((text) => text.includes(':warning:')),
    });
  }
  return questions;
}

function textOf(block: Json): string {
  return String((block.text as Json | undefined)?.text ?? '');
}

/** A rate that differs from Autotask's may be accepted. */
function isTick(block: Json): boolean {
  return block.type === 'input' && (block.element as Json | undefined)?.type === 'checkboxes';
}

/**
 * Every list of the window that nothing was chosen in gets the first rate of the percentage it asks for, else its first
 * entry; what upSync proposes stays.
 */
export async function acceptProposals(player: Player): Promise<void> {
  const view = await player.modal();
  for (const block of view?.blocks ?? []) {
    if (isTick(block))
      await player.fill(String(block.block_id), ((block.element as Json).options as Json[]).map(textOf));
    const element = block.element as
      | { type?: string; options?: Json[]; option_groups?: { options: Json[] }[]; initial_option?: Json }
      | undefined;
    if (element?.type !== 'static_select' || element.initial_option) continue;
    const options = element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
    const percent = /\((\S+%) in Autotask\)/.exec(String((block.label as Json | undefined)?.text ?? ''))?.[1];
    const same = options.find((option) => percent !== undefined && textOf(option).endsWith(` · ${percent}`));
    const chosen = same ?? options[0];
    if (chosen) await player.fill(String(block.block_id), textOf(chosen));
  }
}
