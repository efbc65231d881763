import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { doctor } from '../../src/cli/doctor.ts';
import { DAY, HOUR, hourOf } from '../../src/core/time.ts';
import { createMonitor } from '../../src/monitor/monitor.ts';
import { detection, monday, story } from '../monitor/support/traffic.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { Tamperer } from '../support/tamper.ts';
import { runHere } from './support/tool.ts';

const events = story(2, 10);
const tampered = hourOf(monday + 5 * DAY + 9 * HOUR);
let database: TestDatabase;
let dataDir: string;

beforeEach(async () => {
  database = await createTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'zm-doctor-'));
  const monitor = createMonitor(database.store, detection);
  await monitor.accept(events, 'bulk', { sender: 'test' });
  await monitor.close();
});
afterEach(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

const env = (): Record<string, string> => ({ DATABASE_URL: database.connectionString, DATA_DIR: dataDir });

const tamper = (): Promise<void> =>
  new Tamperer(database.store, events[0]!.credentialId).changeRollup(tampered, (rollup) => {
    rollup.calls += 1;
  });

interface Report {
  readonly problems: number;
  readonly verify: { difference_count: number; repaired: number | null; differences: unknown[] };
}

async function report(...flags: string[]): Promise<Report & { code: number | null }> {
  const { code, stdout } = await runHere(['doctor', '--json', ...flags], env());
  return { code, ...(JSON.parse(stdout) as Report) };
}

test('a database in order', async () => {
  const { code, stdout } = await runHere(['doctor', '--verify'], env());
  expect(stdout).toMatch(
    /^ {2}ok +stored data +2 credentials, \d+ hours and \d+ checkpoints as the events say$/m,
  );
  expect(code).toBe(0);
});

test('without --verify nothing is recounted', async () => {
  await tamper();
  const found = await report();
  expect(found.code).toBe(0);
  expect(found.verify).toBeUndefined();
});

test('what differs is named and fails', async () => {
  await tamper();
  const { code, stdout } = await runHere(['doctor', '--verify'], env());
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ {2}problem +stored data +1 difference in 1 credential$/m);
  expect(stdout).toMatch(/→ Run "zoom-monitor doctor --verify --repair": it asks first\.$/m);
  expect(stdout).toMatch(
    /^ {2}integration-0 {2}2026-02-07T09:00:00\.000Z {2}stored \d+ calls, events say \d+$/m,
  );
});

test('--repair --yes mends it, and the next recount is clean', async () => {
  await tamper();
  const { code, problems, verify } = await report('--repair', '--yes');
  expect({ code, problems }).toEqual({ code: 0, problems: 0 });
  expect(verify).toMatchObject({ difference_count: 1, repaired: 1 });
  expect(verify.differences).toEqual([
    {
      credential: 'integration-0',
      credential_id: events[0]!.credentialId,
      what: 'hour_differs',
      hour: '2026-02-07T09:00:00.000Z',
      message: expect.stringMatching(/^stored \d+ calls, events say \d+$/),
      repairable: true,
    },
  ]);
  expect(await report('--verify')).toMatchObject({
    code: 0,
    verify: { difference_count: 0, repaired: null },
  });
});

test('--repair without a terminal and without --yes is refused', async () => {
  await tamper();
  const { code, stderr } = await runHere(['doctor', '--repair'], env());
  expect(code).toBe(2);
  expect(stderr).toMatch(/give it with --yes\. Nothing was changed\. \(usage\)$/m);
});

test.each([
  ['y', 0, 1],
  ['no', 1, null],
])('--repair asks at a terminal: %s', async (answer, code, repaired) => {
  await tamper();
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  stdin.write(`${answer}\n`);
  expect(await doctor({ repair: true, json: true }, { env: env(), stdin, stdout, stderr })).toBe(code);
  expect(String(stderr.read())).toContain('Repair 1 difference in 1 credential?');
  expect((JSON.parse(String(stdout.read())) as Report).verify.repaired).toBe(repaired);
});
