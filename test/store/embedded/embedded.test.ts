import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { cp, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Embedded, startEmbedded } from '../../../src/store/embedded/embedded.ts';
import {
  copyDataDir,
  emptyDir,
  FAST,
  makeClusterTemplate,
  processExists,
  query,
  quietLog,
  removeDataDir,
  waitUntil,
} from '../../support/data-dir.ts';

let template: string;
const used: string[] = [];

beforeAll(async () => {
  template = await makeClusterTemplate();
});

afterEach(async () => {
  for (const dataDir of used.splice(0)) await removeDataDir(dataDir);
});

afterAll(async () => {
  await removeDataDir(template);
});

function newDir(make: () => string = () => copyDataDir(template)): string {
  const dataDir = make();
  used.push(dataDir);
  return dataDir;
}

const start = (dataDir: string): Promise<Embedded> =>
  startEmbedded({ dataDir, log: quietLog, settings: FAST });

test('starts in a closed folder, keeps its secrets closed, and stops without a trace', async () => {
  const dataDir = join(newDir(emptyDir), 'not', 'there', 'yet');
  used.push(dataDir);
  const server = await start(dataDir);
  expect(server.adopted).toBe(false);
  expect(await query(server.connectionString, 'select current_database() as name')).toEqual([
    { name: 'zoom_monitor' },
  ]);
  expect(statSync(join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600);
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(await query(server.connectionString, 'show listen_addresses')).toEqual([{ listen_addresses: '' }]);
  await server.stop();
  await server.stop();
  expect(processExists(server.pid)).toBe(false);
  expect(readdirSync(dataDir).sort()).toEqual(['postgres', 'postgres-password', 'postgres.log']);
});

test('asks for its password', async () => {
  const server = await start(newDir());
  const wrong = new URL(server.connectionString);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
});

test('a restart keeps the data', async () => {
  const dataDir = newDir();
  const before = await start(dataDir);
  await query(before.connectionString, 'create table kept as select 7 as x');
  await before.stop();
  const after = await start(dataDir);
  expect(after.adopted).toBe(false);
  expect(await query(after.connectionString, 'select x from kept')).toEqual([{ x: 7 }]);
});

test('a path too long for a unix socket gets a port of 127.0.0.1, the same after a restart', async () => {
  const dataDir = join(newDir(emptyDir), 'a'.repeat(120));
  await cp(template, dataDir, { recursive: true });
  used.push(dataDir);
  const server = await start(dataDir);
  expect(server.connectionString).toContain('@127.0.0.1:');
  expect(await query(server.connectionString, 'show listen_addresses')).toEqual([
    { listen_addresses: '127.0.0.1' },
  ]);
  await server.stop();
  expect((await start(dataDir)).connectionString).toBe(server.connectionString);
});

test('a server that runs already is taken over', async () => {
  const dataDir = newDir();
  const first = await start(dataDir);
  const second = await start(dataDir);
  expect(second).toMatchObject({ adopted: true, pid: first.pid, connectionString: first.connectionString });
});

test('processes that make and start the same cluster at once end with one server, and clear up', async () => {
  const dataDir = newDir(emptyDir);
  // What a killed maker left.
  await mkdir(join(dataDir, 'postgres.new-999999999-abc', 'data'), { recursive: true });
  const servers = await Promise.all([start(dataDir), start(dataDir), start(dataDir)]);
  expect(new Set(servers.map((server) => server.pid)).size).toBe(1);
  expect(servers.filter((server) => !server.adopted)).toHaveLength(1);
  for (const server of servers) await query(server.connectionString, 'select 1');
  expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres.new-'))).toEqual([]);
});

test('a server killed with sessions open starts again at once, with what was committed', async () => {
  const dataDir = newDir();
  const before = await start(dataDir);
  await query(before.connectionString, 'create table kept as select 7 as x');
  const busy = query(before.connectionString, 'select pg_sleep(60)').catch((error: Error) => error);
  await waitUntil(async () => (await countActive(before.connectionString)) > 0);
  process.kill(before.pid, 'SIGKILL');
  const after = await start(dataDir);
  expect(after.adopted).toBe(false);
  expect(await query(after.connectionString, 'select x from kept')).toEqual([{ x: 7 }]);
  expect(await busy).toBeInstanceOf(Error);
});

async function countActive(connectionString: string): Promise<number> {
  const rows = await query(
    connectionString,
    `select from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid()`,
  );
  return rows.length;
}

test('lock files whose process number has since gone to another program do not stop a start', async () => {
  const dataDir = newDir();
  const server = await start(dataDir);
  const files = ['postmaster.pid', '.s.PGSQL.5432.lock'].map((name) => join(dataDir, 'postgres', name));
  const texts = files.map((file) => readFileSync(file, 'utf8'));
  await server.stop();
  for (const [index, file] of files.entries()) {
    writeFileSync(file, (texts[index] ?? '').replaceAll(String(server.pid), String(process.pid)));
  }
  const again = await start(dataDir);
  expect(again.adopted).toBe(false);
  await query(again.connectionString, 'select 1');
});

test('a cluster of another major version is refused, and left as it is', async () => {
  const dataDir = newDir();
  const file = join(dataDir, 'postgres', 'PG_VERSION');
  await writeFile(file, '16\n');
  await expect(start(dataDir)).rejects.toMatchObject({
    code: 'data_dir_other_version',
    message: expect.stringMatching(/PostgreSQL 16.*pg_dump.*DATABASE_URL/s),
  });
  expect(await readFile(file, 'utf8')).toBe('16\n');
});

test('a folder that is no cluster is refused', async () => {
  const dataDir = newDir(emptyDir);
  await mkdir(join(dataDir, 'postgres'));
  await writeFile(join(dataDir, 'postgres-password'), 'x');
  await expect(start(dataDir)).rejects.toMatchObject({ code: 'data_dir_unusable' });
});

test('a lost or changed password is said, and nothing is made anew', async () => {
  const dataDir = newDir();
  await writeFile(join(dataDir, 'postgres-password'), 'another');
  await expect(start(dataDir)).rejects.toMatchObject({ code: 'embedded_password_missing' });
  await unlink(join(dataDir, 'postgres-password'));
  await expect(start(dataDir)).rejects.toMatchObject({ code: 'embedded_password_missing' });
  expect(existsSync(join(dataDir, 'postgres-password'))).toBe(false);
});

test('a server that cannot start says why', async () => {
  const dataDir = newDir();
  await writeFile(join(dataDir, 'postgres', 'postgresql.conf'), 'no_such_setting = 1\n');
  await expect(start(dataDir)).rejects.toMatchObject({
    code: 'embedded_start_failed',
    message: expect.stringContaining('no_such_setting'),
  });
});

test('a DATA_DIR that cannot be made is said', async () => {
  const file = join(newDir(emptyDir), 'file');
  await writeFile(file, '');
  await expect(start(join(file, 'data'))).rejects.toMatchObject({ code: 'data_dir_unusable' });
});
