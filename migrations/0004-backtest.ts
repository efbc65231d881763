/*
 * Why: backtests that were asked for over HTTP, with their results, so that any replica can answer for them.
 * Locks: none that matter, the table is new.
 * Breaking: no. An older version does not know it.
 */
import { type Kysely, sql } from 'kysely';

export const breaking = false;

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table backtest (
    backtest_id  uuid primary key,
    status       text not null check (status in ('running', 'done', 'failed')),
    requested_by text not null,
    requested_at timestamptz not null default now(),
    -- While it runs, said again every few seconds: one that falls silent has died with its process.
    heartbeat_at timestamptz not null default now(),
    progress     double precision not null default 0,
    result       jsonb,
    error        text
  )`,
  // One at a time in the whole installation.
  `create unique index backtest_running on backtest (status) where status = 'running'`,
];
