import fs from 'node:fs';
import path from 'node:path';

const NOT_OURS = new Set(['node_modules', 'dist', 'data', '.git', 'generated', 'coverage']);

export interface SourceFile {
  /** From the root, with slashes: `src/domain/plan.ts`. */
  name: string;
  text: string;
}

/** Files of the project below this folder; what is made or installed is left out. */
export function filesBelow(folder: string, wanted: (name: string) => boolean = () => true): SourceFile[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry): SourceFile[] => {
    if (NOT_OURS.has(entry.name)) return [];
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(name, wanted);
    if (!entry.isFile() || !wanted(name)) return [];
    return [{ name, text: fs.readFileSync(name, 'utf8') }];
  });
}

export function isCode(name: string): boolean {
  return /\.(ts|tsx|js|mjs)$/.test(name);
}

/** `file:line: the line`, for each line that the pattern finds. */
export function linesLike(files: SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ name, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${name}:${index + 1}: ${line.trim()}`] : [])),
  );
}
