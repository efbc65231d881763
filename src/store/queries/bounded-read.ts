import type { Transaction } from 'kysely';
import type { Store } from '../store.ts';
import type { Tables } from '../tables.ts';
import { inTransaction } from '../transaction.ts';

const LONGEST_MS = 15_000;

/** Runs a read that may meet a lot of data. The database ends a statement after 15 s (SQLSTATE 57014). */
export const boundedRead = <T>(store: Store, read: (db: Transaction<Tables>) => Promise<T>): Promise<T> =>
  inTransaction(store, read, { attempts: 3, statementTimeoutMs: LONGEST_MS });
