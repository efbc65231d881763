import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { holdTurns, takeTurn } from '../../src/store/deliveries.ts';
import { enqueueAlertDelivery, pendingDeliveries, retryBy } from '../../src/store/jobs.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { enqueue, finding, putAlert } from './support/alerts.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
afterEach(async () => {
  await sql`delete from graphile_worker._private_jobs`.execute(database.store.db);
});

async function jobs(): Promise<{ key: string; payload: unknown }[]> {
  const found = await sql<{ key: string; payload: unknown }>`
    select key, payload from graphile_worker._private_jobs order by id`.execute(database.store.db);
  return found.rows;
}

describe('enqueueAlertDelivery', () => {
  it('is part of the transaction', async () => {
    const alert = await putAlert(database.store, finding());
    const failing = database.store.db.transaction().execute(async (trx) => {
      await enqueueAlertDelivery(trx, { ...alert, reason: 'raised', at: 1 });
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await jobs()).toEqual([]);

    await enqueue(database.store, alert);
    expect(await jobs()).toHaveLength(1);
  });

  it('queues once for an alert, a reason and a level', async () => {
    const { store } = database;
    const alert = await putAlert(store, finding());
    await enqueue(store, alert);
    await enqueue(store, alert);
    expect(await jobs()).toHaveLength(1);
    await enqueue(store, alert, 'grown');
    expect(await jobs()).toHaveLength(2);
    const worse = finding({ ...alert.finding, severity: 'critical' });
    await enqueue(store, await putAlert(store, worse, alert.alertId), 'grown');
    expect(await jobs()).toHaveLength(3);
    await enqueue(store, await putAlert(store, finding()));
    expect(await jobs()).toHaveLength(4);
  });

  it('queues once when replicas do it at the same time', async () => {
    const alert = await putAlert(database.store, finding());
    await Promise.all(Array.from({ length: 8 }, () => enqueue(database.store, alert)));
    expect(await jobs()).toHaveLength(1);
  });

  it('keeps what it is about and nothing else', async () => {
    const alert = await putAlert(database.store, finding());
    await enqueue(database.store, alert);
    expect((await jobs())[0]?.payload).toEqual({
      credentialId: alert.credentialId,
      alertId: alert.alertId,
      reason: 'raised',
      at: expect.any(Number),
      level: {
        severity: 'high',
        signals: ['odd_hour', 'unfamiliar_network'],
        eventCount: 214,
        scoreBits: 28.1,
      },
    });
  });

  it('refuses an alert that is not there', async () => {
    const missing = { alertId: randomUUID(), credentialId: randomUUID(), finding: finding() };
    await expect(enqueue(database.store, missing)).rejects.toThrow(missing.alertId);
  });
});

describe('pendingDeliveries', () => {
  it('counts what waits and what fails', async () => {
    const { store } = database;
    expect(await pendingDeliveries(store)).toEqual({
      queued: 0,
      failing: 0,
      oldestAt: null,
      lastError: null,
    });
    for (let index = 0; index < 3; index += 1) await enqueue(store, await putAlert(store, finding()));
    await sql`update graphile_worker._private_jobs set attempts = 3, last_error = 'Slack answered 500',
      run_at = now() + interval '5 hours' where id = (select max(id) from graphile_worker._private_jobs)`.execute(
      store.db,
    );
    const pending = await pendingDeliveries(store);
    expect(pending).toMatchObject({ queued: 3, failing: 1, lastError: 'Slack answered 500' });
    expect(Math.abs(Date.now() - (pending.oldestAt?.getTime() ?? 0))).toBeLessThan(60_000);
  });
});

describe('retryBy', () => {
  it('brings failed deliveries forward, and leaves the rest', async () => {
    const { store } = database;
    for (let index = 0; index < 3; index += 1) await enqueue(store, await putAlert(store, finding()));
    const ids = await sql<{ id: string }>`select id from graphile_worker._private_jobs order by id`.execute(
      store.db,
    );
    const [failed, soon, fresh] = ids.rows.map(({ id }) => id);
    await sql`update graphile_worker._private_jobs set attempts = 9,
      run_at = now() + case id when ${failed} then interval '6 hours' else interval '1 minute' end
      where id in (${failed}, ${soon})`.execute(store.db);
    await sql`update graphile_worker._private_jobs set run_at = now() + interval '6 hours'
      where id = ${fresh}`.execute(store.db);
    await retryBy(store.db, new Date(Date.now() + 600_000));
    const due = await sql<{ id: string; minutes: number }>`
      select id, round(extract(epoch from run_at - now()) / 60)::int as minutes
      from graphile_worker._private_jobs order by id`.execute(store.db);
    expect(due.rows.map(({ minutes }) => minutes)).toEqual([10, 1, 360]);
  });
});

describe('takeTurn', () => {
  it('spaces everybody who asks, and reserves nothing that is too far away', async () => {
    const timing = { intervalMs: 1_000, maxWaitMs: 2_500 };
    const turns = await Promise.all(
      Array.from({ length: 5 }, () => takeTurn(database.store, 'test', timing)),
    );
    const waits = turns.flatMap((turn) => ('waitMs' in turn ? [turn.waitMs] : [])).sort((a, b) => a - b);
    expect(waits).toHaveLength(3);
    waits.forEach((wait, index) => {
      expect(Math.abs(wait - index * 1_000)).toBeLessThan(500);
    });
    expect(turns.filter((turn) => 'heldForMs' in turn)).toHaveLength(2);
  });

  it('gives none while the channel asked for peace', async () => {
    await holdTurns(database.store, 'quiet', 60_000);
    await holdTurns(database.store, 'quiet', 5_000);
    const turn = await takeTurn(database.store, 'quiet', { intervalMs: 1_000, maxWaitMs: 5_000 });
    expect('heldForMs' in turn && turn.heldForMs).toBeGreaterThan(55_000);
    const other = await takeTurn(database.store, 'other', { intervalMs: 1_000, maxWaitMs: 5_000 });
    expect(other).toEqual({ waitMs: 0 });
  });
});
