/*
 * Why: what each day taught of innocent scores, so that an installation's own history can raise its thresholds; and an
 *      index by hour, since a day is counted over all credentials at once.
 * Locks: the index is built while writers wait; an installation has a few million hours at most (seconds).
 * Breaking: yes (roll-ups keep more columns, and an older replica would judge by other thresholds).
 */
import { type Kysely, sql } from 'kysely';

export const breaking = true;

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Written once a day and never changed: an alert's threshold must not move after it was raised.
  `create table calibration_day (
    day       date primary key,
    used_days bigint not null,
    peaks     bigint not null,
    moderate  bigint not null,
    excess    bigint not null
  )`,
  'create index usage_hour_by_hour on usage_hour (hour)',
];
