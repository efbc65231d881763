/*
 * Why: what is pulled from Zoom needs cursors, quotas that replicas and restarts share, and the apps whose call logs are
 * pulled; and the operator should see which hours have which sources.
 * Locks: none that matter, the tables are new.
 * Breaking: yes. An older version would store events and not count them for coverage.
 */
import { type Kysely, sql } from 'kysely';

export const breaking = true;

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // How far each list of Zoom's was read. Whoever holds the lease writes here, nobody else.
  `create table zoom_pull (
    stream        text primary key,
    -- When it was first pulled: records of before are history, which is learnt and not alerted on.
    since         timestamptz not null,
    first_day     timestamptz not null,
    -- Days before this one were read after they had ended, and are not read again.
    settled_until timestamptz not null,
    read_at       timestamptz,
    new_records   bigint not null default 0,
    -- Of the last attempt; null when it went well.
    problem_code  text,
    problem       text,
    problem_at    timestamptz
  )`,

  // Calls made of Zoom's daily limits, and until when Zoom wants no more: true after a crash, and for every replica.
  `create table zoom_quota (
    label        text primary key,
    day          timestamptz not null,
    used         integer not null,
    paused_until timestamptz
  )`,

  `create table zoom_app (
    app_id       text primary key,
    name         text not null,
    type         text,
    first_seen   timestamptz not null default now(),
    last_seen    timestamptz not null default now(),
    -- Said once by the operator: Zoom's list does not tell which client id an app has.
    client_id    text,
    linked_by    text,
    linked_at    timestamptz,
    suggestion   text,
    matched      integer
  )`,

  // Events by the hour in which they happened, and by the hour in which they came, of each log source.
  `create table coverage_hour (
    hour     timestamptz not null,
    source   text not null,
    events   bigint not null,
    arrivals bigint not null,
    primary key (hour, source)
  )`,
];
