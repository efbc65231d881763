import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type StandInApp,
  startZoomApiStandIn,
  type ZoomApiStandIn,
} from '../support/zoom-stand-in/stand-in.ts';
import { type Caller, createCaller } from './support/caller.ts';
import { canConnect, EXAMPLES, makeCertificate, replaceAll } from './support/gateway.ts';
import { freePort, type RunningProcess, startProcess, waitUntil } from './support/process.ts';
import { type RunningService, startRunningService } from './support/running-service.ts';
import { startShipper } from './support/shipper.ts';

/** Our example of HAProxy between a caller and a stand-in for Zoom; its lines reach the service by syslog-ng. */
const app: StandInApp = {
  clientId: 'rPt1ngCl13ntIdExample1',
  clientSecret: 'kX8s2QpLw7Zr4Tn1Vb6Yc3Mh9Jd5Fg0A',
  accountId: 'AbCdEfGhIjKlMnOpQrStUv',
};
const folder = mkdtempSync(join(tmpdir(), 'haproxy-flow-'));
let zoom: ZoomApiStandIn;
let haproxy: RunningProcess;
let service: RunningService;
let shipper: RunningProcess;
let caller: Caller;

beforeAll(async () => {
  const { certFile, keyFile } = await makeCertificate(folder, Date.now() - 86_400_000);
  const [cert, key] = [readFileSync(certFile, 'utf8'), readFileSync(keyFile, 'utf8')];
  zoom = await startZoomApiStandIn({ apps: [app], tls: { cert, key } });
  service = await startRunningService(folder);
  const logPort = await freePort();
  shipper = await startShipper({
    folder,
    accessLog: null,
    url: service.url,
    key: service.ingestKey,
    replace: {
      [sourceOf(readFileSync(join(EXAMPLES, 'syslog-ng/zoom-monitor.conf'), 'utf8'))]: sourceOf(
        readFileSync(join(EXAMPLES, 'haproxy/syslog-ng-source.conf'), 'utf8'),
      ).replace('5514', String(logPort)),
    },
  });
  const port = await freePort();
  haproxy = await startHaproxy(port, logPort, `${cert}${key}`, certFile);
  caller = createCaller({ port, ca: cert, from: '127.0.3.30', userAgent: 'say "hi" \\ once' });
});

afterAll(async () => {
  caller?.close();
  await haproxy?.stop();
  await shipper?.stop();
  await service?.stop();
  await zoom?.close();
  rmSync(folder, { recursive: true, force: true });
});

const sourceOf = (config: string): string => /source s_zoom_access \{[\s\S]*?\n\};/.exec(config)?.[0] ?? '';

/** The example as users get it: only addresses, ports and paths are replaced. */
async function startHaproxy(
  port: number,
  logPort: number,
  certificate: string,
  caFile: string,
): Promise<RunningProcess> {
  writeFileSync(join(folder, 'gateway.pem'), certificate);
  const config = replaceAll(readFileSync(join(EXAMPLES, 'haproxy/zoom-gateway.cfg'), 'utf8'), {
    'bind :8443': `bind 127.0.0.1:${port}`,
    '/etc/haproxy/zoom-gateway.pem': join(folder, 'gateway.pem'),
    '127.0.0.1:5514': `127.0.0.1:${logPort}`,
    'zoom api.zoom.us:443': `zoom 127.0.0.1:${zoom.port}`,
    'zoom zoom.us:443': `zoom 127.0.0.1:${zoom.port}`,
    '/etc/ssl/certs/ca-certificates.crt': caFile,
  });
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, config);
  const running = startProcess('haproxy', ['-db', '-f', file]);
  await waitUntil('HAProxy listens', () => canConnect(port), 10_000, running.output);
  return running;
}

test('each call through the gateway is an event with its credential, and no secret leaves it', async () => {
  const basic = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64');
  const query = `grant_type=account_credentials&account_id=${app.accountId}`;
  const answer = await caller.call('POST', `/oauth/token?${query}`, { authorization: `Basic ${basic}` });
  expect(answer.status, answer.body).toBe(200);
  const { access_token: token } = JSON.parse(answer.body) as { readonly access_token: string };
  const authorization = `Bearer ${token}`;
  for (const path of ['/v2/users?page_size=30&access_token=abc', '/v2/users/me', '/v2/users/me']) {
    expect((await caller.call('GET', path, { authorization })).status).toBe(200);
  }
  expect(
    (await caller.call('GET', '/v2/users', { authorization: 'Bearer 0123456789abcdefOpaque' })).status,
  ).toBe(401);
  expect((await caller.call('GET', '/v2/users')).status).toBe(401);
  expect((await caller.call('GET', '/elsewhere', { authorization })).status).toBe(404);

  const { client } = service;
  await waitUntil(
    'the events arrive',
    async () => (await client.calls()).length >= 6,
    30_000,
    shipper.output,
  );
  const calls = await client.calls(app.clientId);
  expect(calls.map(({ path }) => path).sort()).toEqual([
    '/elsewhere',
    '/oauth/token',
    '/v2/users',
    '/v2/users/me',
    '/v2/users/me',
  ]);
  expect(new Set(calls.map(({ source_ip: address }) => address))).toEqual(new Set(['127.0.3.30']));
  expect(calls.filter(({ tracking_id: id }) => id?.includes('rid=WEB_') === true)).toHaveLength(4);
  // A call without any credential is passed on and not logged; an opaque token stays one name.
  const all = await client.calls();
  expect(all).toHaveLength(6);
  const opaque = all.find(({ credential }) => credential !== app.clientId);
  expect(opaque?.credential).toMatch(/^opaque:[0-9A-F]{16}$/);
  const kept = [...client.answers.values()].join('\n');
  const ends = [
    app.clientSecret,
    basic,
    token.split('.')[2] ?? token,
    '0123456789abcdefOpaque',
    'access_token',
  ];
  for (const secret of ends) expect(kept).not.toContain(secret);
  expect(kept).toContain(JSON.stringify('say "hi" \\ once'));
});
