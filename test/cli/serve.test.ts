import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyDir, removeDataDir } from '../support/data-dir.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { runTool, startServe, startTool } from './support/tool.ts';

const ADMIN_KEY = 'an-admin-key-for-the-tests-of-serve';
const event = (id: string): string =>
  `${JSON.stringify({ id, time: new Date().toISOString(), credential: 'abcdef-client-id', source_ip: '192.0.2.1', method: 'GET', path: '/v2/users', status: 200 })}\n`;

interface Counts {
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
}

async function send(address: string, key: string, body: string): Promise<Counts> {
  const answer = await fetch(`${address}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
    body,
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Counts;
}

describe('on the embedded database', () => {
  // One folder for all of them, as making a cluster takes seconds.
  let dataDir: string;
  beforeAll(() => {
    dataDir = emptyDir();
  });
  afterAll(() => removeDataDir(dataDir));

  test('what was acknowledged is there after a stop and after kill -9, and so is the admin key', async () => {
    const first = await startServe({ DATA_DIR: dataDir });
    const keyFile = join(dataDir, 'admin-key');
    const key = readFileSync(keyFile, 'utf8').trim();
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    await first.until(/The admin key is in .*admin-key/);
    const lines = [event('one'), event('two')] as const;
    expect(await send(first.address, key, lines[0])).toMatchObject({ accepted: 1, duplicate: 0 });
    const stopped = await first.stop();
    expect(stopped).toMatchObject({ code: 0, signal: null, stdout: '' });
    expect(stopped.stderr).not.toContain(key);

    const second = await startServe({ DATA_DIR: dataDir });
    expect(await send(second.address, key, lines.join(''))).toMatchObject({ accepted: 1, duplicate: 1 });
    await second.stop('SIGKILL');

    const third = await startServe({ DATA_DIR: dataDir });
    expect(third.stderr()).toMatch(/using the running embedded database/);
    expect(await send(third.address, key, lines.join(''))).toMatchObject({ accepted: 0, duplicate: 2 });
    expect(await third.stop()).toMatchObject({ code: 0 });
  });

  test('a second serve is refused, a command works beside the first', async () => {
    const first = await startServe({ DATA_DIR: dataDir });
    const { code, stderr } = await runTool(['serve'], { DATA_DIR: dataDir, PORT: '0' });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^zoom-monitor: .*\(data_dir_in_use\)$/);

    const made = await runTool(['keys', 'create', '--role', 'ingest', '--name', 'gateway'], {
      DATA_DIR: dataDir,
    });
    expect(made.code).toBe(0);
    expect(await send(first.address, made.stdout.trim(), event('three'))).toMatchObject({ accepted: 1 });
    const doctor = await runTool(['doctor'], { DATA_DIR: dataDir });
    expect(doctor).toMatchObject({ code: 0, stdout: expect.stringContaining('0 problems, 0 warnings') });
    expect(await first.stop()).toMatchObject({ code: 0 });
  });
});

describe('on a database of the operator', () => {
  let database: TestDatabase;
  let dataDir: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    database = await createTestDatabase();
    dataDir = emptyDir();
    env = {
      DATABASE_URL: database.connectionString,
      DATA_DIR: dataDir,
      ADMIN_KEY,
      FINGERPRINT_KEY: 'f'.repeat(32),
    };
  });
  afterAll(async () => {
    await database.drop();
    await removeDataDir(dataDir);
  });

  test('it is healthy and ready, and makes no admin key', async () => {
    const serve = await startServe(env);
    for (const path of ['/healthz', '/readyz']) expect((await fetch(serve.address + path)).status).toBe(200);
    expect(await serve.stop('SIGINT')).toMatchObject({ code: 0 });
    expect(() => statSync(join(dataDir, 'admin-key'))).toThrow(/ENOENT/);
  });

  test('SIGTERM lets a request in flight end: its events are acknowledged and stored', async () => {
    const serve = await startServe(env);
    const line = event('in-flight');
    const call = request(`${serve.address}/v1/events`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ADMIN_KEY}`,
        'content-type': 'application/x-ndjson',
        'content-length': line.length,
      },
    });
    call.write(line.slice(0, 20));
    // The request has arrived when another one, sent after it, has been answered.
    await fetch(`${serve.address}/healthz`);
    const ended = serve.stop();
    await serve.until(/SIGTERM/);
    call.end(line.slice(20));
    const [answer] = (await once(call, 'response')) as [AsyncIterable<Buffer> & { statusCode: number }];
    let body = '';
    for await (const part of answer) body += part;
    expect({ status: answer.statusCode, body: JSON.parse(body) }).toMatchObject({
      status: 200,
      body: { accepted: 1 },
    });
    expect(await ended).toMatchObject({ code: 0 });
    const { rows } = await sql`select 1 from access_event where sender_id = 'in-flight'`.execute(
      database.store.db,
    );
    expect(rows).toHaveLength(1);
  });

  test('a caller who never comes to an end does not keep it from stopping within ten seconds', async () => {
    const serve = await startServe(env);
    const { port } = new URL(serve.address);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => socket.destroy());
    await once(socket, 'connect');
    socket.write(
      `POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_KEY}\r\nContent-Type: application/x-ndjson\r\nContent-Length: 1000\r\n\r\n{`,
    );
    await fetch(`${serve.address}/healthz`);
    const began = Date.now();
    expect(await serve.stop()).toMatchObject({ code: 0 });
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  test('the same Ctrl-C coming twice, from the terminal and from npm, is one', async () => {
    const serve = await startServe(env);
    serve.child.kill('SIGINT');
    serve.child.kill('SIGINT');
    const { code, stderr } = await serve.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/stopped/);
  });

  test('a signal while it starts ends it as well', async () => {
    const starting = startTool(['serve'], { ...env, DATABASE_URL: 'postgres://x@127.0.0.1:1/x', PORT: '0' });
    await starting.until(/waiting up to 30 s for the database/);
    const began = Date.now();
    expect(await starting.stop()).toMatchObject({ code: 0 });
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  test('a port in use is one clear line', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await runTool(['serve'], { ...env, PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(
      new RegExp(
        `^zoom-monitor: Another program listens at HOST=127\\.0\\.0\\.1 PORT=${port}\\..*\\(port_in_use\\)$`,
      ),
    );
  });

  test('a replica with another fingerprint key is refused', async () => {
    const { code, stderr } = await runTool(['serve'], { ...env, PORT: '0', FINGERPRINT_KEY: 'g'.repeat(32) });
    expect(code).toBe(1);
    expect(stderr).toMatch(/\(fingerprint_key_differs\)$/m);
  });

  test('a schema of a newer version that breaks this one is refused', async () => {
    const newer = await createTestDatabase();
    try {
      await sql`insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2030-01-01')`.execute(
        newer.store.db,
      );
      const { code, stderr } = await runTool(['serve'], {
        ...env,
        DATABASE_URL: newer.connectionString,
        PORT: '0',
      });
      expect(code).toBe(1);
      expect(stderr.trim().split('\n').at(-1)).toMatch(/9999-from-the-future.*\(schema_too_new\)$/);
    } finally {
      await newer.drop();
    }
  });
});
