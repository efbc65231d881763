import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SlackSettings } from '../../src/notify/alert-delivery.ts';
import { type Notifier, startNotifier } from '../../src/notify/notifier.ts';
import { pendingDeliveries } from '../../src/store/jobs.ts';
import { listNotices } from '../../src/store/queries/notices.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { enqueue, finding, putAlert } from './support/alerts.ts';
import { type SlackStandIn, startSlackStandIn, WEBHOOK_SECRET } from './support/slack-stand-in.ts';

let database: TestDatabase;
let slack: SlackStandIn;
let notifiers: Notifier[] = [];
let lines: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  slack = await startSlackStandIn();
});
afterEach(async () => {
  await Promise.all(notifiers.map((notifier) => notifier.close()));
  await expectNoSecret();
  await sql`truncate alert, credential, audit, notice, installation, graphile_worker._private_jobs`.execute(
    database.store.db,
  );
  notifiers = [];
  lines = [];
  await slack.close();
});
afterAll(() => database.drop());

const log = {
  info: (message: string) => void lines.push(`info ${message}`),
  warn: (message: string) => void lines.push(`warn ${message}`),
  error: (message: string) => void lines.push(`error ${message}`),
};

async function start(settings: SlackSettings = {}): Promise<Notifier> {
  const notifier = await startNotifier({
    store: database.store,
    connectionString: database.connectionString,
    settings: { slackWebhookUrl: slack.webhookUrl, allowPrivate: true, ...settings },
    log,
  });
  notifiers.push(notifier);
  return notifier;
}

/** Not in a log line, and in no row of any table. */
async function expectNoSecret(): Promise<void> {
  const secret = WEBHOOK_SECRET.split('/')[2] ?? '';
  expect(lines.join('\n')).not.toContain(secret);
  const tables = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'graphile_worker')`.execute(database.store.db);
  for (const { name } of tables.rows) {
    const rows =
      await sql`select t::text from ${sql.raw(name)} t where t::text like ${`%${secret}%`}`.execute(
        database.store.db,
      );
    expect(rows.rows, name).toEqual([]);
  }
}

const raise = async (changes = {}) => {
  const alert = await putAlert(database.store, finding(changes));
  await enqueue(database.store, alert);
  return alert;
};
const settled = () =>
  expect.poll(async () => (await pendingDeliveries(database.store)).queued, { timeout: 30_000 }).toBe(0);
const delivered = (count: number, timeout = 20_000) =>
  expect.poll(() => slack.messages().length, { timeout }).toBe(count);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('notifier', () => {
  it('tells Slack of an alert, at once and once', async () => {
    await start();
    const began = performance.now();
    const alert = await raise();
    await delivered(1);
    expect(performance.now() - began).toBeLessThan(1_500);
    await settled();
    expect(slack.posts).toHaveLength(1);
    expect(slack.posts[0]?.raw).toContain(alert.alertId);
    const told = await sql<{ actor: string; detail: unknown }>`select actor, detail from audit`.execute(
      database.store.db,
    );
    expect(told.rows).toEqual([
      {
        actor: 'slack',
        detail: expect.objectContaining({
          credential_id: alert.credentialId,
          severity: 'high',
          event_count: 214,
        }),
      },
    ]);
  });

  it('works off without a word what nobody wants to hear', async () => {
    await start({ slackWebhookUrl: undefined });
    await raise();
    await settled();
    expect(lines.some((line) => line.includes('no sink configured'))).toBe(true);
    expect(await listNotices(database.store, 10)).toEqual([]);
  });

  it('says what is new when an alert has grown', async () => {
    await start();
    const alert = await raise({ severity: 'medium' });
    await delivered(1);
    const grown = finding({ ...alert.finding, severity: 'critical', eventCount: 5_000, scoreBits: 60 });
    await enqueue(database.store, await putAlert(database.store, grown, alert.alertId), 'grown');
    await delivered(2);
    expect(slack.messages()[1]?.raw).toContain('the severity went from ◆ Medium to ■ Critical');
    expect(slack.messages()[1]?.raw).toContain('4,786 more calls');
  });

  it('tells in one message what came together while Slack was away', async () => {
    const alert = await raise({ severity: 'medium' });
    const grown = finding({ ...alert.finding, severity: 'critical', eventCount: 5_000, scoreBits: 60 });
    await enqueue(database.store, await putAlert(database.store, grown, alert.alertId), 'grown');
    await start();
    await settled();
    expect(slack.messages()).toHaveLength(1);
    expect(slack.messages()[0]?.raw).toContain('■ Critical: unusual use of CRM sync');
  });

  it('does not repeat what was delivered when the end of the job was lost', async () => {
    await start();
    const alert = await raise();
    await delivered(1);
    await settled();
    await enqueue(database.store, alert);
    await settled();
    expect(slack.posts).toHaveLength(1);
  });

  it('forgets an alert that is no longer there', async () => {
    const alert = await raise();
    await sql`delete from alert where alert_id = ${alert.alertId}`.execute(database.store.db);
    await start();
    await settled();
    expect(slack.posts).toEqual([]);
  });

  it('sends at most one message a second, however many notifiers there are, and none twice', async () => {
    await Promise.all([start(), start()]);
    const alerts = await Promise.all(Array.from({ length: 6 }, () => raise()));
    await delivered(6);
    await settled();
    const ids = slack.posts.map(({ raw }) => alerts.find(({ alertId }) => raw.includes(alertId))?.alertId);
    expect(new Set(ids).size).toBe(6);
    // A busy machine may hold one of them back and bring it nearer to the next, but cannot hurry them.
    const moments = slack.posts.map(({ at }) => at);
    expect(Math.max(...moments) - Math.min(...moments)).toBeGreaterThanOrEqual(5 * 1_000);
  });

  it.each([
    ['404', { status: 404, body: 'no_service' }, /404 no_service.*new incoming webhook/u],
    ['400', { status: 400, body: 'invalid_payload' }, /400 invalid_payload.*report the fault/u],
    ['a redirect', { status: 301, headers: { location: 'https://example.com/' } }, /final address/u],
  ])('stops at %s and leaves the operator a notice', async (_what, answer, words) => {
    slack.script(answer);
    await start();
    const alert = await raise();
    await settled();
    expect(slack.posts).toHaveLength(1);
    const notices = await listNotices(database.store, 10);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ kind: 'slack_refused', subject: 'slack', count: 1 });
    expect(notices[0]?.message).toMatch(words);
    expect(notices[0]?.message).toContain(alert.alertId);
  });

  it('gives up after a day, and says so', async () => {
    await raise();
    await sql`update graphile_worker._private_jobs set created_at = now() - interval '25 hours'`.execute(
      database.store.db,
    );
    slack.script({ status: 503 });
    await start();
    await settled();
    expect((await listNotices(database.store, 10))[0]).toMatchObject({
      kind: 'slack_unreachable',
      message: expect.stringContaining('given up: Slack answered 503'),
    });
  });

  it('keeps a delivery that cannot be made, and counts it as failing', async () => {
    slack.script(...Array.from({ length: 50 }, () => ({ status: 500 })));
    await start();
    await raise();
    await expect
      .poll(() => pendingDeliveries(database.store), { timeout: 10_000 })
      .toMatchObject({ queued: 1, failing: 1, lastError: 'Slack answered 500' });
    expect(await listNotices(database.store, 10)).toEqual([]);
  });

  it('refuses to start with an address it could never use, without repeating it', async () => {
    for (const slackWebhookUrl of ['http://example.com/cCcC', 'cCcC']) {
      const refused = startNotifier({
        store: database.store,
        connectionString: database.connectionString,
        settings: { slackWebhookUrl },
        log,
      });
      await expect(refused).rejects.toThrow(/^SLACK_WEBHOOK_URL is not an https address/u);
    }
    await expect(start({ publicUrl: 'monitor' })).rejects.toThrow('PUBLIC_URL');
  });
});

describe('closing', () => {
  it('lets the message on its way arrive, and leaves nothing locked', async () => {
    const release = slack.holdAnswers();
    const notifier = await start();
    await raise();
    await expect.poll(() => slack.posts.length, { timeout: 10_000 }).toBe(1);
    const closed = notifier.close();
    await pause(300);
    release();
    await closed;
    await notifier.close();
    expect(await pendingDeliveries(database.store)).toMatchObject({ queued: 0 });
    expect(slack.posts).toHaveLength(1);
  });

  it('gives back what waits for its turn', async () => {
    const notifier = await start();
    await raise();
    await raise();
    await raise();
    await delivered(1);
    const began = performance.now();
    await notifier.close();
    expect(performance.now() - began).toBeLessThan(2_000);
    const left = await sql<{ locked: number; left: number }>`
      select count(locked_at) as locked, count(*) as left from graphile_worker.jobs`.execute(
      database.store.db,
    );
    expect(left.rows[0]?.locked).toBe(0);
    expect(left.rows[0]?.left).toBe(3 - slack.messages().length);
    await start();
    await delivered(3);
  });
});

describe('a database that goes away', () => {
  const cutAll = () =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(database.store.db);

  it('does not matter between messages', async () => {
    await start();
    await raise();
    await delivered(1);
    for (let round = 0; round < 3; round += 1) {
      await cutAll();
      await pause(200);
    }
    await raise();
    await delivered(2);
    await settled();
    expect(slack.posts).toHaveLength(2);
  });

  it('does not repeat a message that was on its way', async () => {
    await start();
    const release = slack.holdAnswers();
    await raise();
    await expect.poll(() => slack.posts.length, { timeout: 10_000 }).toBe(1);
    await cutAll();
    release();
    await pause(50);
    await cutAll();
    await settled();
    await raise();
    await delivered(2);
    expect(slack.posts).toHaveLength(2);
  });

  it('neither ends the process nor repeats a message when the end of a delivery cannot be noted', async () => {
    const { db } = database.store;
    await sql`create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'disk full' using errcode = '53100'; end $$`.execute(db);
    await sql`create trigger refuse before delete on graphile_worker._private_jobs
      for each statement execute function refuse()`.execute(db);
    await start();
    await raise();
    await delivered(1);
    await expect
      .poll(() => lines.filter((line) => line.includes('starting it again')).length)
      .toBeGreaterThan(0);
    await sql`drop function refuse cascade`.execute(db);
    await settled();
    await raise();
    await delivered(2);
    expect(slack.posts).toHaveLength(2);
  });
});
