import { sql } from 'kysely';
import type { Store } from '../store.ts';
import { heldBy } from './leases.ts';

/** The one lease under which pulls are made. */
export const PULL_LEASE = 'zoom-pull';

/** How far one of Zoom's lists was read. Times are epoch milliseconds. */
export interface PullState {
  readonly stream: string;
  /** When it was first pulled. */
  readonly since: number;
  readonly firstDay: number;
  /** Days before this one are not read again. */
  readonly settledUntil: number;
  readonly readAt: number | null;
  readonly newRecords: number;
  readonly problem: PullProblem | null;
}

export interface PullProblem {
  readonly code: string;
  /** What is wrong and what to do. */
  readonly message: string;
  readonly at: number;
}

/** The state of a list; one that was never pulled begins at `firstDay`. */
export async function openPull(
  store: Store,
  stream: string,
  { now, firstDay }: { readonly now: number; readonly firstDay: number },
): Promise<PullState> {
  await store.db
    .insertInto('zoom_pull')
    .values({
      stream,
      since: new Date(now),
      first_day: new Date(firstDay),
      settled_until: new Date(firstDay),
    })
    .onConflict((conflict) => conflict.column('stream').doNothing())
    .execute();
  const row = await store.db
    .selectFrom('zoom_pull')
    .selectAll()
    .where('stream', '=', stream)
    .executeTakeFirstOrThrow();
  return stateOf(row);
}

/** Every list that was ever pulled. */
export async function listPulls(store: Store): Promise<PullState[]> {
  return (await store.db.selectFrom('zoom_pull').selectAll().orderBy('stream').execute()).map(stateOf);
}

/**
 * Moves the cursor after what lies before it was stored. Never back, and never by one who has lost the lease: then what
 * was stored is read again, which changes nothing.
 */
export async function advancePull(
  store: Store,
  owner: string,
  stream: string,
  { settledUntil, readAt, added }: { settledUntil: number; readAt: number; added: number },
): Promise<void> {
  await store.db
    .updateTable('zoom_pull')
    .set({
      settled_until: sql`greatest(settled_until, ${new Date(settledUntil)})`,
      read_at: new Date(readAt),
      new_records: sql`new_records + ${added}::bigint`,
      problem_code: null,
      problem: null,
      problem_at: null,
    })
    .where('stream', '=', stream)
    .where(heldBy(PULL_LEASE, owner))
    .execute();
}

/** Notes why a list could not be read. */
export async function failPull(
  store: Store,
  owner: string,
  stream: string,
  problem: PullProblem,
): Promise<void> {
  await store.db
    .updateTable('zoom_pull')
    .set({ problem_code: problem.code, problem: problem.message, problem_at: new Date(problem.at) })
    .where('stream', '=', stream)
    .where(heldBy(PULL_LEASE, owner))
    .execute();
}

interface PullRow {
  readonly stream: string;
  readonly since: Date;
  readonly first_day: Date;
  readonly settled_until: Date;
  readonly read_at: Date | null;
  readonly new_records: number;
  readonly problem_code: string | null;
  readonly problem: string | null;
  readonly problem_at: Date | null;
}

const stateOf = (row: PullRow): PullState => ({
  stream: row.stream,
  since: row.since.getTime(),
  firstDay: row.first_day.getTime(),
  settledUntil: row.settled_until.getTime(),
  readAt: row.read_at?.getTime() ?? null,
  newRecords: row.new_records,
  problem:
    row.problem_code === null
      ? null
      : { code: row.problem_code, message: row.problem ?? '', at: row.problem_at?.getTime() ?? 0 },
});
