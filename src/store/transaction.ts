import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import type pg from 'pg';
import { copyIn } from './copy-in.ts';
import { isConnectionLoss, sqlStateOf } from './sql-state.ts';
import type { Store } from './store.ts';
import type { Tables } from './tables.ts';

/** What statements run in; so that other folders need not know Kysely. */
export type StoreTransaction = Transaction<Tables>;

export interface TransactionOptions {
  /** Runs at most, the first included. Default 6. */
  readonly attempts?: number;
  /** After this long no further attempt begins. Default 10 s. */
  readonly giveUpAfterMs?: number;
  /** The longest a statement may run, and the longest the server waits for our next one. Default 30 s. */
  readonly statementTimeoutMs?: number;
}

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Runs `work` in a READ COMMITTED transaction, and again when it lost a race (40001, 40P01) or its connection. `work`
 * must be idempotent and do nothing outside the transaction: a connection that is lost while it commits leaves open
 * whether it did, and then `work` runs again on top of its own rows.
 *
 * @throws what `work` or the database threw last; `isConnectionLoss` and `sqlStateOf` tell what it was
 */
export async function inTransaction<T>(
  store: Store,
  work: (transaction: Transaction<Tables>) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const { attempts = 6, giveUpAfterMs = 10_000, statementTimeoutMs = 30_000 } = options;
  const since = Date.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(store, work, statementTimeoutMs);
    } catch (error) {
      const spent = attempt >= attempts || Date.now() - since >= giveUpAfterMs;
      if (spent || !mayPass(error)) throw error;
      await sleep(pauseBefore(attempt));
    }
  }
}

async function once<T>(
  store: Store,
  work: (transaction: Transaction<Tables>) => Promise<T>,
  statementTimeoutMs: number,
): Promise<T> {
  const client = await store.pool.connect();
  // A Kysely of its own, since the shared one does not tell on which connection a transaction is. It gives the
  // connection back to the pool.
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: { connect: async () => client, end } }),
  });
  return db
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (transaction) => {
      clients.set(transaction, client);
      const limit = `${statementTimeoutMs}ms`;
      // For this transaction only, so that nothing stays with a connection that a pooler hands to others.
      await sql`
        select set_config('statement_timeout', ${limit}, true),
               set_config('idle_in_transaction_session_timeout', ${limit}, true)`.execute(transaction);
      return work(transaction);
    });
}

const end = async (): Promise<void> => {};

const clients = new WeakMap<Transaction<Tables>, pg.PoolClient>();

/** `COPY … FROM STDIN` inside a transaction of `inTransaction`; see `copyIn`. */
export const copyInto = (
  trx: StoreTransaction,
  statement: string,
  chunks: readonly Buffer[],
): Promise<void> => copyIn(clients.get(trx)!, statement, chunks);

/** serialization_failure and deadlock_detected: the other transaction went first. */
const LOST_RACE = new Set(['40001', '40P01']);

function mayPass(error: unknown): boolean {
  const state = sqlStateOf(error);
  return (state !== undefined && LOST_RACE.has(state)) || isConnectionLoss(error);
}

/** Twice as long each time; the half of it by chance, so that rivals do not meet again. */
function pauseBefore(attempt: number): number {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
  return longest / 2 + Math.random() * (longest / 2);
}
