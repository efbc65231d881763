import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialIdOf } from '../../src/ingest/identity.ts';
import { beginBacktest } from '../../src/store/queries/backtests.ts';
import { at, OFFICE, plunder, visit, work } from '../respond/support/life.ts';
import { startTestService, type TestService } from './support/service.ts';

type Json = Record<string, unknown>;
const THIEF = '203.0.113.66';
let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  const events = [
    ...work('alpha', 0, 28),
    ...plunder('alpha', at(27, 2), THIEF),
    ...work('beta', 0, 28),
    ...visit('beta', at(26, 22), OFFICE, 6),
  ].sort((a, b) => a.time - b.time);
  for (let i = 0; i < events.length; i += 1_000) {
    await service.monitor.accept(events.slice(i, i + 1_000), 'bulk', { sender: 'test' });
  }
});
afterAll(() => service.close());

const post = (body: unknown, key = service.keys.respond): Promise<Response> =>
  service.call('/v1/backtests', {
    key,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function get(id: unknown): Promise<Json> {
  const answer = await service.call(`/v1/backtests/${id}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Json;
}

/** Asks for one and waits until it is over. */
async function result(body: unknown): Promise<Json> {
  const answer = await post(body);
  const begun = (await answer.json()) as Json;
  expect(answer.status, JSON.stringify(begun)).toBe(202);
  expect(begun).toEqual({ id: expect.any(String), status: 'running' });
  await expect.poll(async () => (await get(begun['id']))['status'], { timeout: 60_000 }).not.toBe('running');
  return get(begun['id']);
}

describe('POST /v1/backtests', () => {
  it('gives the alerts that there are for the budget in force, and more for a looser one', async () => {
    const answer = (await (await service.call('/v1/alerts')).json()) as { alerts: Json[] };
    const done = await result({ budget: '1/365d' });
    expect(done).toMatchObject({
      status: 'done',
      progress: 1,
      requested_by: expect.stringMatching(/^respond key/),
    });
    const same = done['result'] as { alerts: Json[] } & Json;
    const keys = (alerts: readonly Json[], id: string): unknown[] =>
      alerts.map((one) => [one[id], one['severity'], one['raised_at'], one['score_bits']]).sort();
    expect(keys(same.alerts, 'episode')).toEqual(keys(answer.alerts, 'id'));
    expect(same.alerts.every(({ now }) => now)).toBe(true);
    expect(same).toMatchObject({ new: 0, gone: 0, scores: 'stored', hours_not_scored: 0, credentials: 2 });
    const theft = same.alerts[0]!;
    expect(theft).toMatchObject({ credential: 'alpha', credential_id: credentialIdOf('alpha') });
    const alert = answer.alerts.find(({ id }) => id === theft['episode'])!;
    expect(String(alert['explanation']).startsWith(`${theft['explanation']} `)).toBe(true);

    const looser = (await result({ budget: '1/1d' }))['result'] as { alerts: Json[] } & Json;
    expect(looser.alerts.map(({ episode }) => episode)).toEqual(
      expect.arrayContaining(same.alerts.map(({ episode }) => episode)),
    );
    expect(looser['new']).toBeGreaterThan(0);
  });

  it('keeps to a range and a credential, and scores anew when asked to', async () => {
    const before = await result({ budget: '1/365d', to: new Date(at(20, 0)).toISOString() });
    expect(before['result']).toMatchObject({ in_force: { medium: 0, high: 0, critical: 0 } });
    const beta = await result({ budget: '1/365d', credential: 'beta', rescore: true });
    expect(beta['result']).toMatchObject({ credentials: 1, scores: 'rescored' });
    expect(JSON.stringify(beta)).not.toContain('alpha');
  });

  it('says what is wrong with a request', async () => {
    const wrong = async (body: unknown): Promise<unknown> => {
      const answer = await post(body);
      return [answer.status, ((await answer.json()) as Json)['field']];
    };
    expect(await wrong({})).toEqual([400, 'budget']);
    expect(await wrong({ budget: 'often' })).toEqual([400, 'budget']);
    expect(await wrong({ budget: '1/90d', from: 'yesterday' })).toEqual([400, 'from']);
    const backwards = { from: '2026-02-02T00:00:00Z', to: '2026-02-01T00:00:00Z' };
    expect(await wrong({ budget: '1/90d', ...backwards })).toEqual([400, 'to']);
    expect(await wrong({ budget: '1/90d', sort: 'bits' })).toEqual([400, 'sort']);
    expect((await post({ budget: '1/90d', credential: 'nobody' })).status).toBe(404);
    expect((await service.call('/v1/backtests/none')).status).toBe(400);
    expect((await service.call(`/v1/backtests/${crypto.randomUUID()}`)).status).toBe(404);
  });

  it('is for those who respond; those who read may look', async () => {
    expect((await post({ budget: '1/90d' }, service.keys.read)).status).toBe(403);
    expect((await post({ budget: '1/90d' }, service.keys.ingest)).status).toBe(403);
    const ask = { key: service.keys.ingest };
    expect((await service.call(`/v1/backtests/${crypto.randomUUID()}`, ask)).status).toBe(403);
  });

  it('runs one at a time, and one whose process has died is failed and makes room', async () => {
    const id = await beginBacktest(service.store, 'another replica');
    expect(await get(id)).toMatchObject({ status: 'running', progress: 0 });
    const refused = await post({ budget: '1/90d' });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(await refused.json()).toMatchObject({ code: 'backtest_running' });

    await service.store.pool.query(
      `update backtest set heartbeat_at = now() - interval '61 seconds' where backtest_id = $1`,
      [id],
    );
    expect(await get(id)).toMatchObject({ status: 'failed', error: expect.stringContaining('ended') });
    expect((await result({ budget: '1/90d' }))['status']).toBe('done');
    expect(await get(id)).toMatchObject({ status: 'failed' });
  });

  it('keeps the newest 50', async () => {
    await service.store.pool.query(
      `insert into backtest (backtest_id, status, requested_by, requested_at)
       select gen_random_uuid(), 'failed', 'long ago', now() - interval '1 day' from generate_series(1, 80)`,
    );
    const { id } = await result({ budget: '1/90d' });
    const { rows } = await service.store.pool.query('select backtest_id from backtest');
    expect(rows).toHaveLength(50);
    expect(rows).toContainEqual({ backtest_id: id });
  });

  it('fails one that runs when the service is stopped', async () => {
    const other = await startTestService();
    await other.monitor.accept(work('gamma', 0, 2), 'bulk', { sender: 'test' });
    // Whoever holds the table keeps it from being done before the service is stopped.
    const holder = await other.store.pool.connect();
    await holder.query('begin');
    await holder.query('lock table usage_hour in access exclusive mode');
    const answer = await other.call('/v1/backtests', {
      key: other.keys.respond,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ budget: '1/90d' }),
    });
    const { id } = (await answer.json()) as Json;
    const closed = other.app.close();
    await holder.query('rollback');
    holder.release();
    await closed;
    const { rows } = await other.store.pool.query(
      'select status, error from backtest where backtest_id = $1',
      [id],
    );
    expect(rows).toEqual([{ status: 'failed', error: expect.stringContaining('stopped') }]);
    await other.close();
  });
});
