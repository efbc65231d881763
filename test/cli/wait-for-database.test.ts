import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitForDatabase } from '../../src/cli/wait-for-database.ts';
import { openStore } from '../../src/store/store.ts';
import { freePort } from '../flow/support/process.ts';
import { waitUntil } from '../support/data-dir.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function listeningLog() {
  const lines: string[] = [];
  const write = (message: string) => void lines.push(message);
  return { lines, info: write, warn: write, error: write };
}

test('a database that is there', async () => {
  const log = listeningLog();
  expect((await waitForDatabase(database.store, log)).majorVersion).toBeGreaterThanOrEqual(14);
  expect(log.lines).toEqual([]);
});

test('a database that does not come up: told once, then an error that says where to look', async () => {
  const port = await freePort();
  const store = openStore(`postgres://monitor:hunter2@127.0.0.1:${port}/monitor`);
  const log = listeningLog();
  const began = Date.now();
  const failure = await waitForDatabase(store, log, 1_200).catch((error: unknown) => error);
  await store.close();
  expect(failure).toMatchObject({
    code: 'database_unreachable',
    message: expect.stringMatching(/ECONNREFUSED/),
  });
  expect(Date.now() - began).toBeGreaterThanOrEqual(1_200);
  expect(log.lines).toEqual([expect.stringMatching(/waiting up to 1 s for the database: .*ECONNREFUSED/)]);
  expect(`${failure} ${log.lines}`).not.toContain('hunter2');
});

test('a database that comes up while it is waited for', async () => {
  let isUp = false;
  const url = new URL(database.connectionString);
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    if (isUp) return forward(socket, url);
    return socket.once('data', () => socket.end(startingUp()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const store = openStore(`postgresql://${url.username}:${url.password}@127.0.0.1:${port}${url.pathname}`);
  const log = listeningLog();
  const waiting = waitForDatabase(store, log, 20_000);
  await waitUntil(() => log.lines.length > 0);
  isUp = true;
  expect((await waiting).majorVersion).toBeGreaterThanOrEqual(14);
  expect(log.lines).toEqual([expect.stringMatching(/the database system is starting up/)]);
  await store.close();
  await new Promise((resolve) => server.close(resolve));
});

test('a database that refuses the user ends at once', async () => {
  const url = new URL(database.connectionString);
  url.username = 'nobody-of-that-name';
  url.password = 'hunter2';
  const store = openStore(url.href);
  const failure = await waitForDatabase(store, listeningLog(), 20_000).catch((error: unknown) => error);
  await store.close();
  expect(failure).toMatchObject({ code: 'database_refuses' });
  expect(String(failure)).not.toContain('hunter2');
});

/** To the server of the tests, which may be at a unix socket. */
function forward(socket: Socket, url: URL): void {
  const folder = url.searchParams.get('host');
  const port = Number(url.port || 5432);
  const target = folder?.startsWith('/')
    ? connect(`${folder}/.s.PGSQL.${port}`)
    : connect(port, url.hostname);
  target.on('error', () => socket.destroy());
  socket.on('error', () => target.destroy());
  socket.pipe(target).pipe(socket);
}

/** ErrorResponse with SQLSTATE 57P03, as the protocol has it (PostgreSQL manual, "Message Formats"). */
function startingUp(): Buffer {
  const fields = Buffer.from('SFATAL\0C57P03\0Mthe database system is starting up\0\0');
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
