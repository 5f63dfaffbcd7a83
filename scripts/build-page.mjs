// Bundles the sandbox's browser page (React) into dist/sandbox/page.
import fs from 'node:fs';
import { build } from 'esbuild';

const source = 'src/sandbox/page';
const target = 'dist/sandbox/page';
fs.mkdirSync(target, { recursive: true });
await build({
  entryPoints: [`${source}/main.tsx`],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  outfile: `${target}/main.js`,
  logLevel: 'warning',
});
for (const file of ['index.html', 'style.css']) fs.copyFileSync(`${source}/${file}`, `${target}/${file}`);
