import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { signalsDocument } from '../scripts/write-signals.mjs';

const root = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...markdownIn('docs'),
  ...markdownIn('src'),
];

function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

describe('the documents', () => {
  it('describe the signals as their folders do', () => {
    const written = readFileSync(join(root, 'docs', 'signals.md'), 'utf8');
    expect(written, 'run: node scripts/write-signals.mjs').toBe(signalsDocument());
  });

  it.each(pages)('%s links to files that are there', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|#|mailto:)/.test(target)) continue;
      const path = join(root, dirname(page), target.split('#')[0]!);
      expect(existsSync(path), `${page} → ${target}`).toBe(true);
    }
  });
});
