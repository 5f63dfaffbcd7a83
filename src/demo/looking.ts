import type { Json } from '../sandbox/slack/client-api.ts';

type Drawn = { blocks: Json[] };

/** What can be pressed or chosen there, by the words a person reads. */
export function labelsOf(message: Drawn): string[] {
  const labels: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (value && typeof value === 'object') {
      const element = value as { type?: string; text?: { text?: string }; placeholder?: { text?: string } };
      if (element.type === 'button') labels.push(element.text?.text ?? '');
      if (element.type === 'static_select') labels.push(element.placeholder?.text ?? '');
      for (const item of Object.values(value)) visit(item);
    }
  };
  visit(message.blocks);
  return labels;
}

const SET_UP = /^Choose (accounts|tax|tracking|divisions)/;

/** The button that asks for accounts, tax, tracking or organisations, whichever are open. */
export function setUpLabel(labels: readonly string[]): string | undefined {
  return labels.find((label) => SET_UP.test(label));
}

/** Whether the card says that upSync works, and nobody has to do anything. */
export function atWork(message: Drawn): boolean {
  return AT_WORK.test(JSON.stringify(message.blocks));
}

/** What it is at, or what stopped it and that it goes on by itself. */
const AT_WORK =
  /(Searching Autotask|Looking up contacts and numbers in Xero|Marking in Autotask) …|Nothing is lost|tries again by itself/;

/** The link in the window that asks for a login at Xero. */
export function xeroLink(view: Drawn): string {
  const url = /"url":"([^"]+)"/.exec(JSON.stringify(view.blocks))?.[1];
  if (!url) throw new Error('the window shows no link to Xero');
  return url;
}
