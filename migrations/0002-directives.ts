/*
 * Why: what those who answer for a credential say of it changes how it is judged: expected networks, hours and volumes,
 * networks of thieves, revocation, bait.
 * Locks: credential_state for a moment; a column with a constant default rewrites nothing (PostgreSQL 11 and newer).
 * Breaking: yes. An older version would score without what was said, and replicas would disagree.
 */
import { type Kysely, sql } from 'kysely';

export const breaking = true;

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // One row is what somebody said at one time. Rows are withdrawn, never deleted: they still hold for the hours before.
  `create table directive (
    credential_id uuid not null,
    directive_id  uuid not null,
    kind          text not null check (kind in ('expected', 'distrusted', 'revoked', 'decoy')),
    statements    jsonb not null,
    since         timestamptz not null,
    until         timestamptz,
    reason        text,
    alert_id      uuid,
    made_by       text not null,
    made_at       timestamptz not null,
    withdrawn_by  text,
    withdrawn_at  timestamptz,
    primary key (credential_id, directive_id)
  )`,
  'create index directive_newest on directive (made_at desc, directive_id desc)',
  'create index directive_by_id on directive (directive_id)',
  // Whether there is any, seen by whoever locks the row: a sub-select on directive would see an older snapshot after
  // a wait for the lock, and a further statement for each batch would be wasted on those who have none.
  'alter table credential_state add column has_directives boolean not null default false',
];
