import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takePullLease } from '../../src/collect/lease.ts';
import { HOUR } from '../../src/core/time.ts';
import { PULL_APP } from '../collect/support/pulls.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startZoomApiStandIn, type ZoomApiStandIn } from '../support/zoom-stand-in/stand-in.ts';
import { runHere } from './support/tool.ts';

let database: TestDatabase;
let zoom: ZoomApiStandIn;
let dataDir: string;
beforeAll(async () => {
  database = await createTestDatabase();
  zoom = await startZoomApiStandIn({ apps: [PULL_APP] });
  dataDir = mkdtempSync(join(tmpdir(), 'zm-pull-'));
  zoom.world.apps.push({ id: 'app-1', name: 'Reporting', type: 'S2S' });
  zoom.world.deliveries.push({
    appId: 'app-1',
    time: Date.now() - HOUR,
    event: 'user.deleted',
    status: 'failed',
    failedReason: 'TIMEOUT',
    endpoint: 'https://monitor.example.com/v1/webhooks/zoom',
    requestHeaders: '{}',
    requestBody: JSON.stringify({
      event: 'user.deleted',
      event_ts: Date.now() - HOUR,
      payload: { account_id: 'a', operator: 'ann@example.com', object: { id: '1' } },
    }),
    traceId: 't',
    attempt: 0,
  });
});
afterAll(async () => {
  await zoom.close();
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const ZOOM = (): Record<string, string> => ({
  ZOOM_ACCOUNT_ID: PULL_APP.accountId,
  ZOOM_CLIENT_ID: PULL_APP.clientId,
  ZOOM_CLIENT_SECRET: PULL_APP.clientSecret,
  ZOOM_API_URL: zoom.url,
  ZOOM_OAUTH_URL: zoom.url,
});
const run = (args: readonly string[], env: Record<string, string> = ZOOM()) =>
  runHere(args, { DATABASE_URL: database.connectionString, DATA_DIR: dataDir, ...env });
interface Check {
  readonly name: string;
  readonly level: string;
  readonly message: string;
}
const checks = async (env?: Record<string, string>): Promise<Check[]> =>
  (JSON.parse((await run(['doctor', '--json'], env)).stdout) as { checks: Check[] }).checks;

test('without settings it says which are missing', async () => {
  const { code, stderr } = await run(['pull'], { ZOOM_CLIENT_ID: 'x' });
  expect(code).toBe(2);
  expect(stderr).toContain('set ZOOM_ACCOUNT_ID and ZOOM_CLIENT_SECRET first');
  expect(
    (await checks({ ZOOM_CLIENT_ID: 'x' })).find(({ name }) => name === 'pulls from Zoom'),
  ).toMatchObject({
    level: 'warning',
    message: 'nothing is pulled: ZOOM_ACCOUNT_ID and ZOOM_CLIENT_SECRET are not set',
  });
});

test('one pass, and doctor says how far it is; a second finds nothing new', async () => {
  const first = await run(['pull']);
  expect(first).toMatchObject({ code: 0 });
  expect(first.stdout).toContain('webhooks of Reporting: 1 new record');
  expect((await run(['pull'])).stdout).toContain('webhooks of Reporting: 0 new records');
  const found = await checks();
  expect(found.find(({ name }) => name === 'pull of webhooks of Reporting')).toMatchObject({ level: 'ok' });
  expect(found.find(({ name }) => name === 'pulls from Zoom')?.message).toContain(
    'for 1 app nobody has said',
  );
});

test('what goes wrong is said by the command and by doctor, without the secret', async () => {
  const env = { ...ZOOM(), ZOOM_CLIENT_SECRET: 'an-old-secret-of-the-app' };
  const { code, stderr } = await run(['pull'], env);
  expect(code).toBe(1);
  expect(stderr).toContain('do not belong together');
  const found = await checks(env);
  expect(found.find(({ name }) => name === 'pull of apps')).toMatchObject({ level: 'problem' });
  expect(stderr + JSON.stringify(found)).not.toContain('an-old-secret');
});

test('while another pulls it stands back', async () => {
  const lease = (await takePullLease(database.store))!;
  const { code, stderr } = await run(['pull']);
  await lease.release();
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('already_pulling') });
});

test('apps are listed and linked', async () => {
  expect((await run(['apps', 'list'])).stdout).toMatch(/^app-1 +- +- +Reporting$/m);
  expect((await run(['apps', 'link', 'app-1', 'zm:cid:AbCdEf'])).code).toBe(0);
  expect(JSON.parse((await run(['apps', 'list', '--json'])).stdout)).toMatchObject([
    { id: 'app-1', client_id: 'AbCdEf', linked_by: 'command line (zoom-monitor)' },
  ]);
  expect((await run(['apps', 'link', 'app-9', 'AbCdEf'])).stderr).toContain('no_such_app');
  expect((await run(['apps', 'unlink', 'app-1'])).code).toBe(0);
});
