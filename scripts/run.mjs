#!/usr/bin/env node
// Starts the tool from a checkout: builds first when a source is newer than the last build, so that
// `npm run demo` never runs stale code and needs no separate step.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'dist', 'src', 'main.js');
// Made last by a build.
const stamp = join(root, 'dist', 'web', 'index.html.gz');
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

function newestChange(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestChange(path) : statSync(path).mtimeMs);
  }
  return newest;
}

const sourcesAt = Math.max(newestChange(join(root, 'src')), newestChange(join(root, 'migrations')));
const stale = !existsSync(main) || !existsSync(stamp) || statSync(stamp).mtimeMs < sourcesAt;
if (stale && existsSync(compiler)) await import('./build.mjs');
if (!existsSync(main)) {
  console.error(
    'zoom-monitor is not built, and TypeScript is not installed here. Run `npm ci`, then try again.',
  );
  process.exit(1);
}
await import(pathToFileURL(main).href);
