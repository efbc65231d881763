import type pg from 'pg';
import { round } from '../support/stats.ts';

/** What one event takes on disk. */
export interface Storage {
  /** Everything that the service keeps: events, their indexes, roll-ups, profiles, states. */
  readonly bytes_per_event: number;
  /** Heap and primary key of the raw table, of the same rows. */
  readonly raw_bytes_per_event: number;
  readonly ratio: number;
  /** Bytes for each event, by table with its indexes. */
  readonly by_table: Readonly<Record<string, number>>;
  /** Of the events alone, without what is kept by hour or credential. */
  readonly events_alone: {
    readonly heap: number;
    readonly primary_key: number;
    readonly other_indexes: number;
  };
}

/** @param raw the table that the measured rows were copied into */
export async function measureStorage(client: pg.Client, raw: string): Promise<Storage> {
  // What an autovacuum would have done by now; nothing is moved or shrunk.
  await client.query('vacuum (analyze) access_event, usage_hour, profile, credential_state');
  const { rows: tables } = await client.query<{ name: string; bytes: number }>(
    `select case when c.relispartition then 'access_event' else c.relname end as name,
            sum(pg_total_relation_size(c.oid))::float8 as bytes
     from pg_class c
     where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname not like 'raw\\_%'
     group by 1 having sum(pg_total_relation_size(c.oid)) > 1e5 order by 2 desc`,
  );
  const { rows } = await client.query<
    Record<'events' | 'raw' | 'raw_rows' | 'heap' | 'key' | 'indexes', number>
  >(
    `select (select count(*) from access_event)::float8 as events,
            pg_total_relation_size('${raw}')::float8 as raw,
            (select count(*) from ${raw})::float8 as raw_rows,
            sum(pg_table_size(i.inhrelid))::float8 as heap,
            sum((select pg_relation_size(x.indexrelid) from pg_index x where x.indrelid = i.inhrelid and x.indisprimary))::float8 as key,
            sum(pg_indexes_size(i.inhrelid))::float8 as indexes
     from pg_inherits i where i.inhparent = 'access_event'::regclass`,
  );
  const found = rows[0]!;
  const each = (bytes: number): number => round(bytes / found.events, 1);
  const all = tables.reduce((sum, { bytes }) => sum + bytes, 0) / found.events;
  const rawEach = found.raw / found.raw_rows;
  return {
    bytes_per_event: round(all, 1),
    raw_bytes_per_event: round(rawEach, 1),
    ratio: round(all / rawEach, 3),
    by_table: Object.fromEntries(tables.map(({ name, bytes }) => [name, each(bytes)])),
    events_alone: {
      heap: each(found.heap),
      primary_key: each(found.key),
      other_indexes: each(found.indexes - found.key),
    },
  };
}
