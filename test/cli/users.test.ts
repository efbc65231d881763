import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findByPassword } from '../../src/access/users.ts';
import { emptyDir } from '../support/data-dir.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { runHere } from './support/tool.ts';

let database: TestDatabase;
const dataDir = emptyDir();
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const users = (args: string[], input = '') =>
  runHere(['users', ...args], { DATABASE_URL: database.connectionString, DATA_DIR: dataDir }, input);

const CREATE = ['create', '--name', 'Ada', '--email', 'Ada@example.com', '--role', 'admin'];

test('a user is made with a password from stdin, listed, given another one, disabled', async () => {
  const made = await users(CREATE, 'four quiet herons at dusk\n');
  expect(made).toMatchObject({ code: 0, stdout: '' });
  expect(made.stderr).toContain('Made Ada (ada@example.com), admin.');
  expect(made.stderr).not.toContain('herons');
  expect(await findByPassword(database.store, 'ADA@example.com', 'four quiet herons at dusk')).toMatchObject({
    name: 'Ada',
  });
  expect((await users(['list'])).stdout).toMatch(/^ada@example\.com +admin +active +password +Ada$/m);

  await users(
    ['create', '--name', 'Ben', '--email', 'ben@example.com', '--role', 'read'],
    'an otter under the bridge',
  );
  expect(await users(['reset-password', 'ben@example.com'], 'seven blue kites in march')).toMatchObject({
    code: 0,
  });
  expect(await findByPassword(database.store, 'ben@example.com', 'an otter under the bridge')).toBeNull();
  expect(await findByPassword(database.store, 'ben@example.com', 'seven blue kites in march')).not.toBeNull();
  expect(await users(['disable', 'ben@example.com'])).toMatchObject({ code: 0 });
  expect(await findByPassword(database.store, 'ben@example.com', 'seven blue kites in march')).toBeNull();
  expect((await users(['list'])).stdout).toMatch(/^ben@example\.com +read +disabled/m);
  expect(await users(['enable', 'ben@example.com'])).toMatchObject({ code: 0 });
});

test.each([
  [1, /another one|needs 12 characters.*\(password_refused\)/, CREATE, 'short'],
  [1, /\(nothing_to_read\)/, CREATE, ''],
  [1, /\(email_taken\)/, CREATE, 'an otter under the bridge'],
  [2, /--role must be one of/, [...CREATE.slice(0, -1), 'root'], 'an otter under the bridge'],
  [1, /last admin.*\(last_admin\)/, ['disable', 'ada@example.com'], ''],
  [1, /There is no user.*\(no_such_user\)/, ['disable', 'nobody@example.com'], ''],
])('ends with %i and says %s', async (code, message, args, input) => {
  expect(await users(args, input)).toMatchObject({ code, stderr: expect.stringMatching(message) });
});
