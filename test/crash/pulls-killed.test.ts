import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/time.ts';
import { READABLE_FORMATS } from '../../src/ingest/readers/registry.ts';
import { runTool } from '../cli/support/tool.ts';
import { addSignIns, PULL_APP } from '../collect/support/pulls.ts';
import { emptyDir, removeDataDir, waitUntil } from '../support/data-dir.ts';
import { startZoomApiStandIn, type ZoomApiStandIn } from '../support/zoom-stand-in/stand-in.ts';
import { traceId } from '../support/zoom-stand-in/world.ts';
import { type Chance, chanceOf } from './support/chance.ts';
import { CrashingService } from './support/service.ts';

const KILLS = 12;
const DELIVERIES = 1_500;
const SIGN_INS = READABLE_FORMATS.includes('zoom-activity') ? 9_000 : 0;
const OPERATIONS = READABLE_FORMATS.includes('zoom-operation') ? 3_000 : 0;
const CALLS = READABLE_FORMATS.includes('zoom-call-log') ? 6_000 : 0;
const TOTAL = DELIVERIES + SIGN_INS + OPERATIONS + CALLS;

let zoom: ZoomApiStandIn;
let dataDir: string;
let service: CrashingService;

beforeEach(async () => {
  zoom = await startZoomApiStandIn({ apps: [PULL_APP], plan: 'business', enforce: true });
  fill();
  dataDir = emptyDir();
  service = new CrashingService({
    DATA_DIR: dataDir,
    ZOOM_ACCOUNT_ID: PULL_APP.accountId,
    ZOOM_CLIENT_ID: PULL_APP.clientId,
    ZOOM_CLIENT_SECRET: PULL_APP.clientSecret,
    ZOOM_API_URL: zoom.url,
    ZOOM_OAUTH_URL: zoom.url,
    ZOOM_PULL_MINUTES: '1',
  });
});
afterEach(async () => {
  await service.stop();
  await removeDataDir(dataDir);
  await zoom.close();
});

/** Half a year of sign-ins and operations, a week of deliveries that nobody took, the calls of an app. */
function fill(): void {
  const { world } = zoom;
  const now = Date.now();
  addSignIns(world, SIGN_INS, now - HOUR, (175 * DAY) / Math.max(SIGN_INS, 1));
  for (let i = 0; i < OPERATIONS; i += 1) {
    world.operations.push({
      time: now - HOUR - i * HOUR,
      operator: `admin-${i % 3}@example.com`,
      category: 'user',
      action: 'Update',
      detail: `Update user number ${i}`,
    });
  }
  world.apps.push({ id: 'app-1', name: 'Reporting', type: 'S2S' });
  for (let i = 0; i < CALLS; i += 1) {
    const time = now - HOUR - i * 30 * MINUTE;
    world.calls.push({
      appId: 'app-1',
      time,
      method: 'GET',
      pattern: '/users/{userId}/meetings',
      status: 200,
      traceId: traceId(),
    });
  }
  for (let i = 0; i < DELIVERIES; i += 1) {
    const time = now - HOUR - i * 5 * MINUTE;
    const object = { id: `u${i}`, email: `user-${i}@example.com`, type: 1 };
    const payload = { account_id: 'a1', operator: `admin-${i % 5}@example.com`, operator_id: 'o1', object };
    // Each was tried four times; the log has every attempt.
    for (const [attempt, minutes] of [0, 5, 25, 85].entries()) {
      world.deliveries.push({
        appId: 'app-1',
        time: time + minutes * MINUTE,
        event: 'user.updated',
        status: 'failed',
        failedReason: 'TIMEOUT',
        endpoint: 'https://monitor.example.com/v1/webhooks/zoom',
        requestHeaders: '{}',
        requestBody: JSON.stringify({ event: 'user.updated', event_ts: time, payload }),
        traceId: traceId(),
        attempt,
      });
    }
  }
}

/** Bad days of Zoom, at moments that nobody foresees. */
function disturb(chance: Chance): void {
  const path = chance.pick(['/v2/report/', '/v2/marketplace/apps', '/oauth/token']);
  const storm = {
    status: 429,
    headers: { 'retry-after': '1' },
    body: { code: 429, message: 'Too many requests.' },
  };
  zoom.script(path, chance.pick([storm, { status: 502, body: 'bad gateway' }, 'cut'] as const));
}

const stored = async (): Promise<string[]> => service.client.storedIds();
const expected = (): number => TOTAL - tooOld();
/** Older than the days that Zoom gives out. */
const tooOld = (): number => {
  const from = Date.now() - (Date.now() % DAY);
  const { world } = zoom;
  const before = (list: readonly { readonly time: number }[], days: number): number =>
    list.filter(({ time }) => time < from - days * DAY).length;
  const first = world.deliveries.filter(({ attempt }) => attempt === 3);
  return (
    before(world.signIns, 180) + before(world.operations, 180) + before(world.calls, 180) + before(first, 6)
  );
};

it(`loses nothing and doubles nothing when it is killed ${KILLS} times in the middle of pulls`, async () => {
  const chance = chanceOf('pulls-killed');
  /** Events found stored after each kill. */
  const found: number[] = [];
  await service.start();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = zoom.targets.length;
    disturb(chance);
    // Once it pulls again: the one that was killed held the lease.
    await waitUntil(() => zoom.targets.length > before, 60_000);
    await sleep(chance.between(0, 3_500));
    await service.kill();
    await service.start();
    found.push((await stored()).length);
  }
  const between = new Set(found.filter((count) => count > 0 && count < expected()));
  expect(between.size, `kills come while there is something to store: ${found}`).toBeGreaterThanOrEqual(3);
  const deadline = Date.now() + 5 * MINUTE;
  while ((await stored()).length < expected() && Date.now() < deadline) await sleep(SECOND);
  // One whole pull more finds nothing new. A service that starts pulls at once.
  await service.stop();
  const before = zoom.targets.length;
  await service.start();
  await waitUntil(() => zoom.targets.length > before + 5, 60_000);
  await sleep(3 * SECOND);
  const ids = await stored();
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(expected());

  const { stdout } = await runTool(['doctor', '--verify', '--json'], service.env);
  const { verify } = JSON.parse(stdout) as { verify: Record<string, unknown> };
  expect(verify).toMatchObject({ difference_count: 0, unverifiable_hours: 0 });
});
