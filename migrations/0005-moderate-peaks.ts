/*
 * Why: the threshold rests on moderate peaks alone now; those above are thefts' as well, and are not counted any more.
 * Locks: the table has one row a day (milliseconds).
 * Breaking: yes (an older version writes the column, and would judge by other thresholds).
 */
import { type Kysely, sql } from 'kysely';

export const breaking = true;

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table calibration_day drop column peaks`.execute(db);
}
