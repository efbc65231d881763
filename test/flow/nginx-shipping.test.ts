import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningProcess, waitUntil } from './support/process.ts';
import { startShipper } from './support/shipper.ts';

/** What syslog-ng does with each answer, on an endpoint that answers as told: the service cannot be made to. */
let folder: string;
let accessLog: string;
let endpoint: Server;
let url: string;
let shipper: RunningProcess;
/** What the next tries are answered: a status, or the end of the connection. Then 200, unless it is `down`. */
let answers: (number | 'reset')[];
let down: boolean;
let tries: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }[];
let delivered: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shipping-'));
  accessLog = join(folder, 'zoom-access.log');
  writeFileSync(accessLog, '');
  answers = [];
  down = false;
  tries = [];
  delivered = [];
  endpoint = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      tries.push({ path: `${request.method} ${request.url}`, headers: request.headers, body });
      const answer = down ? 503 : (answers.shift() ?? 200);
      if (answer === 'reset') {
        request.socket.destroy();
        return;
      }
      if (answer === 200) delivered.push(...body.split('\n').slice(0, -1));
      response.writeHead(answer, { 'content-type': 'application/json', 'retry-after': '1' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`;
  shipper = await start();
});

afterEach(async () => {
  await shipper.stop();
  endpoint.closeAllConnections();
  await new Promise((resolve) => endpoint.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

const start = () => startShipper({ folder, accessLog, url, key: 'the-key' });
const line = (id: number | string) => JSON.stringify({ time: 1_792_899_754.98, id: String(id) });
const write = (lines: readonly string[]) =>
  appendFileSync(accessLog, lines.map((each) => `${each}\n`).join(''), 'latin1');

test('ships each line byte by byte, in batches of at most 200, with the key', async () => {
  const lines = Array.from({ length: 450 }, (_, index) => line(index));
  lines.push(
    '{"user_agent":"\xff\xfe \\u0000 \\\\ %s $HOST <14>Oct 11 22:14:15 host app: "}',
    `{"long":"${'x'.repeat(200_000)}"}`,
  );
  write(lines);
  await waitUntil('all lines arrive', () => delivered.length >= lines.length, 30_000, shipper.output);
  expect(delivered).toEqual(lines);
  expect(tries.length).toBeLessThan(20);
  for (const sent of tries) {
    expect(sent.path).toBe('POST /v1/events');
    expect(sent.headers).toMatchObject({
      authorization: 'Bearer the-key',
      'content-type': 'application/x-ndjson',
    });
    expect(sent.body.split('\n').length - 1).toBeLessThanOrEqual(200);
  }
});

test('keeps its lines whatever the refusal, and delivers them after it', async () => {
  // By default syslog-ng gives up at once on 410, 416, 422, 424, 425, 451 and 508, and after three tries on 428 and 504.
  const refusals = [
    ...[400, 401, 403, 404, 408, 410, 413, 415, 416, 422, 424, 425, 429, 451, 500, 502, 503, 508],
    ...[428, 428, 428, 428, 504, 504, 504, 504, 'reset'],
  ] as const;
  answers = [...refusals];
  write([line(1), line(2)]);
  await waitUntil('both lines arrive', () => delivered.length >= 2, 90_000, shipper.output);
  expect(delivered).toEqual([line(1), line(2)]);
  expect(tries).toHaveLength(refusals.length + 1);
});

test('kill -9 and a rotated log lose nothing', async () => {
  const lines = Array.from({ length: 3_000 }, (_, index) => line(index));
  down = true;
  write(lines.slice(0, 1_000));
  await waitUntil('a try', () => tries.length >= 1);
  await sleep(500);
  await shipper.stop('SIGKILL');
  renameSync(accessLog, `${accessLog}.1`);
  write(lines.slice(1_000, 2_000));
  shipper = await start();
  await waitUntil('another try', () => tries.length >= 3);
  down = false;
  await waitUntil('lines arrive', () => delivered.length > 500, 30_000, shipper.output);
  await shipper.stop('SIGKILL');
  write(lines.slice(2_000));
  shipper = await start();
  await waitUntil('all lines arrive', () => new Set(delivered).size >= lines.length, 30_000, shipper.output);
  expect(new Set(delivered)).toEqual(new Set(lines));
});
