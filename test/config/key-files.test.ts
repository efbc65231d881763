import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  fingerprintCheckValue,
  KeyFileError,
  readKeyFile,
  readOrMakeKeyFile,
} from '../../src/config/key-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zm-keys-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('a key is made once, in a folder of 0700 and a file of 0600, whatever the umask', () => {
  const before = process.umask(0);
  try {
    const dataDir = join(folder, 'deep', 'data');
    const first = readOrMakeKeyFile(dataDir, 'admin-key');
    expect(first).toMatchObject({ made: true, path: join(dataDir, 'admin-key') });
    expect(first.key).toMatch(/^zum_admin_[0-9a-f]{64}$/);
    expect(mode(dataDir)).toBe('700');
    expect(mode(first.path)).toBe('600');
    expect(readOrMakeKeyFile(dataDir, 'admin-key')).toEqual({ ...first, made: false });
    expect(readdirSync(dataDir)).toEqual(['admin-key']);
  } finally {
    process.umask(before);
  }
});

test('a folder that is there keeps its mode', () => {
  chmodSync(folder, 0o750);
  readOrMakeKeyFile(folder, 'fingerprint-key');
  expect(mode(folder)).toBe('750');
});

test('reading makes nothing', () => {
  expect(readKeyFile(folder, 'fingerprint-key')).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that holds no key is refused, not replaced', () => {
  writeFileSync(join(folder, 'admin-key'), 'short\n');
  expect(() => readOrMakeKeyFile(folder, 'admin-key')).toThrow(/admin-key holds 5 characters.*32 or more/);
});

test('a DATA_DIR that cannot be made is named', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => readOrMakeKeyFile(join(folder, 'file', 'data'), 'admin-key')).toThrow(KeyFileError);
});

test('processes that start together agree on one key', async () => {
  const module = pathToFileURL(join('dist', 'src', 'config', 'key-files.js')).href;
  const script = `
    const { readOrMakeKeyFile } = await import(${JSON.stringify(module)});
    process.stdout.write(JSON.stringify(readOrMakeKeyFile(${JSON.stringify(folder)}, 'fingerprint-key')));`;
  const results = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let out = '';
      child.stdout.on('data', (chunk) => {
        out += chunk;
      });
      await once(child, 'close');
      return JSON.parse(out) as { key: string; made: boolean };
    }),
  );
  expect(new Set(results.map((result) => result.key)).size).toBe(1);
  expect(results.filter((result) => result.made)).toHaveLength(1);
});

test('the check value tells keys apart and holds no part of them', () => {
  const [one, other] = ['a'.repeat(64), 'b'.repeat(64)];
  expect(fingerprintCheckValue(one)).toMatch(/^[0-9a-f]{64}$/);
  expect(fingerprintCheckValue(one)).not.toBe(fingerprintCheckValue(other));
  expect(fingerprintCheckValue(one)).not.toContain(one.slice(0, 16));
});
