import { type FORMS, LONG_VALUE } from '../blocks/action-ids.ts';
import { parseCommand } from '../domain/command.ts';
import type { Place } from '../domain/types.ts';
import { notice, type View } from '../domain/views.ts';
import type { Services } from '../services/api.ts';
import { isTicked, readFields, type State, textOf } from './payloads.ts';
import type { Press, Submitted, Typed, Where } from './routes.ts';

/** The search, settings and connect windows are windows; everything else is said in a sentence. */
export function whereCommand(text: string): Where {
  const command = parseCommand(text);
  if (!command.ok) return 'message';
  const opens =
    command.verb === 'settings' ||
    command.verb === 'connect' ||
    (command.verb === 'maps' && !/^export\b/i.test(command.rest)) ||
    (command.verb === 'search' && !command.rest);
  return opens ? 'window' : 'message';
}

export function runCommand(services: Services) {
  return ({ person, place, text, window }: Typed): Promise<View | null> => {
    const command = parseCommand(text);
    if (!command.ok)
      return Promise.resolve(
        notice('warning', command.problem, {
          lines: [
            ...(command.meant ? [`Did you mean: /upsync ${command.meant}`] : []),
            ...(command.example === `/upsync ${command.meant}` ? [] : [`For example: ${command.example}`]),
            'All commands: /upsync help',
          ],
        }),
      );
    switch (command.verb) {
      case 'help':
        return services.help({ person });
      case 'search':
        return command.rest
          ? services.search.start({ person, place, text: command.rest })
          : services.search.form({ person, place });
      case 'reconcile':
        return services.reconcile.start({ person, place, text: command.rest, organisationId: null });
      case 'doctor':
        return services.doctor.examine({ person, place });
      case 'status':
        return services.connect.status({ person });
      case 'runs':
        return services.runs.list({ person });
      case 'settings':
        return services.settings.form({ person });
      case 'maps':
        return maps(services, person, command.rest);
      case 'connect':
        return services.connect.begin({ person, runId: null, window });
    }
  };
}

function maps(services: Services, person: Typed['person'], rest: string): Promise<View> {
  const [what = '', format = ''] = rest.toLowerCase().split(/\s+/);
  if (what === 'export') return services.maps.exportFile({ person, format: format === 'json' ? 'json' : 'csv' });
  if (what === 'import') return services.maps.importForm({ person });
  return services.settings.form({ person });
}

export function openSearch(services: Services) {
  return ({ person, place }: Press<object>) => services.search.form({ person, place: place ?? directTo(person.id) });
}

/** A button that searches for what it says, such as one of several divisions. */
export function searchText(services: Services) {
  return ({ person, place, value }: Press<{ text: string }>) =>
    services.search.start({ person, place: place ?? directTo(person.id), text: value.text });
}

export function submitSearch(services: Services) {
  return async (q: {
    person: Press<null>['person'];
    meta: ReturnType<(typeof FORMS)['search']['parse']>;
    state: State;
  }): Promise<Submitted> => {
    const fields = readFields(q.state);
    const answer = await services.search.submit({
      person: q.person,
      place: q.meta.place,
      fields: {
        division: division(textOf(fields.get('division')), q.meta.long),
        preset: textOf(fields.get('preset')),
        invoiceIds: textOf(fields.get('invoiceIds')) ?? '',
        from: textOf(fields.get('from')),
        to: textOf(fields.get('to')),
        includeMarked: isTicked(fields.get('includeMarked')),
      },
    });
    if (answer.kind === 'errors') return answer;
    if (answer.kind === 'next') return { kind: 'show', view: answer.view };
    return answer.notice ? { kind: 'show', view: answer.notice } : { kind: 'close' };
  };
}

/** A name too long for Slack's list stands in the window's metadata. */
function division(value: string | null, long: string[]): string | null {
  if (!value?.startsWith(LONG_VALUE)) return value;
  return long[Number(value.slice(LONG_VALUE.length))] ?? null;
}

/** From App Home and windows: the person's direct messages with upSync. `slack:T:U` is a place, too. */
function directTo(personId: string): Place {
  return personId;
}
