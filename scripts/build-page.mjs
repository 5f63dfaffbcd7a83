// Bundles the sandbox's browser page (React) into dist/sandbox/page.
import fs from 'node:fs';
import { build } from 'esbuild';

const source = 'src/sandbox/page';
const target = 'dist/sandbox/page';
fs.mkdirSync(target, { recursive: true });
await build({
  entryPoints: [`${source}/main.tsx`, `${source}/style.css`],
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  outdir: target,
  logLevel: 'warning',
});
fs.copyFileSync(`${source}/index.html`, `${target}/index.html`);
