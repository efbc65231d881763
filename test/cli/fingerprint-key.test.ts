import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  agreedFingerprintKey,
  compareFingerprintKey,
  replaceFingerprintKey,
} from '../../src/cli/fingerprint-key.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let folder: string;
beforeEach(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'zm-fingerprint-'));
});
afterEach(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string, fingerprintKey: string | null = null) => ({
  dataDir: join(folder, name),
  fingerprintKey,
});

test('the first process makes the key, the next one of that folder has the same', async () => {
  expect(await compareFingerprintKey(database.store, at('one'))).toBe('none yet');
  const key = await agreedFingerprintKey(database.store, at('one'));
  expect(key).toBe(readFileSync(join(folder, 'one', 'fingerprint-key'), 'utf8').trim());
  expect(await agreedFingerprintKey(database.store, at('one'))).toBe(key);
  expect(await compareFingerprintKey(database.store, at('one'))).toBe('same');
});

test('a replica with the same FINGERPRINT_KEY agrees, whatever its folder', async () => {
  const key = await agreedFingerprintKey(database.store, at('one'));
  expect(await agreedFingerprintKey(database.store, at('two', key))).toBe(key);
});

test('a replica without the key is refused, makes none, and is told what to do', async () => {
  await agreedFingerprintKey(database.store, at('one'));
  await expect(agreedFingerprintKey(database.store, at('two'))).rejects.toMatchObject({
    code: 'fingerprint_key_missing',
    message: expect.stringMatching(/Set FINGERPRINT_KEY to that key/),
  });
  expect(await compareFingerprintKey(database.store, at('two'))).toBe('differs');
  expect(() => readFileSync(join(folder, 'two', 'fingerprint-key'))).toThrow(/ENOENT/);
});

test('a replica with another key is refused, and no key is shown', async () => {
  const key = await agreedFingerprintKey(database.store, at('one'));
  const other = 'x'.repeat(40);
  const refusal = await agreedFingerprintKey(database.store, at('two', other)).then(
    () => '',
    (error: unknown) => String(error),
  );
  expect(refusal).toMatch(/FINGERPRINT_KEY is not the fingerprint key/);
  expect(refusal).not.toContain(key);
  expect(refusal).not.toContain(other);
});

test('of processes that start together with different keys, one wins and the others are refused', async () => {
  const keys = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(40));
  const results = await Promise.allSettled(
    keys.map((key) => agreedFingerprintKey(database.store, at('one', key))),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a lost key can be replaced', async () => {
  await agreedFingerprintKey(database.store, at('one'));
  await replaceFingerprintKey(database.store, at('two'));
  await agreedFingerprintKey(database.store, at('two'));
  await expect(agreedFingerprintKey(database.store, at('one'))).rejects.toMatchObject({
    code: 'fingerprint_key_differs',
  });
});
