import { type Kysely, sql } from 'kysely';
import { isoClock } from '../../core/iso-clock.ts';
import type { Tables } from '../tables.ts';
import { column } from './column.ts';

/** What scoring needs to know of a credential, read under its lock. */
export interface CredentialState {
  readonly credentialId: string;
  readonly credential: string;
  readonly label: string | null;
  /** Newest event time accepted so far, epoch ms. */
  readonly newestEventAt: number | null;
  /** Before this, everything is only learnt, epoch ms. */
  readonly learnUntil: number | null;
  readonly budget: string | null;
  readonly timeZone: string | null;
  /** Raised when an hour that a profile may already contain has changed. */
  readonly historyVersion: number;
  /** Raised whenever any of its hours has changed. */
  readonly hoursVersion: number;
  /** Whether anything was ever said of it (table `directive`). */
  readonly hasDirectives: boolean;
}

/** Which of these credentials exist already. */
export async function knownCredentials(db: Kysely<Tables>, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ credential_id: string }>`
    select credential_id from credential where credential_id = any(${ids}::uuid[])`.execute(db);
  return new Set(rows.map((row) => row.credential_id));
}

/** Makes the rows of credentials that are not there yet; `found` in ascending order of id. */
export async function insertCredentials(
  db: Kysely<Tables>,
  found: readonly {
    readonly credentialId: string;
    readonly credential: string;
    readonly accountId: string | null;
  }[],
): Promise<void> {
  if (found.length === 0) return;
  const ids = found.map(({ credentialId }) => credentialId);
  await sql`
    insert into credential (credential_id, external_id, account_id)
    select * from unnest(${ids}::uuid[], ${found.map(({ credential }) => credential)}::text[],
                         ${found.map(({ accountId }) => accountId)}::text[])
    on conflict do nothing`.execute(db);
  await sql`
    insert into credential_state (credential_id) select * from unnest(${ids}::uuid[])
    on conflict do nothing`.execute(db);
}

interface StateRow {
  credential_id: string;
  external_id: string;
  label: string | null;
  newest_event_at: Date | null;
  learn_until: Date | null;
  budget: string | null;
  time_zone: string | null;
  history_version: number;
  hours_version: number;
  has_directives: boolean;
}

const SELECT_STATE = sql`
  select s.credential_id, c.external_id, c.label, s.newest_event_at, s.learn_until, s.budget, s.time_zone,
         s.history_version, s.hours_version, s.has_directives
  from credential_state s join credential c using (credential_id)`;

const stateOf = (row: StateRow): CredentialState => ({
  credentialId: row.credential_id,
  credential: row.external_id,
  label: row.label,
  newestEventAt: row.newest_event_at?.getTime() ?? null,
  learnUntil: row.learn_until?.getTime() ?? null,
  budget: row.budget,
  timeZone: row.time_zone,
  historyVersion: row.history_version,
  hoursVersion: row.hours_version,
  hasDirectives: row.has_directives,
});

/** Locks the states of these credentials in order of their ids, so that two writers never wait in a circle. */
export async function lockStates(
  db: Kysely<Tables>,
  ids: readonly string[],
): Promise<Map<string, CredentialState>> {
  const { rows } = await sql<StateRow>`
    ${SELECT_STATE} where s.credential_id = any(${ids}::uuid[]) order by s.credential_id for update of s`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.credential_id, stateOf(row)]));
}

/** The same for one credential, without a lock; null when there is none. */
export async function readState(db: Kysely<Tables>, credentialId: string): Promise<CredentialState | null> {
  const { rows } = await sql<StateRow>`${SELECT_STATE} where s.credential_id = ${credentialId}::uuid`.execute(
    db,
  );
  return rows[0] === undefined ? null : stateOf(rows[0]);
}

/** The next states in order of their ids, without a lock, for those who walk through all of them. */
export async function readStatesAfter(
  db: Kysely<Tables>,
  after: string | null,
  limit: number,
): Promise<CredentialState[]> {
  const { rows } = await sql<StateRow>`
    ${SELECT_STATE}
    where s.credential_id > coalesce(${after}::uuid, '00000000-0000-0000-0000-000000000000')
    order by s.credential_id limit ${limit}`.execute(db);
  return rows.map(stateOf);
}

export async function countCredentials(db: Kysely<Tables>): Promise<number> {
  const { count } = await db
    .selectFrom('credential_state')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

export interface StateUpdate {
  readonly credentialId: string;
  /** Epoch ms. */
  readonly newestEventAt: number;
  /** Epoch ms. */
  readonly learnUntil: number | null;
  readonly historyVersion: number;
}

/** Writes what a batch changed; whoever changes hours calls it, and so raises `hoursVersion` by one. */
export async function updateStates(db: Kysely<Tables>, updates: readonly StateUpdate[]): Promise<void> {
  if (updates.length === 0) return;
  await sql`
    update credential_state s
    set newest_event_at = greatest(s.newest_event_at, u.newest), learn_until = u.learn_until,
        history_version = u.version, hours_version = s.hours_version + 1
    from unnest(${column(updates, (u) => u.credentialId)}::uuid[],
                ${column(updates, (u) => isoClock(u.newestEventAt))}::timestamptz[],
                ${column(updates, (u) => (u.learnUntil === null ? null : isoClock(u.learnUntil)))}::timestamptz[],
                ${column(updates, (u) => u.historyVersion)}::integer[]) as u(id, newest, learn_until, version)
    where s.credential_id = u.id`.execute(db);
}
