import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/open-database.ts';
import {
  copyDataDir,
  makeClusterTemplate,
  processExists,
  query,
  quietLog,
  removeDataDir,
  waitUntil,
} from '../support/data-dir.ts';
import { startHolder } from '../support/holder.ts';

let template: string;
let dataDir: string;

beforeAll(async () => {
  template = await makeClusterTemplate();
});

beforeEach(() => {
  dataDir = copyDataDir(template);
});

afterEach(async () => {
  await removeDataDir(dataDir);
});

afterAll(async () => {
  await removeDataDir(template);
});

const open = (purpose: 'serve' | 'command') => openDatabase({ dataDir, purpose, log: quietLog });

/** Of the server that runs now. */
function postmasterPid(): number {
  return Number.parseInt(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10);
}

test('with DATABASE_URL nothing is started and nothing is held', async () => {
  const databaseUrl = 'postgresql://monitor@db.example.com/monitor';
  const database = await openDatabase({ databaseUrl, dataDir, purpose: 'serve', log: quietLog });
  expect(database).toMatchObject({ connectionString: databaseUrl, embedded: false });
  await database.close();
});

test('a command starts the server when nobody has, and stops it', async () => {
  const database = await open('command');
  const pid = postmasterPid();
  expect(database.embedded).toBe(true);
  await query(database.connectionString, 'select 1');
  await database.close();
  await database.close();
  expect(processExists(pid)).toBe(false);
});

test('one service at a time; commands use its server and leave it running', async () => {
  const service = await startHolder(dataDir, 'serve');
  const pid = postmasterPid();
  await expect(open('serve')).rejects.toMatchObject({
    code: 'data_dir_in_use',
    message: expect.stringMatching(/zoom-monitor serve, process \d+/),
  });
  const command = await open('command');
  expect(command.connectionString).toBe(service.connectionString);
  await command.close();
  expect(await query(command.connectionString, 'select 1 as x')).toEqual([{ x: 1 }]);
  await service.close();
  expect(processExists(pid)).toBe(false);
  const next = await open('serve');
  await next.close();
});

test('whoever leaves last stops the server', async () => {
  const first = await open('command');
  const pid = postmasterPid();
  const second = await open('command');
  await first.close();
  await query(second.connectionString, 'select 1');
  const service = await open('serve');
  await second.close();
  await query(service.connectionString, 'select 1');
  await service.close();
  expect(processExists(pid)).toBe(false);
});

test('after kill -9 of the service its server lives on, and the next service takes it over', async () => {
  const killed = await startHolder(dataDir, 'serve');
  const pid = postmasterPid();
  await query(killed.connectionString ?? '', 'create table kept as select 7 as x');
  await killed.kill();
  expect(processExists(pid)).toBe(true);
  const next = await open('serve');
  expect(postmasterPid()).toBe(pid);
  expect(await query(next.connectionString, 'select x from kept')).toEqual([{ x: 7 }]);
  await next.close();
  expect(processExists(pid)).toBe(false);
});

test('commands that come and go while a service starts do not stop it', async () => {
  const comeAndGo = async () => {
    const command = await open('command');
    await query(command.connectionString, 'select 1');
    await command.close();
  };
  const [service] = await Promise.all([open('serve'), comeAndGo(), comeAndGo(), comeAndGo()]);
  expect(await query(service.connectionString, 'select 1 as x')).toEqual([{ x: 1 }]);
  await service.close();
  expect(() => postmasterPid()).toThrow('ENOENT');
});

test('a server that dies under its service is started again, and is still owned', async () => {
  const service = await open('serve');
  const pid = postmasterPid();
  process.kill(pid, 'SIGKILL');
  await waitUntil(async () => {
    try {
      await query(service.connectionString, 'select 1');
      return postmasterPid() !== pid;
    } catch {
      return false;
    }
  });
  // Held again a moment after it runs again.
  await waitUntil(async () => (await ownersOf(service.connectionString)) === 1);
  await expect(open('serve')).rejects.toMatchObject({ code: 'data_dir_in_use' });
  const again = postmasterPid();
  await service.close();
  expect(processExists(again)).toBe(false);
});

async function ownersOf(connectionString: string): Promise<number> {
  const rows = await query(
    connectionString,
    "select from pg_locks where locktype = 'advisory' and mode = 'ExclusiveLock'",
  );
  return rows.length;
}
