import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A script in a process of its own, which can be killed as a machine kills. */
export interface Child {
  process: ChildProcess;
  /** Lines it has printed, as they come. */
  lines: string[];
  /** What it said on standard error. */
  trouble(): string;
  /** kill -9, and its end waited for. */
  kill(): Promise<void>;
}

/** Node 20 cannot read TypeScript: the script is bundled first, packages are left where they are. */
export function bundle(script: string): string {
  const outfile = path.resolve('node_modules/.cache/upsync-scripts', `${path.basename(script, '.ts')}.mjs`);
  const options = ['--bundle', '--platform=node', '--format=esm', '--packages=external', '--log-level=warning'];
  const { status, stderr } = spawnSync('node_modules/.bin/esbuild', [script, ...options, `--outfile=${outfile}`]);
  if (status !== 0) throw new Error(`${script} cannot be bundled: ${stderr}`);
  return outfile;
}

export function start(bundled: string, ...args: string[]): Child {
  const child = spawn(process.execPath, [bundled, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines: string[] = [];
  let trouble = '';
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  child.stderr.on('data', (data) => {
    trouble += data;
  });
  return {
    process: child,
    lines,
    trouble: () => trouble,
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}
