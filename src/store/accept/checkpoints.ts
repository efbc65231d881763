import { type Kysely, sql } from 'kysely';
import type { ProfileJson } from '../../core/profile/profile-json.ts';
import { type HourNumber, hourOf } from '../../core/time.ts';
import type { Tables } from '../tables.ts';
import { hourToIso } from './usage-hours.ts';

export interface Checkpoint {
  readonly through: HourNumber;
  readonly doc: ProfileJson;
}

/** The newest checkpoint of each credential that reaches no further than the hour asked for. */
export async function readCheckpoints(
  db: Kysely<Tables>,
  wanted: readonly { readonly credentialId: string; readonly through: HourNumber }[],
): Promise<Map<string, Checkpoint>> {
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{ credential_id: string; through_hour: Date; doc: ProfileJson }>`
    select p.credential_id, p.through_hour, p.doc
    from unnest(${wanted.map((w) => w.credentialId)}::uuid[],
                ${wanted.map((w) => hourToIso(w.through))}::timestamptz[]) as w(id, through)
    cross join lateral (
      select * from profile where credential_id = w.id and through_hour <= w.through
      order by through_hour desc limit 1) p`.execute(db);
  return new Map(
    rows.map((row) => [row.credential_id, { through: hourOf(row.through_hour.getTime()), doc: row.doc }]),
  );
}

export interface CheckpointWrite extends Checkpoint {
  readonly credentialId: string;
}

/**
 * Days for which every checkpoint is kept; then one a week, for pictures of a fortnight; then one in four weeks, for
 * late back-fills.
 */
const DAILY_DAYS = 7;
const WEEKLY_DAYS = 28;
const [WEEK_DAYS, SPARSE_DAYS] = [7, 28];

export async function writeCheckpoints(
  db: Kysely<Tables>,
  writes: readonly CheckpointWrite[],
): Promise<void> {
  if (writes.length === 0) return;
  const ids = writes.map((w) => w.credentialId);
  const hours = writes.map((w) => hourToIso(w.through));
  await sql`
    insert into profile (credential_id, through_hour, doc)
    select * from unnest(${ids}::uuid[], ${hours}::timestamptz[],
                         ${writes.map((w) => JSON.stringify(w.doc))}::jsonb[])
    on conflict (credential_id, through_hour) do update set doc = excluded.doc`.execute(db);
  await sql`
    delete from profile p
    using unnest(${ids}::uuid[], ${hours}::timestamptz[]) as w(id, newest)
    where p.credential_id = w.id and p.through_hour < w.newest - make_interval(days => ${DAILY_DAYS})
      and floor(extract(epoch from p.through_hour) / 86400)::bigint
        % case when p.through_hour < w.newest - make_interval(days => ${WEEKLY_DAYS})
               then ${SPARSE_DAYS}::int else ${WEEK_DAYS}::int end <> 0`.execute(db);
}

/** Removes checkpoints that contain an hour which has changed since. */
export async function dropCheckpoints(
  db: Kysely<Tables>,
  stale: readonly { readonly credentialId: string; readonly from: HourNumber }[],
): Promise<void> {
  if (stale.length === 0) return;
  await sql`
    delete from profile p
    using unnest(${stale.map((s) => s.credentialId)}::uuid[],
                 ${stale.map((s) => hourToIso(s.from))}::timestamptz[]) as s(id, first)
    where p.credential_id = s.id and p.through_hour >= s.first`.execute(db);
}
