import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

export interface Store {
  readonly db: Kysely<Tables>;
  /** The pool beneath `db`, for what Kysely does not do. */
  readonly pool: pg.Pool;
  /** Waits for running queries, then closes every connection. Safe to call twice. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Connections held at most. Default 10. */
  readonly maxConnections?: number;
  /** Told, perhaps twice, when a connection breaks: the server restarted, a fail-over. Nothing is lost by it. */
  readonly onConnectionError?: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 5_000;
const IDLE_TIMEOUT_MS = 30_000;

/**
 * Opens a pool; connects only with the first query. Keeps no session state and no named prepared statements, so
 * a pooler in transaction mode may stand between. Time limits of statements are set for each transaction
 * (transaction.ts), because such poolers refuse them as start-up parameters.
 */
export function openStore(connectionString: string, options: StoreOptions = {}): Store {
  const pool = new pg.Pool({
    connectionString,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'zoom-usage-monitor',
    types: { getTypeParser },
  });
  // Without listeners a connection that breaks would end the process. While it is idle, the pool drops it and the
  // next query opens another; while it is in use, its next query fails, and says so to whoever asked.
  pool.on('error', (error) => options.onConnectionError?.(error));
  pool.on('connect', (client) => client.on('error', (error) => options.onConnectionError?.(error)));

  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  let closing: Promise<void> | undefined;
  return {
    db,
    pool,
    close: () => {
      // Kysely ends a pool only if it has used it itself, and the queue works on the pool.
      closing ??= db.destroy().then(() => (pool.ending ? undefined : pool.end()));
      return closing;
    },
  };
}

/** The OID of bigint[], for which pg has no name. */
const INT8_ARRAY: number = 1016;

const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format: 'text' | 'binary' = 'text') => {
  if (format === 'text' && oid === pg.types.builtins.INT8) return parseCount;
  if (format === 'text' && oid === INT8_ARRAY) return parseCounts;
  return pg.types.getTypeParser(oid, format as 'text');
};

/** Our bigints are counts and bytes: beyond 2^53 the nearest double is near enough, and is what tables.ts promises. */
function parseCount(text: string): number {
  return Number(text);
}

function parseCounts(text: string): (number | null)[] {
  const texts: (string | null)[] = pg.types.getTypeParser(INT8_ARRAY)(text);
  return texts.map((count) => (count === null ? null : parseCount(count)));
}
