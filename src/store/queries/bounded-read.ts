import { sql, type Transaction } from 'kysely';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import { inTransaction } from '../transaction.ts';

const LONGEST_MS = 15_000;

/** Runs a read that may meet a lot of data. The database ends a statement after 15 s (SQLSTATE 57014). */
export const boundedRead = <T>(store: Store, read: (db: Transaction<Tables>) => Promise<T>): Promise<T> =>
  inTransaction(
    store,
    async (db) => {
      // Over many partitions the planner fears the worst and compiles, which takes longer than the query: seconds.
      await sql`select set_config('jit', 'off', true)`.execute(db);
      return read(db);
    },
    { attempts: 3, statementTimeoutMs: LONGEST_MS },
  );
