// Writes docs/openapi.json from the routes as they are built in dist/: run `npm run build` before. A test compares
// the file with what the service answers.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildApp } from '../dist/src/http/app.js';
import { openStore } from '../dist/src/store/store.js';

const file = fileURLToPath(new URL('../docs/openapi.json', import.meta.url));
// Never connected to: a description needs no data.
const store = openStore('postgres://nobody@127.0.0.1/nothing');
const app = await buildApp({
  store,
  monitor: {
    accept: () => Promise.reject(new Error('not serving')),
    waiting: () => 0,
    close: () => Promise.resolve(),
  },
  settings: {
    adminKey: null,
    alertBudget: { text: '1/365d', perDay: 1 / 365 },
    fingerprintKey: '',
    logLevel: 'silent',
    publicUrl: null,
    rateLimitMax: 0,
    retentionDays: null,
    timeZone: 'UTC',
    trustedProxies: [],
    webhookTokens: [],
  },
});
writeFileSync(file, `${JSON.stringify(app.swagger(), null, 2)}\n`);
await app.close();
await store.close();
const formatted = spawnSync('npx', ['biome', 'format', '--write', file], { stdio: 'inherit' });
process.exitCode = formatted.status ?? 1;
