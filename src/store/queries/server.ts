import { sql } from 'kysely';
import type { Store } from '../store.ts';

/** What the database server says of itself. */
export interface ServerFacts {
  /** 18.4 as `18.4`. */
  readonly version: string;
  readonly majorVersion: number;
  readonly now: Date;
  /** Bytes of this database on disk. */
  readonly size: number;
}

export async function serverFacts(store: Store): Promise<ServerFacts> {
  const { rows } = await sql<{ version: string; number: number; now: Date; size: number }>`
    select current_setting('server_version') as version,
           current_setting('server_version_num')::int as number,
           clock_timestamp() as now,
           pg_database_size(current_database()) as size`.execute(store.db);
  const [row] = rows;
  if (row === undefined) throw new TypeError('the server answered with no row');
  return {
    version: row.version,
    majorVersion: Math.floor(row.number / 10_000),
    now: row.now,
    size: row.size,
  };
}
