/*
 * Why: how far Zoom's count of an account's calls fell in each hour beside what our own logs explain of it: apps that never cross
 *      our network draw on the same quota every day, and only what is more than they usually take is news. And how many calls the
 *      pulls make in each hour, which are in no log.
 * Locks: none that matter, the tables are new.
 * Breaking: no.
 */
import { type Kysely, sql } from 'kysely';

export const breaking = false;

export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create table quota_hour (
      account   text not null,
      -- Which daily limit: 'Heavy 60000'.
      label     text not null,
      hour      timestamptz not null,
      -- Calls that Zoom counted between two lines of ours; calls of ours that may be among them.
      counted   integer not null,
      ours      integer not null,
      -- usual, told; uncovered: a log of ours was silent; mixed: the lines are not of one count.
      verdict   text not null,
      -- The newest line that bore the count: the next hour goes on from there.
      last_at   timestamptz not null,
      primary key (account, label, hour)
    )`,
    'create index quota_hour_by_hour on quota_hour (hour)',
    `create table zoom_call_hour (
      label text not null,
      hour  timestamptz not null,
      calls integer not null,
      primary key (label, hour)
    )`,
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
