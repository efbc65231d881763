import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findApiKey, hashOfKey } from '../../src/store/queries/api-keys.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/database.ts';
import { runHere } from './support/tool.ts';

let database: TestDatabase;
let dataDir: string;
beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'zm-keys-'));
});
afterAll(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const keys = (...args: string[]) =>
  runHere(['keys', ...args], { DATABASE_URL: database.connectionString, DATA_DIR: dataDir });

test('a key goes to stdout alone, works as it was asked for, and cannot be seen again', async () => {
  const made = await keys(
    ...['create', '--role', 'ingest', '--name', 'gateway', '--source', 'eu-gateway', '--credentials', 'abc*'],
    ...['--new-credentials-per-hour', '50', '--expires-in', '90d'],
  );
  expect(made.code).toBe(0);
  const key = made.stdout.trimEnd();
  expect(key).toMatch(/^zum_[\w-]{43}$/);
  expect(made.stderr).not.toContain(key);
  expect(await findApiKey(database.store, hashOfKey(key))).toMatchObject({
    name: 'gateway',
    role: 'ingest',
    source: 'eu-gateway',
    credentialPattern: 'abc*',
    newCredentialsPerHour: 50,
  });

  const listed = await keys('list');
  expect(listed.stdout).toMatch(/ingest +until \d{4}-\d\d-\d\d .* eu-gateway +abc\* +50\/h +gateway$/m);
  expect(listed.stdout + listed.stderr).not.toContain(key);

  const [first] = JSON.parse((await keys('list', '--json')).stdout) as { id: string; expires_at: string }[];
  const days = (Date.parse(first?.expires_at ?? '') - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(89.9);
  expect(days).toBeLessThanOrEqual(90);
});

test('a revoked key stays in the list as such', async () => {
  await keys('create', '--role', 'read', '--name', 'dashboard');
  const [{ id = '' } = {}] = JSON.parse((await keys('list', '--json')).stdout) as { id?: string }[];
  expect(await keys('revoke', id)).toMatchObject({ code: 0, stdout: '' });
  expect((await keys('list')).stdout).toMatch(new RegExp(`^${id} +read +revoked`, 'm'));
});

test('a key that is not there', async () => {
  const { code, stderr } = await keys('revoke', '00000000-0000-4000-8000-000000000000');
  expect(code).toBe(1);
  expect(stderr).toMatch(/There is no key 00000000.*\(no_such_key\)/);
});

test('options that do not go together are a usage error, and nothing is made', async () => {
  const before = (await keys('list', '--json')).stdout;
  const { code, stderr } = await keys('create', '--role', 'read', '--name', 'x', '--source', 'y');
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/are for ingest keys/) });
  expect((await keys('list', '--json')).stdout).toBe(before);
});

test('a database of the operator without our schema is left alone, and migrate is named', async () => {
  const empty = await createEmptyDatabase();
  try {
    const env = { DATABASE_URL: empty.connectionString, DATA_DIR: dataDir };
    const { code, stderr } = await runHere(['keys', 'list'], env);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/zoom-monitor migrate.*\(schema_behind\)/),
    });
    expect(await runHere(['migrate'], env)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^applied 0001-initial\n/),
    });
    expect(await runHere(['migrate'], env)).toMatchObject({ code: 0, stdout: 'the schema is up to date\n' });
    expect(await runHere(['keys', 'list'], env)).toMatchObject({ code: 0 });
  } finally {
    await empty.drop();
  }
});
