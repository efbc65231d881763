import { sql } from 'kysely';
import { sqlStateOf } from './sql-state.ts';
import type { Store } from './store.ts';
import { inTransaction } from './transaction.ts';

/** Months of UTC, counted from January of the year 0: year * 12 + month. */
type MonthNumber = number;

const knownMonths = new WeakMap<Store, Set<MonthNumber>>();

/**
 * Makes the monthly partitions of access_event that are missing for these times (epoch ms). Neither readers nor writers
 * wait for it, and replicas may race. What this store has once seen is not looked up again.
 */
export async function ensureMonths(store: Store, times: readonly number[]): Promise<void> {
  const known = monthsOf(store);
  const missing = [...new Set(times.map(monthOf))].filter((month) => !known.has(month)).sort((a, b) => a - b);
  if (missing.length === 0) return;
  for (const partition of await listPartitions(store.db)) if (partition.attached) known.add(partition.month);
  for (const month of missing) {
    if (!known.has(month)) await makeMonth(store, month);
    known.add(month);
  }
}

/**
 * Drops the partitions whose events are all older than `time` (epoch ms), for retention; returns their names, oldest
 * first. Readers and writers go on meanwhile. What an interrupted call left is finished by the next one.
 */
export async function dropPartitionsBefore(store: Store, time: number): Promise<string[]> {
  const dropped: string[] = [];
  for (const partition of await listPartitions(store.db)) {
    if (partition.month >= monthOf(time)) continue;
    const name = sql.table(partition.name);
    // Neither form may run inside a transaction; a detachment that was interrupted must be finished first.
    if (partition.detaching)
      await sql`alter table access_event detach partition ${name} finalize`.execute(store.db);
    else if (partition.attached) {
      await sql`alter table access_event detach partition ${name} concurrently`.execute(store.db);
    }
    monthsOf(store).delete(partition.month);
    await sql`drop table ${name}`.execute(store.db);
    dropped.push(partition.name);
  }
  return dropped;
}

/**
 * From when on every event that was stored is still there, epoch ms: the beginning of the oldest month. Null when there
 * is no month.
 */
export async function eventsKeptSince(db: Store['db']): Promise<number | null> {
  const oldest = (await listPartitions(db)).find(({ attached }) => attached);
  return oldest === undefined ? null : Date.parse(startOf(oldest.month));
}

interface Partition {
  readonly name: string;
  readonly month: MonthNumber;
  readonly attached: boolean;
  /** Its detachment was begun and not finished. */
  readonly detaching: boolean;
}

async function listPartitions(db: Store['db']): Promise<Partition[]> {
  const { rows } = await sql<{ name: string; attached: boolean; detaching: boolean }>`
    select c.relname as name,
           i.inhrelid is not null and not i.inhdetachpending as attached,
           coalesce(i.inhdetachpending, false) as detaching
    from pg_class c
    left join pg_inherits i on i.inhrelid = c.oid and i.inhparent = 'access_event'::regclass
    where c.relnamespace = (select relnamespace from pg_class where oid = 'access_event'::regclass)
      and c.relkind = 'r' and c.relname ~ '^access_event_[0-9]{4}_[0-9]{2}$'
    order by c.relname`.execute(db);
  return rows.map((row) => ({ ...row, month: monthInName(row.name) }));
}

/** duplicate_table, or duplicate_object and unique_violation in the catalogue, or "is already a partition". */
const MADE_BY_ANOTHER = new Set(['42P07', '42710', '23505', '42809']);

async function makeMonth(store: Store, month: MonthNumber): Promise<void> {
  const name = sql.table(nameOf(month));
  const [from, to] = [sql.lit(startOf(month)), sql.lit(startOf(month + 1))];
  try {
    await inTransaction(store, async (transaction) => {
      await sql`create table if not exists ${name} (like access_event including all)`.execute(transaction);
      await sql`alter table access_event attach partition ${name} for values from (${from}) to (${to})`.execute(
        transaction,
      );
    });
  } catch (error) {
    const state = sqlStateOf(error);
    if (state === undefined || !MADE_BY_ANOTHER.has(state)) throw error;
    const made = (await listPartitions(store.db)).some(
      (partition) => partition.month === month && partition.attached,
    );
    if (!made) throw error;
  }
}

function monthsOf(store: Store): Set<MonthNumber> {
  const known = knownMonths.get(store) ?? new Set();
  knownMonths.set(store, known);
  return known;
}

function monthOf(time: number): MonthNumber {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function monthInName(name: string): MonthNumber {
  const [, year, month] = /(\d{4})_(\d{2})$/.exec(name) ?? [];
  return Number(year) * 12 + Number(month) - 1;
}

function nameOf(month: MonthNumber): string {
  return `access_event_${startOf(month).slice(0, 7).replace('-', '_')}`;
}

function startOf(month: MonthNumber): string {
  return new Date(Date.UTC(Math.floor(month / 12), month % 12, 1)).toISOString();
}
