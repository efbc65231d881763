import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SECRET_NAMES, SETTING_NAMES, SETTINGS } from '../../src/config/schema.ts';

const doc = readFileSync('docs/operations.md', 'utf8');
const rows = doc.split('\n').filter((line) => line.startsWith('| `'));

test.each(SETTING_NAMES)('docs/operations.md explains %s', (name) => {
  expect(rows.some((row) => row.split('|')[1]?.includes(`\`${name}\``))).toBe(true);
});

test('its defaults are those of the schema', () => {
  for (const name of SETTING_NAMES) {
    const { default: fallback }: Record<string, unknown> = { ...SETTINGS.properties[name] };
    const row = rows.find((line) => line.split('|')[1]?.includes(`\`${name}\``)) ?? '';
    if (fallback !== undefined) expect(row.split('|')[2]).toContain(`\`${fallback}\``);
  }
});

test('it lists every secret that may be a reference', () => {
  const [list = ''] = /Any secret \(`[^`]*`\)/.exec(doc) ?? [];
  expect(list.match(/[A-Z_]{5,}/g)?.sort()).toEqual([...SECRET_NAMES].sort());
});

/** The codes that a message can end with, by the places that name them. */
test('it lists every code of the store and of the service', () => {
  const sources = [
    'src/store/store-error.ts',
    'src/cli/service.ts',
    'src/cli/with-store.ts',
    'src/cli/fingerprint-key.ts',
    'src/cli/wait-for-database.ts',
  ];
  const codes = sources.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/(?:\| |new CliError\(\s*)'([a-z]+(?:_[a-z]+)+)'/g)].map(
      ([, code]) => code,
    ),
  );
  expect(codes.length).toBeGreaterThan(15);
  for (const code of new Set(codes)) expect(doc).toContain(`\`${code}\``);
});
