// Writes docs/signals.md from the READMEs beside the signals: `node scripts/write-signals.mjs`. A test fails when it is stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'src', 'core', 'signals');

export function signalsDocument() {
  const intro = readFileSync(join(root, 'docs', 'signals-intro.md'), 'utf8').trimEnd();
  const parts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readFileSync(join(folder, entry.name, 'README.md'), 'utf8').trimEnd())
    .map((text) => text.replaceAll(/^#/gm, '##'));
  return `<!-- Made by scripts/write-signals.mjs from src/core/signals/*/README.md: change those. -->\n\n${[intro, ...parts].join('\n\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(join(root, 'docs', 'signals.md'), signalsDocument());
}
