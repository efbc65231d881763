import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Running, runTool, startServe } from '../cli/support/tool.ts';
import { emptyDir, removeDataDir } from '../support/data-dir.ts';
import { type AlertJson, comparable, ServiceClient, toNdjson } from '../support/service-client.ts';
import { smallFleet } from '../support/small-fleet.ts';

const KILLS = 10;
const BATCH = 250;
const ADMIN_KEY = 'a-key-for-the-crash-test-and-nothing-else';

let dataDir: string;
let scratch: string;
let service: Running & { readonly address: string };

const start = (): Promise<typeof service> =>
  startServe({ DATA_DIR: dataDir, ADMIN_KEY, RATE_LIMIT_MAX: '0', LOG_LEVEL: 'error' });

beforeAll(async () => {
  dataDir = emptyDir();
  scratch = mkdtempSync(join(tmpdir(), 'zoom-monitor-crash-'));
  service = await start();
});

afterAll(async () => {
  await service.stop('SIGTERM');
  await removeDataDir(dataDir);
  rmSync(scratch, { recursive: true, force: true });
});

it(`loses nothing and doubles nothing when it is killed ${KILLS} times in the middle of ingest`, async () => {
  const events = smallFleet('crash', 8, 24);
  const client = new ServiceClient(() => service.address, ADMIN_KEY);
  let acknowledged = 0;
  let sending = true;
  const sender = (async () => {
    for (let i = 0; i < events.length; i += BATCH) {
      const counts = await client.sendUntilAcknowledged(events.slice(i, i + BATCH));
      expect(counts.rejected).toBe(0);
      acknowledged += counts.accepted + counts.duplicate;
    }
    sending = false;
  })();

  let kills = 0;
  while (kills < KILLS) {
    const share = (kills + 1) / (KILLS + 1);
    // Each kill comes at a moment of its own, spread over the whole of the sending.
    while (sending && acknowledged < events.length * share) await sleep(2);
    await sleep(Math.random() * 60);
    await service.stop('SIGKILL');
    kills += 1;
    service = await start();
  }
  await sender;

  expect(acknowledged).toBe(events.length);
  const stored = await client.storedIds();
  expect(stored).toHaveLength(events.length);
  expect(new Set(stored).size).toBe(events.length);

  const file = join(scratch, 'events.ndjson');
  writeFileSync(file, toNdjson(events));
  const undisturbed = await runTool(['analyze', '--json', '--learn-until', '2020-01-01T00:00:00Z', file]);
  const expected = (JSON.parse(undisturbed.stdout) as { alerts: AlertJson[] }).alerts;
  expect(expected.filter(({ severity }) => severity !== 'low').length).toBeGreaterThan(0);
  expect(comparable(await client.alerts())).toEqual(comparable(expected));
});
