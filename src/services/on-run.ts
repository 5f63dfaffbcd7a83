import type { Person } from '../domain/types.ts';
import { type NoticeView, notice } from '../domain/views.ts';
import type { Deps } from './deps.ts';
import { type Picture, takePicture } from './picture.ts';
import { refuseUnless } from './rights.ts';

/** What an approver acts on: the run as it is now, or the sentence that says why not. A notice has a `kind`. */
export async function runForApprover(
  deps: Deps,
  { person, runId }: { person: Person; runId: string },
): Promise<Picture | NoticeView> {
  const refusal = await refuseUnless(deps.people, person, 'approver');
  if (refusal) return refusal;
  return (await takePicture(deps, runId)) ?? notice('warning', `There is no run ${runId}.`);
}
