/*
 * Why: the first schema: credentials, their events, what was learnt of them and what was found.
 * Locks: none that matter, everything is new.
 * Breaking: yes (it is the beginning).
 *
 * Rules (design: storage): credential_id, a hash-made uuid, leads every key of the hot tables, so that they can be
 * distributed by it; events are partitioned by month; no sequences, triggers or foreign keys on hot tables.
 */
import { type Kysely, sql } from 'kysely';

export const breaking = true;

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table credential (
    credential_id uuid primary key,
    external_id   text not null,
    account_id    text,
    label         text,
    owner         text,
    created_at    timestamptz not null default now()
  )`,

  // One row per credential, locked by whoever scores it.
  `create table credential_state (
    credential_id   uuid primary key,
    newest_event_at timestamptz,
    learn_until     timestamptz,
    state           text not null default 'active' check (state in ('active', 'revoked')),
    decoy           boolean not null default false,
    budget          text,
    time_zone       text,
    -- Raised when an hour that profiles may already contain gets a late event: cached profiles are then stale.
    history_version integer not null default 0
  ) with (fillfactor = 80)`,

  `create table access_event (
    credential_id      uuid not null,
    occurred_at        timestamptz not null,
    event_id           uuid not null,
    received_at        timestamptz not null default now(),
    source_ip          inet,
    source_text        text,
    method             text,
    host               text,
    path               text,
    operation          text,
    status             smallint,
    request_bytes      bigint,
    response_bytes     bigint,
    duration_ms        integer,
    user_agent         text,
    tracking_id        text,
    token_fingerprint  text,
    token_issued_at    timestamptz,
    token_expires_at   timestamptz,
    account_id         text,
    source             text,
    sender_id          text,
    asn                bigint,
    country            text,
    extra              jsonb,
    primary key (credential_id, occurred_at, event_id)
  ) partition by range (occurred_at)`,
  'create index access_event_time on access_event (occurred_at, credential_id, event_id)',
  'create index access_event_address on access_event (source_ip, occurred_at)',

  // The roll-up of one credential's hour (core/rollup.ts), and what it scored.
  `create table usage_hour (
    credential_id uuid not null,
    hour          timestamptz not null,
    calls         bigint not null,
    doc           jsonb not null,
    bits          double precision,
    score         jsonb,
    late_by_ms    bigint not null default 0,
    primary key (credential_id, hour)
  ) with (fillfactor = 70)`,
  'create index usage_hour_evidence on usage_hour (credential_id, hour) where score is not null',

  // Checkpoints of the learnt profile: the fold of every hour up to and with through_hour.
  `create table profile (
    credential_id uuid not null,
    through_hour  timestamptz not null,
    doc           jsonb not null,
    primary key (credential_id, through_hour)
  )`,

  `create table alert (
    credential_id   uuid not null,
    alert_id        uuid not null,
    episode_start   timestamptz not null,
    severity        text not null check (severity in ('info', 'low', 'medium', 'high', 'critical')),
    status          text not null default 'open' check (status in ('open', 'acknowledged', 'resolved')),
    disposition     text check (disposition in ('expected', 'compromised', 'unclear')),
    assignee        text,
    raised_at       timestamptz not null,
    first_event_at  timestamptz not null,
    last_event_at   timestamptz not null,
    event_count     bigint not null,
    score_bits      double precision not null,
    finding         jsonb not null,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    primary key (credential_id, alert_id),
    unique (credential_id, episode_start)
  )`,
  'create index alert_newest on alert (raised_at desc, alert_id desc)',
  'create index alert_by_id on alert (alert_id)',

  `create table alert_note (
    credential_id uuid not null,
    alert_id      uuid not null,
    note_id       uuid not null,
    written_at    timestamptz not null default now(),
    author        text not null,
    note          text not null,
    primary key (credential_id, alert_id, note_id)
  )`,

  `create table api_key (
    key_id                   uuid primary key,
    name                     text not null,
    role                     text not null check (role in ('ingest', 'read', 'respond', 'admin')),
    hash                     bytea not null unique,
    source                   text,
    credential_pattern       text,
    new_credentials_per_hour integer,
    created_at               timestamptz not null default now(),
    expires_at               timestamptz,
    revoked_at               timestamptz
  )`,

  // Lines that could not be read: a bounded sample to look at, and counts that are complete.
  `create table rejected_line (
    rejection_id uuid primary key,
    received_at  timestamptz not null default now(),
    source       text not null,
    code         text not null,
    message      text not null,
    line         bigint not null,
    length       bigint not null,
    hash         text not null,
    excerpt      text not null
  )`,
  'create index rejected_line_newest on rejected_line (source, received_at desc)',
  `create table rejection_count (
    source text not null,
    hour   timestamptz not null,
    code   text not null,
    lines  bigint not null,
    primary key (source, hour, code)
  )`,

  // When a delivery without a time of its own first came, so that its retry gets the same time.
  `create table first_arrival (
    body_hash  uuid primary key,
    arrived_at timestamptz not null default now()
  )`,

  // To the operator: bad signatures, a silent source, a clock that is off.
  `create table notice (
    kind     text not null,
    subject  text not null,
    message  text not null,
    count    bigint not null default 1,
    first_at timestamptz not null default now(),
    last_at  timestamptz not null default now(),
    primary key (kind, subject)
  )`,

  `create table audit (
    audit_id uuid primary key,
    at       timestamptz not null default now(),
    actor    text not null,
    action   text not null,
    subject  text not null,
    detail   jsonb
  )`,
  'create index audit_newest on audit (at desc)',
  'create index audit_subject on audit (subject, at desc)',

  // Facts about this installation that replicas must share, such as the check value of the fingerprint key.
  `create table installation (
    name  text primary key,
    value text not null
  )`,

  // What an older binary needs to know of a newer schema.
  `create table schema_note (
    migration text primary key,
    breaking  boolean not null
  )`,
];
