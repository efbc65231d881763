import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSkew } from '../../src/cli/doctor/database-checks.ts';
import { checkClock, checkNode } from '../../src/cli/doctor/machine-checks.ts';
import { SETTING_NAMES } from '../../src/config/schema.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/database.ts';
import { runHere, runTool } from './support/tool.ts';

interface Report {
  readonly settings: { name: string; value: string; origin: string }[];
  readonly checks: { name: string; level: string; message: string; todo?: string }[];
  readonly problems: number;
  readonly warnings: number;
}

let database: TestDatabase;
let dataDir: string;
beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'zm-doctor-'));
});
afterAll(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function report(env: Record<string, string> = {}): Promise<Report & { code: number | null }> {
  const base = { DATABASE_URL: database.connectionString, DATA_DIR: dataDir };
  const { code, stdout } = await runHere(['doctor', '--json'], { ...base, ...env });
  return { code, ...(JSON.parse(stdout) as Report) };
}
const check = (found: Report, name: string) => found.checks.find((each) => each.name === name);

test('a good installation: every setting, every check, exit 0, no secret', async () => {
  const env = { ADMIN_KEY: 'a'.repeat(32), SLACK_WEBHOOK_URL: 'https://example.com/services/T0/B0/hunter2' };
  const found = await report(env);
  expect(found.checks.filter(({ level }) => level !== 'ok')).toEqual([]);
  expect(found).toMatchObject({ code: 0, problems: 0, warnings: 0 });
  expect(found.settings.map(({ name }) => name)).toEqual(SETTING_NAMES);
  expect(check(found, 'database')?.message).toMatch(/^PostgreSQL \d+\.\d+, \d+ MB$/);
  expect(check(found, 'schema')?.message).toBe('up to date');
  expect(check(found, 'alert budget')?.message).toBe('at most 1 false alarm per credential in 365 days');
  const text = JSON.stringify(found);
  for (const secret of ['hunter2', 'aaaaaaaa', new URL(database.connectionString).password]) {
    expect(text).not.toContain(secret);
  }
});

test('as a page to read, by the real tool', async () => {
  const { code, stdout, stderr } = await runTool(['doctor'], {
    DATABASE_URL: database.connectionString,
    DATA_DIR: dataDir,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^ {2}PORT +8080 +default$/m);
  expect(stdout).toMatch(/^ {2}DATABASE_URL +set, not shown +environment$/m);
  expect(stdout).toMatch(/^ {2}ok +node +\d+\./m);
  expect(stdout).toMatch(/^0 problems, 0 warnings$/m);
});

test('settings that are wrong are problems, each with an example', async () => {
  const found = await report({ PORT: 'x', TIME_ZONE: 'Mars/Olympus' });
  expect(found).toMatchObject({ code: 1, problems: 2 });
  expect(check(found, 'PORT')?.message).toMatch(/Example: PORT=8080/);
});

test('a database that cannot be reached', async () => {
  const found = await report({ DATABASE_URL: 'postgres://monitor:hunter2@127.0.0.1:1/monitor' });
  expect(found.code).toBe(1);
  expect(check(found, 'database')).toMatchObject({
    level: 'problem',
    message: expect.stringMatching(/ECONNREFUSED/),
  });
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

test('a schema that is behind', async () => {
  const empty = await createEmptyDatabase();
  try {
    const found = await report({ DATABASE_URL: empty.connectionString });
    expect(check(found, 'schema')).toMatchObject({
      level: 'warning',
      todo: expect.stringMatching(/zoom-monitor migrate/),
    });
  } finally {
    await empty.drop();
  }
});

test('looking at an embedded database that is not there yet does not make it', async () => {
  const folder = join(dataDir, 'none');
  const { stdout } = await runHere(['doctor', '--json'], { DATA_DIR: folder });
  expect(check(JSON.parse(stdout) as Report, 'database')?.message).toMatch(/not there yet/);
  expect(() => statSync(folder)).toThrow(/ENOENT/);
});

test('files and folders that are open to others', async () => {
  const open = join(dataDir, 'open');
  mkdirSync(open);
  chmodSync(open, 0o755);
  for (const name of ['admin-key', 'secret']) writeFileSync(join(open, name), 'k'.repeat(40));
  chmodSync(join(open, 'admin-key'), 0o644);
  chmodSync(join(open, 'secret'), 0o644);
  const found = await report({ DATA_DIR: open, ADMIN_KEY: `file:${open}/secret` });
  expect(check(found, 'data folder')).toMatchObject({ level: 'warning', todo: `chmod 700 ${open}` });
  expect(check(found, 'admin-key')).toMatchObject({ level: 'warning', todo: `chmod 600 ${open}/admin-key` });
  expect(check(found, 'ADMIN_KEY')).toMatchObject({
    level: 'warning',
    message: expect.stringMatching(/mode 644/),
  });
  chmodSync(join(open, 'secret'), 0o640);
  expect(check(await report({ DATA_DIR: open, ADMIN_KEY: `file:${open}/secret` }), 'ADMIN_KEY')?.level).toBe(
    'ok',
  );
});

test('settings that are dangerous together', async () => {
  const exposed = await report({ HOST: '0.0.0.0', TRUSTED_PROXIES: '0.0.0.0/0', ZOOM_CLIENT_ID: 'x' });
  expect(exposed).toMatchObject({ code: 0, warnings: 3 });
  expect(check(exposed, 'encryption')?.todo).toMatch(/TLS proxy/);
  const behind = await report({
    HOST: '0.0.0.0',
    PUBLIC_URL: 'https://example.com',
    TRUSTED_PROXIES: '192.0.2.0/24',
  });
  expect(behind.warnings).toBe(0);
});

test('address databases that cannot be read', async () => {
  const found = await report({ ASN_DB: '/nonexistent.mmdb', COUNTRY_DB: 'package.json' });
  expect(found).toMatchObject({ code: 1, problems: 2 });
  expect(check(found, 'ASN_DB')?.message).toMatch(/nonexistent\.mmdb.*ENOENT/);
  expect(check(found, 'COUNTRY_DB')?.message).toMatch(/package\.json cannot be used/);
});

test('a fingerprint key that is not that of the database', async () => {
  const other = await createTestDatabase();
  try {
    await other.store.db
      .insertInto('installation')
      .values({ name: 'fingerprint_key_check', value: 'f' })
      .execute();
    const found = await report({ DATABASE_URL: other.connectionString, FINGERPRINT_KEY: 'k'.repeat(32) });
    expect(check(found, 'fingerprint key')).toMatchObject({ level: 'problem' });
    expect(found.code).toBe(1);
  } finally {
    await other.drop();
  }
});

describe('machines that one has not at hand', () => {
  test.each([
    ['18.20.0', 'problem'],
    ['20.18.9', 'problem'],
    ['20.19.0', 'ok'],
    ['24.11.1', 'ok'],
  ])('Node %s: %s', (version, level) => expect(checkNode(version).level).toBe(level));

  test('a clock before the program was written', () => {
    expect(checkClock(0).level).toBe('problem');
    expect(checkClock(Date.now()).level).toBe('ok');
  });

  test.each([
    [10_000, 10_000, 10_050, 'ok'],
    [11_999, 10_000, 10_050, 'ok'],
    [13_000, 10_000, 10_050, 'warning'],
    [7_000, 10_000, 10_050, 'warning'],
    [15_000, 10_000, 20_000, 'ok'],
  ])('the database at %i, asked at %i, answered at %i: %s', (server, asked, answered, level) => {
    expect(checkSkew(server, asked, answered).level).toBe(level);
  });
});
