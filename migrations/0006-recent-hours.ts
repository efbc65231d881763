/*
 * Why: writers keep the newest roll-ups of a credential in memory, and must see that another one has changed them; and
 * roll-ups are written more often than anything is asked of their inside, so they are kept as the text that was written
 * (json, not jsonb: half the bytes, and nothing to take apart).
 * Locks: rewrites usage_hour (an exclusive lock for about a minute for each 10 million hours).
 * Breaking: yes (an older version would change roll-ups without saying so).
 */
import { type Kysely, sql } from 'kysely';

export const breaking = true;

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table credential_state add column hours_version integer not null default 0`.execute(db);
  await sql`alter table usage_hour alter column doc type json using doc::json`.execute(db);
}
