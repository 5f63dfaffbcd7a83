/** What the simulation promises to mix, and how a story tells that it happened. */
const KINDS: [name: string, told: RegExp][] = [
  ['answer lost after the work', /: lost-answer$/],
  ['request lost', /: lost-request$/],
  ['request carried out minutes after its time-out', /: slow, (90|200|330) s/],
  ['429 with Retry-After', /: limited, Retry-After/],
  ['429 without Retry-After', /: limited$/],
  ['500 with a business error', /^autotask .*: failing, errors/],
  ['500 with a page, the work done', /^xero .*: failing, done/],
  ['500 with a page', /: failing, (html|not done)/],
  ['503 with a page', /: down$/],
  ['hang', /: hang$/],
  ['slow', /: slow, (2|40) s/],
  ['a part of a batch refused', /^half a batch is refused/],
  ['an error replayed under its key', /^an error is replayed/],
  ['an answer replayed under its key', /^an answer is replayed/],
  ['a key used again after six minutes', /^a key has expired/],
  ['a press delivered twice', /^pressed twice/],
  ['a press from an old card', /^pressed late/],
  ['two approvers at once', /^two approvers/],
  ['a clock that is wrong', /^the clock is wrong/],
  ['database connection lost before the work', /^lost-before$/],
  ['database connection lost after the work', /^lost-after$/],
  ['disk full', /^disk-full$/],
  ['Slack not answering', /^unavailable$/],
  ['an answer of Slack lost', /^lost-answer$/],
  ['a job lost', /^a job is lost/],
  ['a job twice', /^a job is there twice/],
  ['killed while posting', /^death at posting\./],
  ['killed while marking', /^death at marking\./],
  ['down for longer than a key lives', /^down for longer/],
  ['access token ended', /^the access tokens end/],
  ['login revoked', /^the login withdraws/],
  ['organisation disconnected', /^the organisation removes/],
  ['marked by another tool', /^another tool marks/],
  ['changed between search and posting', /^somebody changes/],
  ['voided between search and posting', /^somebody voids/],
  ['a month of credits', /^a month of credits/],
  ['documents numbered by Xero', /^Xero numbers/],
  ['Xero working out another tax', /^Xero works out/],
];

export const KIND_NAMES = KINDS.map(([name]) => name);

/** The kinds of trouble that a story tells of, in the order of the list. */
export function occurredIn(story: string[]): string[] {
  return KINDS.flatMap(([name, told]) => (story.some((line) => told.test(line)) ? name : []));
}
