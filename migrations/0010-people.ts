/*
 * Why: people sign in. A user has a role and a password, or comes by way of an OpenID Connect issuer; a session is what a
 *      browser holds, so that it can be listed and ended. Live pages ask once a second which alerts changed: alert_by_update.
 * Locks: building the index on alert waits for writers of that table and holds them up while it runs: milliseconds for thousands
 *      of alerts. The tables are new.
 * Breaking: no.
 */
import { type Kysely, sql } from 'kysely';

export const breaking = false;

export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create table user_account (
      user_id       uuid primary key,
      -- In lower case. Null: an issuer that tells none.
      email         text unique check (email = lower(email)),
      name          text not null,
      role          text not null check (role in ('read', 'respond', 'admin')),
      -- scrypt$N$r$p$SALT$HASH. Null: signs in by way of the issuer alone.
      password_hash text,
      oidc_issuer   text,
      oidc_subject  text,
      created_at    timestamptz not null default now(),
      disabled_at   timestamptz,
      unique (oidc_issuer, oidc_subject)
    )`,
    `create table session (
      -- SHA-256 of the token in the cookie.
      token_hash   bytea primary key,
      session_id   uuid not null unique,
      -- Exactly one of the two: whose session it is. A key's id, or the check value of the admin key of the settings.
      user_id      uuid,
      key_id       text,
      created_at   timestamptz not null,
      last_seen_at timestamptz not null,
      expires_at   timestamptz not null,
      user_agent   text,
      address      inet,
      revoked_at   timestamptz,
      check ((user_id is null) <> (key_id is null))
    )`,
    'create index session_by_user on session (user_id)',
    'create index session_by_expiry on session (expires_at)',
    'create index alert_by_update on alert (updated_at)',
  ];
  for (const statement of statements) await sql.raw(statement).execute(db);
}
