import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Store } from '../store.ts';
import { inTransaction } from '../transaction.ts';

export interface StoredBacktest {
  readonly id: string;
  readonly status: 'running' | 'done' | 'failed';
  readonly requestedBy: string;
  readonly requestedAt: Date;
  /** 0 to 1. */
  readonly progress: number;
  /** Of one that is done. */
  readonly result: unknown;
  /** Why it failed. */
  readonly error: string | null;
}

/** One that has not been heard of for this long has died with its process. By the clock of the database. */
const SILENCE = sql`interval '60 seconds'`;
const DIED = 'The process that ran it ended before it was done. Ask for it again.';
/** Results that are kept; the oldest go first. */
const KEPT = 50;

/** Makes the entry of a backtest that begins now; null while another one runs, anywhere in the installation. */
export async function beginBacktest(store: Store, requestedBy: string): Promise<string | null> {
  const id = randomUUID();
  return inTransaction(store, async (trx) => {
    await sql`
      update backtest set status = 'failed', error = ${DIED}
      where status = 'running' and heartbeat_at < now() - ${SILENCE}`.execute(trx);
    const { rows } = await sql`
      insert into backtest (backtest_id, status, requested_by) values (${id}, 'running', ${requestedBy})
      on conflict do nothing returning backtest_id`.execute(trx);
    if (rows.length === 0) return null;
    await sql`
      delete from backtest where status <> 'running' and backtest_id not in (
        select backtest_id from backtest order by requested_at desc, backtest_id limit ${KEPT})`.execute(trx);
    return id;
  });
}

/** Says that it still runs, and how far it is. */
export async function reportBacktest(store: Store, id: string, progress: number): Promise<void> {
  await sql`
    update backtest set progress = ${progress}, heartbeat_at = now()
    where backtest_id = ${id} and status = 'running'`.execute(store.db);
}

/** Ends it, unless it was given up for dead. */
export async function endBacktest(
  store: Store,
  id: string,
  outcome: { readonly result: unknown } | { readonly error: string },
): Promise<void> {
  const done = 'result' in outcome;
  await sql`
    update backtest
    set status = ${done ? 'done' : 'failed'}, progress = case when ${done} then 1 else progress end,
        result = ${done ? JSON.stringify(outcome.result) : null}::jsonb, error = ${done ? null : outcome.error}
    where backtest_id = ${id} and status = 'running'`.execute(store.db);
}

export async function findBacktest(store: Store, id: string): Promise<StoredBacktest | null> {
  const { rows } = await sql<Omit<StoredBacktest, 'error'> & { died: boolean; error: string | null }>`
    select backtest_id as id, status, requested_by as "requestedBy", requested_at as "requestedAt", progress, result,
           error, status = 'running' and heartbeat_at < now() - ${SILENCE} as died
    from backtest where backtest_id = ${id}`.execute(store.db);
  const [row] = rows;
  if (row === undefined) return null;
  const { died, ...found } = row;
  return died ? { ...found, status: 'failed', error: DIED } : found;
}
