import type { Services } from './api.ts';
import { createApproval } from './approval.ts';
import { createConnect } from './connect.ts';
import { createContacts } from './contacts.ts';
import type { Deps } from './deps.ts';
import { createDoctor } from './doctor.ts';
import { createMaps } from './maps-file.ts';
import { createMarking } from './marking.ts';
import { createReconcile } from './reconcile.ts';
import { createRuns } from './runs.ts';
import { createSearch } from './search.ts';
import { createSetUp } from './set-up.ts';
import { createSettings } from './settings.ts';
import { connectionStatus } from './status.ts';
import type { Tokens } from './tokens.ts';
import { createUndo } from './undo.ts';

const COMMANDS = [
  { usage: '/upsync search', meaning: 'opens the search window' },
  {
    usage: '/upsync search last-month',
    meaning:
      'searches at once; also 2026-10, 2026-10-01..2026-10-31, id:1234, division:"Managed Services", include-invoiced, dry-run',
  },
  {
    usage: '/upsync reconcile last-month',
    meaning: 'compares Autotask with Xero for a period: totals, every difference and why, files in the thread',
  },
  { usage: '/upsync doctor', meaning: 'holds the ledger against Autotask and Xero, and mends what is half done' },
  { usage: '/upsync runs', meaning: 'the last runs and what came of them' },
  { usage: '/upsync status', meaning: 'connections, and what is open' },
  { usage: '/upsync settings', meaning: 'draft or authorised, accounts and tax, who may approve' },
  {
    usage: '/upsync maps export',
    meaning: 'all accounts, taxes, tracking and due dates as one file; with json, or import to bring it back',
  },
  { usage: '/upsync connect', meaning: 'connects to Xero' },
  { usage: '/upsync help', meaning: 'this text' },
];

/** All the stories, on what they stand on. */
export function createServices(deps: Deps, tokens: Tokens): Services {
  return {
    async help({ person }) {
      const status = await connectionStatus(deps, person);
      return status.kind === 'notice' ? status : { kind: 'help', commands: COMMANDS, status };
    },
    search: createSearch(deps),
    runs: createRuns(deps),
    connect: createConnect(deps, tokens),
    contacts: createContacts(deps),
    setUp: createSetUp(deps),
    maps: createMaps(deps),
    approval: createApproval(deps),
    marking: createMarking(deps),
    undo: createUndo(deps),
    reconcile: createReconcile(deps),
    doctor: createDoctor(deps),
    settings: createSettings(deps),
  };
}
