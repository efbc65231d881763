import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Notifier, startNotifier } from '../../src/notify/notifier.ts';
import type { KeeperTiming } from '../../src/notify/queue-keeper.ts';
import { pendingDeliveries, retryBy } from '../../src/store/jobs.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { enqueue, finding, putAlert } from './support/alerts.ts';
import { type SlackStandIn, startSlackStandIn } from './support/slack-stand-in.ts';

const LOADER = new URL('../support/typescript-loader.mjs', import.meta.url).href;
const PROGRAM = new URL('./support/notifier-process.ts', import.meta.url).pathname;
const log = { info: () => {}, warn: () => {}, error: () => {} };

let database: TestDatabase;
let slack: SlackStandIn;
const running: (Notifier | ChildProcess)[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  slack = await startSlackStandIn();
});
afterEach(async () => {
  for (const one of running.splice(0)) {
    if ('close' in one) await one.close();
    else one.kill('SIGKILL');
  }
  await database.drop();
  await slack.close();
});

async function start(timing: KeeperTiming = {}): Promise<void> {
  const { store, connectionString } = database;
  const settings = { slackWebhookUrl: slack.webhookUrl, allowPrivate: true };
  running.push(await startNotifier({ store, connectionString, settings, log, timing }));
}

async function startProcess(): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['--no-warnings', '--import', LOADER, PROGRAM, database.connectionString, slack.webhookUrl],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  running.push(child);
  await once(createInterface(child.stdout), 'line');
  return child;
}

describe('an outage of Slack', () => {
  it('ends with exactly one message, and Retry-After is kept', { timeout: 90_000 }, async () => {
    slack.script({ status: 500 }, { status: 429, headers: { 'retry-after': '8' } }, 'hang', 'cut', {
      status: 503,
      body: 'rollup_error',
    });
    await start();
    await enqueue(database.store, await putAlert(database.store, finding()));
    // The queue's back-off would take minutes: every delivery is made due all the time, so only Retry-After holds.
    const hurry = setInterval(() => void retryBy(database.store.db, new Date()).catch(() => undefined), 100);
    try {
      await expect.poll(() => slack.messages().length, { timeout: 80_000 }).toBe(1);
    } finally {
      clearInterval(hurry);
    }
    await expect.poll(() => pendingDeliveries(database.store)).toMatchObject({ queued: 0 });
    expect(slack.posts.map(({ status }) => status)).toEqual([500, 429, null, null, 503, 200]);
    const [, limited, next] = slack.posts;
    expect((next?.at ?? 0) - (limited?.at ?? 0)).toBeGreaterThanOrEqual(7_950);
  });

  it('ends for every alert that waited as soon as one message passes', { timeout: 60_000 }, async () => {
    slack.script(...Array.from({ length: 3 }, () => ({ status: 502 })));
    await start();
    for (let index = 0; index < 3; index += 1) {
      await enqueue(database.store, await putAlert(database.store, finding()));
    }
    await expect.poll(() => slack.posts.length, { timeout: 10_000 }).toBe(3);
    await sql`update graphile_worker._private_jobs set run_at = now() + interval '1 hour'`.execute(
      database.store.db,
    );
    await enqueue(database.store, await putAlert(database.store, finding()));
    await expect.poll(() => slack.messages().length, { timeout: 20_000 }).toBe(4);
  });
});

describe('kill -9', () => {
  it('of the notifier loses no delivery, wherever it was', { timeout: 90_000 }, async () => {
    // In the middle of a message that Slack never answers.
    slack.script('hang');
    const child = await startProcess();
    const first = await putAlert(database.store, finding());
    const second = await putAlert(database.store, finding());
    await enqueue(database.store, first);
    await expect.poll(() => slack.posts.length, { timeout: 10_000 }).toBe(1);
    await enqueue(database.store, second);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await pendingDeliveries(database.store)).toMatchObject({ queued: 2 });

    await start({ everyMs: 200, deadAfterMs: 1_500 });
    await expect.poll(() => slack.messages().length, { timeout: 30_000 }).toBe(2);
    const ids = slack
      .messages()
      .map(({ raw }) => [first, second].find(({ alertId }) => raw.includes(alertId))?.alertId);
    expect(new Set(ids)).toEqual(new Set([first.alertId, second.alertId]));
    await expect.poll(() => pendingDeliveries(database.store)).toMatchObject({ queued: 0 });
  });
});
