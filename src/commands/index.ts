import { fileURLToPath } from 'node:url';
import { loadEnvFile } from '../config.ts';
import { Refusal, said } from './place.ts';
import { runCommand } from './run.ts';

loadEnvFile(fileURLToPath(new URL('../../.env', import.meta.url)));
runCommand(process.argv.slice(2), (sentence) => process.stdout.write(`${sentence}\n`)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Refusal ? error.message : `It did not work: ${said(error)}`}\n`);
  process.exitCode = 1;
});
