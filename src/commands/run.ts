import { problemTable, readStorage, type Storage } from '../config.ts';
import { auditVerify } from './audit-verify.ts';
import { backup } from './backup.ts';
import { moveToServer } from './move-to-server.ts';
import { Refusal, type Say } from './place.ts';
import { restore } from './restore.ts';
import { rotateKey } from './rotate-key.ts';

interface Command {
  usage: string;
  /** Names of its arguments. */
  takes: string[];
  run(storage: Storage, args: string[], say: Say): Promise<void>;
}

const COMMANDS: Record<string, Command> = {
  backup: {
    usage: 'npm run backup -- FILE: writes all data of the embedded database into one file',
    takes: ['FILE'],
    run: (storage, [file = ''], say) => backup(storage, file, say),
  },
  restore: {
    usage: 'npm run restore -- FILE: puts a backup in the place of the embedded database, which is moved aside',
    takes: ['FILE'],
    run: (storage, [file = ''], say) => restore(storage, file, say),
  },
  'move-to-server': {
    usage: 'npm run move-to-server: copies the embedded database to the empty one that DATABASE_URL names',
    takes: [],
    run: (storage, _args, say) => moveToServer(storage, say),
  },
  'rotate-key': {
    usage: 'npm run rotate-key: seals the Xero tokens with a new key',
    takes: [],
    run: (storage, _args, say) => rotateKey(storage, say),
  },
  'audit:verify': {
    usage: 'npm run audit:verify: says whether the audit log is as it was written',
    takes: [],
    run: (storage, _args, say) => auditVerify(storage, say),
  },
};

/** What is done to the data while upSync does not run. Ends with 0 when it was done, with 1 when not. */
export async function runCommand(args: string[], say: Say, environment?: NodeJS.ProcessEnv): Promise<void> {
  const [name = '', ...rest] = args;
  const command = COMMANDS[name];
  if (!command) throw new Refusal(`There is no command ${name}.\n${usages(Object.values(COMMANDS))}`);
  if (rest.includes('--help')) return say(command.usage);
  if (rest.length !== command.takes.length || rest.some((one) => one.startsWith('-')))
    throw new Refusal(`Usage: ${command.usage}`);
  const answer = readStorage(environment);
  if (answer.kind === 'problems')
    throw new Refusal(`These settings do not hold:\n${problemTable(answer.problems)}\nSee .env.example.`);
  await command.run(answer.storage, rest, say);
}

function usages(commands: Command[]): string {
  return commands.map(({ usage }) => `  ${usage}`).join('\n');
}
