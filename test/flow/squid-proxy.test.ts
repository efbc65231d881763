import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProxyAgent, request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startZoomApiStandIn, type ZoomApiStandIn } from '../support/zoom-stand-in/stand-in.ts';
import { canConnect, EXAMPLES, makeCertificate, replaceAll } from './support/gateway.ts';
import { freePort, type RunningProcess, run, startProcess, waitUntil } from './support/process.ts';
import { type RunningService, startRunningService } from './support/running-service.ts';
import { startShipper } from './support/shipper.ts';

/** Our example of Squid as the way out to a stand-in for Zoom; its native log reaches the service by syslog-ng. */
const folder = mkdtempSync(join(tmpdir(), 'squid-flow-'));
const logs = join(folder, 'logs');
const accessLog = join(logs, 'zoom-access.log');
let zoom: ZoomApiStandIn;
let squid: RunningProcess;
let service: RunningService;
let shipper: RunningProcess;
let ca: string;
let proxy: string;

beforeAll(async () => {
  // Started by root, Squid works as its own user, who has to get at all of this.
  chmodSync(folder, 0o755);
  mkdirSync(logs);
  chmodSync(logs, 0o777);
  const { certFile, keyFile } = await makeCertificate(folder, Date.now() - 86_400_000);
  ca = readFileSync(certFile, 'utf8');
  zoom = await startZoomApiStandIn({ apps: [], tls: { cert: ca, key: readFileSync(keyFile, 'utf8') } });
  service = await startRunningService(folder);
  const port = await freePort();
  proxy = `http://127.0.0.1:${port}`;
  squid = await startSquid(port);
  shipper = await startShipper({ folder, accessLog, url: service.url, key: service.ingestKey });
});

afterAll(async () => {
  await shipper?.stop();
  await squid?.stop('SIGTERM');
  await service?.stop();
  await zoom?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What Debian's squid.conf does, without a service, and our example in it. */
async function startSquid(port: number): Promise<RunningProcess> {
  const { stdout } = await run('openssl', ['passwd', '-apr1', 'pass-word-of-reporting']);
  writeFileSync(join(folder, 'users'), `reporting:${stdout}`);
  writeFileSync(join(folder, 'hosts'), '127.0.0.1 api.zoom.us\n');
  const example = replaceAll(readFileSync(join(EXAMPLES, 'squid/zoom.conf'), 'utf8'), {
    ' /etc/squid/zoom-users\n': ` ${join(folder, 'users')}\n`,
    'acl zoom_port port 443': `acl zoom_port port ${zoom.port}`,
    '/var/log/squid/zoom-access.log': accessLog,
  });
  writeFileSync(join(folder, 'zoom.conf'), example);
  const config = [
    `http_port 127.0.0.1:${port}`,
    `pid_filename ${join(logs, 'squid.pid')}`,
    `cache_log ${join(logs, 'cache.log')}`,
    `coredump_dir ${logs}`,
    `hosts_file ${join(folder, 'hosts')}`,
    'cache deny all',
    'shutdown_lifetime 1 seconds',
    'pinger_enable off',
    `include ${join(folder, 'zoom.conf')}`,
    'http_access deny all',
  ];
  const file = join(folder, 'squid.conf');
  writeFileSync(file, `${config.join('\n')}\n`);
  const running = startProcess('squid', ['-N', '-f', file]);
  const why = (): string => `${running.output()}\n${readFileSync(join(logs, 'cache.log'), 'utf8')}`;
  await waitUntil('Squid listens', () => canConnect(port), 20_000, why);
  return running;
}

async function callThrough(user: string, path: string): Promise<number> {
  const token = `Basic ${Buffer.from(user).toString('base64')}`;
  const agent = new ProxyAgent({ uri: proxy, token, requestTls: { ca, servername: 'api.zoom.us' } });
  try {
    const answer = await request(`https://api.zoom.us:${zoom.port}${path}`, {
      dispatcher: agent,
      headers: { authorization: 'Bearer secret-of-the-caller' },
    });
    await answer.body.dump();
    return answer.statusCode;
  } finally {
    await agent.close();
  }
}

test('each connection to Zoom is an event of the user of the proxy', async () => {
  expect(await callThrough('reporting:pass-word-of-reporting', '/v2/users')).toBe(401);
  expect(await callThrough('reporting:pass-word-of-reporting', '/v2/users/me')).toBe(401);
  await expect(callThrough('reporting:a wrong one', '/v2/users')).rejects.toThrow();
  const { client } = service;
  await waitUntil(
    'the events arrive',
    async () => (await client.calls('reporting')).length >= 2,
    30_000,
    () => `${shipper.output()}\n${readFileSync(accessLog, 'utf8')}`,
  );
  const calls: readonly object[] = await client.calls('reporting');
  for (const entry of calls) {
    expect(entry).toMatchObject({ operation: 'CONNECT', host: 'api.zoom.us', source_ip: '127.0.0.1' });
  }
  expect(readFileSync(accessLog, 'utf8')).toContain(
    `CONNECT api.zoom.us:${zoom.port} reporting HIER_DIRECT/127.0.0.1`,
  );
  expect([...client.answers.values()].join('\n')).not.toMatch(/pass-word|secret-of-the-caller/);
});
