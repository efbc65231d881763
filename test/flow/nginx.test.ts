import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/open-database.ts';
import { type Running, startTool } from '../cli/support/tool.ts';
import { quietLog, removeDataDir } from '../support/data-dir.ts';
import {
  type StandInApp,
  startZoomApiStandIn,
  type ZoomApiStandIn,
} from '../support/zoom-stand-in/stand-in.ts';
import { type Gateway, makeCertificate, startGateway } from './support/gateway.ts';
import { type AlertView, MonitorClient } from './support/monitor-client.ts';
import { freePort, type RunningProcess, waitUntil } from './support/process.ts';
import { startShipper } from './support/shipper.ts';
import {
  directorySync,
  inOrder,
  mondayFiveWeeksBefore,
  reporting,
  stranger,
  TrafficPlayer,
} from './support/traffic.ts';

/**
 * The main job on real programs: two apps call a stand-in for Zoom through nginx, whose log becomes history by
 * `import` and then arrives live by syslog-ng. nginx runs under libfaketime with a clock that the test sets, so that it
 * stamps weeks of lines by itself; nothing in its log is edited. The last of it lies in last week.
 */
const DAY = 86_400_000;
const HOUR = 3_600_000;
const monday = mondayFiveWeeksBefore(Date.now());
/** A Tuesday: three weeks of history end here, and the log arrives live from here on. */
const liveFrom = monday + 22 * DAY;
/** A week later, on a Wednesday at three in the morning. */
const strangerAt = monday + 30 * DAY + 3 * HOUR;
const STRANGER = '127.88.77.9';
const ACCOUNT = 'AbCdEfGhIjKlMnOpQrStUv';
const report: StandInApp = {
  clientId: 'rPt1ngCl13ntIdExample1',
  clientSecret: 'kX8s2QpLw7Zr4Tn1Vb6Yc3Mh9Jd5Fg0A',
  accountId: ACCOUNT,
};
const sync: StandInApp = {
  clientId: 'dS7yncCl13ntIdExample2',
  clientSecret: 'Pq4Rt8Wz2Xc6Vb0Nm3Kj7Hg1Fd5Sa9Le',
  accountId: ACCOUNT,
};

const folder = mkdtempSync(join(tmpdir(), 'nginx-flow-'));
const dataDir = join(folder, 'data');
const history = join(folder, 'zoom-access.log.1');
const combined = join(folder, 'combined.log');
let time = monday;
let zoom: ZoomApiStandIn;
let gateway: Gateway;
let traffic: TrafficPlayer;
let url: string;
let service: Running;
let serviceLog = '';
let shipper: RunningProcess;
let client: MonitorClient;
const keys: Record<string, string> = {};

beforeAll(async () => {
  mkdirSync(dataDir, { mode: 0o700 });
  const certificate = await makeCertificate(folder, monday - DAY);
  const tls = {
    key: readFileSync(certificate.keyFile, 'utf8'),
    cert: readFileSync(certificate.certFile, 'utf8'),
  };
  zoom = await startZoomApiStandIn({ apps: [report, sync], tls, now: () => time });
  const jsonLog = `access_log ${join(folder, 'zoom-access.log')} zoom_access if=$zoom_credential;`;
  gateway = await startGateway({
    folder,
    config: 'zoom-gateway.conf',
    zoomPort: zoom.port,
    certificate,
    // Beside ours, the log that most people have: query strings and all.
    replace: { [jsonLog]: `${jsonLog} access_log ${combined} combined;` },
  });
  traffic = new TrafficPlayer(gateway, (now) => {
    time = now;
    gateway.setClock(now);
  });
  url = `http://127.0.0.1:${await freePort()}`;
  service = await startService();
  for (const role of ['ingest', 'read'])
    keys[role] = (await tool('keys', 'create', '--role', role, '--name', 'flow')).trim();
  client = new MonitorClient(url, keys['read'] ?? '');
});

afterAll(async () => {
  traffic?.close();
  await shipper?.stop();
  await service?.stop();
  await gateway?.stop();
  await zoom?.close();
  await removeDataDir(dataDir);
  rmSync(folder, { recursive: true, force: true });
});

const environment = () => ({ DATA_DIR: dataDir, PORT: new URL(url).port, FINGERPRINT_KEY: 'f'.repeat(64) });

async function startService(): Promise<Running> {
  const running = startTool(['serve'], environment());
  await running.until(/Listening on/);
  return running;
}

async function stopService(signal: NodeJS.Signals): Promise<void> {
  const ended = await service.stop(signal);
  serviceLog += ended.stdout + ended.stderr;
}

/** Runs a command to its end and gives what it printed. Fails unless it exits with 0. */
async function tool(...args: string[]): Promise<string> {
  const ended = await startTool(args, environment()).ended;
  expect(ended.stderr + ended.stdout, args.join(' ')).toSatisfy(() => ended.code === 0);
  return ended.stdout;
}

interface LogLine {
  readonly time: number;
  readonly credential: string;
  readonly source_ip: string;
  readonly tracking_id: string;
}
const readLog = (file: string): LogLine[] => linesOf(file).map((line) => JSON.parse(line) as LogLine);
const linesOf = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');

/** What identifies a call in the log and in the service alike: who, from where, when, and Zoom's name for it. */
const inLog = (line: LogLine) =>
  [
    new Date(Math.round(line.time * 1000)).toISOString(),
    line.credential,
    line.source_ip,
    line.tracking_id,
  ].join(' ');

async function storedCalls(): Promise<string[]> {
  const calls = await client.calls();
  return calls.map((call) => [call.time, call.credential, call.source_ip, call.tracking_id].join(' ')).sort();
}

const loggedCalls = () => [...readLog(history), ...readLog(gateway.accessLog)].map(inLog).sort();

/** nginx writes a line after its answer, syslog-ng reads it, the service stores it. */
async function waitUntilAllIsStored(): Promise<void> {
  const { made } = traffic;
  await waitUntil('nginx has logged every call', () => loggedCalls().length === made, 5_000);
  await waitUntil(
    `${made} calls are stored`,
    async () => (await client.calls()).length >= made,
    60_000,
    () => shipper.output() + service.stderr(),
  );
}

test('three weeks of nginx’s log are imported once, however often it is asked for', async () => {
  await traffic.play(inOrder(reporting(report, monday, liveFrom), directorySync(sync, monday, liveFrom)));
  await gateway.rotateTo(history);
  await waitUntil('nginx has logged every call', () => readLog(history).length === traffic.made, 5_000);
  await tool('import', '--format', 'nginx-json', history);
  await tool('import', history);
  const lines = readLog(history);
  expect(lines.length).toBeGreaterThan(1_500);
  expect(await storedCalls()).toEqual(lines.map(inLog).sort());
  expect(await client.alarms()).toEqual([]);
});

test('live lines arrive by syslog-ng, and killing the service in the middle loses and doubles none', async () => {
  const key = keys['ingest'] ?? '';
  shipper = await startShipper({ folder, accessLog: gateway.accessLog, url, key });
  const stored = async () => (await client.calls()).length;
  const playing = traffic.play(
    inOrder(reporting(report, liveFrom, strangerAt), directorySync(sync, liveFrom, strangerAt)),
  );
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const before = await stored();
    await waitUntil('more live calls are stored', async () => (await stored()) > before);
    await stopService(signal);
    service = await startService();
  }
  await playing;
  await waitUntilAllIsStored();
  expect(await storedCalls()).toEqual(loggedCalls());
  expect(await client.alarms()).toEqual([]);
});

test('a stranger with the leaked secret raises one alert, which names the address', async () => {
  await traffic.play(stranger(report, strangerAt, STRANGER));
  // Both apps go on as ever, and the stranger comes back for more.
  const [from, to] = [strangerAt + HOUR, strangerAt + 9 * HOUR];
  await traffic.play(
    inOrder(
      reporting(report, from, to),
      directorySync(sync, from, to),
      stranger(report, strangerAt + 3 * HOUR + 1_000, STRANGER),
    ),
  );
  await waitUntilAllIsStored();
  expect(await storedCalls()).toEqual(loggedCalls());

  const [alarm, ...others] = await client.alarms();
  expect(others).toEqual([]);
  expect(alarm).toMatchObject({ credential: report.clientId, source_ips: [STRANGER] });
  expect(alarm?.explanation).toContain(STRANGER);
  expect(alarm?.signals.map(({ signal }) => signal)).toContain('unfamiliar_network');
  expect(alarm?.operations).toContain('GET /users/{userId}/recordings');
  const delay = Date.parse(alarm?.raised_at ?? '') - strangerAt;
  expect(delay).toBeGreaterThanOrEqual(0);
  expect(delay).toBeLessThan(15 * 60_000);
});

test('`analyze` finds the same in the log files alone', async () => {
  const learnUntil = new Date(liveFrom).toISOString();
  const args = ['analyze', '--json', '--learn-until', learnUntil, history, gateway.accessLog];
  const ended = await startTool(args, {}).ended;
  expect(ended.stderr).toSatisfy(() => ended.code === 3);
  const found = JSON.parse(ended.stdout) as {
    readonly events: unknown;
    readonly alerts: readonly AlertView[];
  };
  expect(found.events).toMatchObject({ accepted: loggedCalls().length, duplicate: 0, rejected: 0 });
  const facts = ({ credential, severity, source_ips, event_count, score_bits, raised_at }: AlertView) => ({
    credential,
    severity,
    source_ips,
    event_count,
    score_bits,
    raised_at,
  });
  expect(found.alerts.filter(({ severity }) => /medium|high|critical/.test(severity)).map(facts)).toEqual(
    (await client.alarms()).map(facts),
  );
});

test('the combined log is read too, by `import` and `analyze`, with the credential named for it', async () => {
  const authorization = 'Basic bm9ib2R5OmFjY2Vzcy10b2tlbg==';
  for (const [path, secret] of [
    ['/v2/users?access_token=', 'Zx9Lq2Vt7Rw4Kp1Mn8Bs5Hd'],
    ['/v2/meetings/123?pwd=', 'Yc3Gj6Tf0Ua5We'],
  ] as const) {
    traffic.secrets.add(secret);
    await traffic.request({ from: '127.0.1.10', userAgent: 'curl/8.5.0' }, `${path}${secret}`, authorization);
  }
  const lines = traffic.made;
  await waitUntil('nginx has logged them', () => linesOf(combined).length === lines, 5_000);
  await tool('import', '--format', 'nginx-combined', '--credential', 'all-of-the-gateway', combined);
  expect(await client.calls('all-of-the-gateway')).toHaveLength(lines);
  const args = [
    'analyze',
    '--format',
    'nginx-combined',
    '--credential',
    'all-of-the-gateway',
    '--json',
    combined,
  ];
  const ended = await startTool(args, {}).ended;
  expect(ended.stderr).toSatisfy(() => ended.code === 3);
  expect(JSON.parse(ended.stdout)).toMatchObject({
    events: { read: lines, accepted: lines, rejected: 0 },
    alerts: [{ credential: 'all-of-the-gateway', source_ips: [STRANGER] }],
  });
});

test('no secret that went over the wire is in the log, the database, the service’s output or its answers', async () => {
  for (const path of [
    '/v1/credentials',
    `/v1/credentials/${report.clientId}`,
    `/v1/credentials/${report.clientId}/profile`,
  ]) {
    await client.get(path);
  }
  for (const { id } of await client.alarms()) await client.get(`/v1/alerts/${id}/events`);
  await shipper.stop();
  await stopService('SIGTERM');
  const places: Record<string, string> = {
    'the JSON log': linesOf(history).join('\n') + linesOf(gateway.accessLog).join('\n'),
    'the error log of nginx': readFileSync(gateway.errorLog, 'utf8'),
    'the output of syslog-ng': shipper.output(),
    'the service’s output': serviceLog,
    'the API’s answers': [...client.answers.values()].join('\n'),
    'the database': await dumpDatabase(),
  };
  expect(places['the database']).toContain(report.clientId);
  expect(places['the API’s answers']).toContain(STRANGER);
  const secrets = [...traffic.secrets, ...Object.values(keys)];
  expect(secrets.length).toBeGreaterThan(100);
  for (const [place, text] of Object.entries(places)) {
    expect(
      secrets.filter((secret) => text.includes(secret)),
      place,
    ).toEqual([]);
  }
});

/** Every row of every table of ours, as text. */
async function dumpDatabase(): Promise<string> {
  const database = await openDatabase({ dataDir, purpose: 'command', log: quietLog });
  const connection = new pg.Client({ connectionString: database.connectionString });
  await connection.connect();
  try {
    const tables = await connection.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const dumps: string[] = [];
    for (const { name } of tables.rows) {
      const rows = await connection.query<{ row: string }>(`select t::text as row from only ${name} t`);
      dumps.push(name, ...rows.rows.map(({ row }) => row));
    }
    return dumps.join('\n');
  } finally {
    await connection.end();
    await database.close();
  }
}
