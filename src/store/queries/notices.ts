import { sql } from 'kysely';
import type { Store } from '../store.ts';

/** Something the operator should know. One row for each kind and subject: what repeats is counted. */
export interface Notice {
  readonly kind: string;
  readonly subject: string;
  readonly message: string;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
}

/** Adds `count` occurrences; the newest message stays. */
export async function addToNotice(
  store: Store,
  notice: { kind: string; subject: string; message: string; count: number },
): Promise<void> {
  await store.db
    .insertInto('notice')
    .values(notice)
    .onConflict((conflict) =>
      conflict.columns(['kind', 'subject']).doUpdateSet({
        message: notice.message,
        count: sql`notice.count + excluded.count`,
        last_at: sql`now()`,
      }),
    )
    .execute();
}

/** The newest first. */
export async function listNotices(store: Store, limit: number): Promise<Notice[]> {
  const rows = await store.db
    .selectFrom('notice')
    .selectAll()
    .orderBy('last_at', 'desc')
    .orderBy('kind')
    .orderBy('subject')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    kind: row.kind,
    subject: row.subject,
    message: row.message,
    count: row.count,
    firstAt: row.first_at,
    lastAt: row.last_at,
  }));
}
