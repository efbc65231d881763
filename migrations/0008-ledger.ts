/*
 * Why: what Zoom logged of an app beside what we saw of it, hour by hour: the share of our lines that are lost is known from
 *      it, and so is what nobody of ours called.
 * Locks: none that matter, the table is new.
 * Breaking: no.
 */
import { type Kysely, sql } from 'kysely';

export const breaking = false;

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table ledger_hour (
        app_id    text not null,
        hour      timestamptz not null,
        client_id text not null,
        -- Calls that Zoom logged; of them those that we saw, too, and those of which no log of ours could know.
        zoom_side integer not null,
        matched   integer not null,
        uncovered integer not null,
        -- By operation: [matched, seen by Zoom alone].
        operations jsonb not null,
        -- Whether the calls that Zoom alone saw were told of; they are no lost lines then.
        told      boolean not null,
        primary key (app_id, hour)
      )`,
    )
    .execute(db);
}
