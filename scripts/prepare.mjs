// Runs after `npm ci`: builds dist/ where the development packages are installed, and does nothing under
// `npm ci --omit=dev`, where dist/ has been built before (the container image does so).
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
if (existsSync(compiler)) await import('./build.mjs');
