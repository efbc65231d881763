import { type Kysely, sql } from 'kysely';
import type { HourScore } from '../../core/alert.ts';
import { isoClock } from '../../core/iso-clock.ts';
import type { HourRollup } from '../../core/rollup.ts';
import { type RollupJson, rollupFromJson, rollupToJson } from '../../core/rollup-json.ts';
import { type HourNumber, hourOf, startOfHour } from '../../core/time.ts';
import { breather } from '../breather.ts';
import type { Tables } from '../tables.ts';
import { column } from './column.ts';

/** One stored hour of one credential. */
export interface UsageHour {
  readonly rollup: HourRollup;
  /** Null when it was only learnt. */
  readonly bits: number | null;
  readonly score: HourScore | null;
  /** How late the latest of its events came, ms. */
  readonly lateBy: number;
}

export interface HourRange {
  readonly credentialId: string;
  /** Both ends included. */
  readonly from: HourNumber;
  readonly to: HourNumber;
}

export const hourToIso = (hour: HourNumber): string => isoClock(startOfHour(hour));

/** Reads the roll-ups of several credentials' ranges of hours, each in ascending order. */
export async function readUsageHours(
  db: Kysely<Tables>,
  ranges: readonly HourRange[],
): Promise<Map<string, Map<HourNumber, UsageHour>>> {
  const found = new Map<string, Map<HourNumber, UsageHour>>();
  if (ranges.length === 0) return found;
  const { rows } = await sql<{
    credential_id: string;
    hour: Date;
    doc: RollupJson;
    bits: number | null;
    late_by_ms: number;
  }>`
    select h.credential_id, h.hour, h.doc, h.bits, h.late_by_ms
    from unnest(${ranges.map((range) => range.credentialId)}::uuid[],
                ${ranges.map((range) => hourToIso(range.from))}::timestamptz[],
                ${ranges.map((range) => hourToIso(range.to))}::timestamptz[]) as r(id, first, last)
    join usage_hour h on h.credential_id = r.id and h.hour between r.first and r.last
    order by h.credential_id, h.hour`.execute(db);
  for (const row of rows) {
    let hours = found.get(row.credential_id);
    if (hours === undefined) {
      hours = new Map();
      found.set(row.credential_id, hours);
    }
    const rollup = rollupFromJson(row.doc);
    hours.set(rollup.hour, { rollup, bits: row.bits, score: null, lateBy: row.late_by_ms });
  }
  return found;
}

/** Calls of each active hour of a range, both ends included. */
export async function readCalls(
  db: Kysely<Tables>,
  credentialId: string,
  from: HourNumber,
  to: HourNumber,
): Promise<number[]> {
  const rows = await db
    .selectFrom('usage_hour')
    .select('calls')
    .where('credential_id', '=', credentialId)
    .where('hour', '>=', new Date(startOfHour(from)))
    .where('hour', '<=', new Date(startOfHour(to)))
    .execute();
  return rows.map(({ calls }) => calls);
}

/** What the hours of evidence of one credential in a range amounted to, ascending; both ends included. */
export async function readScores(
  db: Kysely<Tables>,
  credentialId: string,
  from: HourNumber,
  to: HourNumber,
): Promise<HourScore[]> {
  const { rows } = await sql<{ score: HourScore }>`
    select score from usage_hour
    where credential_id = ${credentialId} and score is not null
      and hour between ${hourToIso(from)}::timestamptz and ${hourToIso(to)}::timestamptz
    order by hour`.execute(db);
  return rows.map((row) => row.score);
}

export interface UsageHourWrite extends UsageHour {
  readonly credentialId: string;
}

/** Writes whole hours; the caller holds the lock of each credential and has merged what was there. */
export async function writeUsageHours(db: Kysely<Tables>, writes: readonly UsageHourWrite[]): Promise<void> {
  if (writes.length === 0) return;
  const breathe = breather();
  const docs = new Map<UsageHourWrite, string>();
  for (const write of writes) {
    docs.set(write, JSON.stringify(rollupToJson(write.rollup)));
    await breathe();
  }
  await sql`
    insert into usage_hour (credential_id, hour, calls, doc, bits, score, late_by_ms)
    select * from unnest(
      ${column(writes, (w) => w.credentialId)}::uuid[],
      ${column(writes, (w) => hourToIso(w.rollup.hour))}::timestamptz[],
      ${column(writes, (w) => w.rollup.calls)}::bigint[],
      ${column(writes, (w) => docs.get(w)!)}::json[],
      ${column(writes, (w) => w.bits)}::double precision[],
      ${column(writes, (w) => (w.score === null ? null : JSON.stringify(w.score)))}::jsonb[],
      ${column(writes, (w) => w.lateBy)}::bigint[])
    on conflict (credential_id, hour) do update set
      calls = excluded.calls, doc = excluded.doc, bits = excluded.bits, score = excluded.score,
      late_by_ms = excluded.late_by_ms`.execute(db);
}

/** How many hours of evidence may hang together before the oldest are cut off: weeks of daily evidence. */
const MAX_CHAIN = 2_000;

/**
 * The hours of evidence of one credential that can share an episode with the hours `from`…`to`: backwards to the
 * first gap longer than `gap` hours, forwards to one episode's length past `to`. Ascending.
 */
export async function readEvidence(
  db: Kysely<Tables>,
  credentialId: string,
  from: HourNumber,
  to: HourNumber,
  gap: number,
  span: number,
): Promise<HourScore[]> {
  const { rows: hours } = await sql<{ hour: Date }>`
    select hour from usage_hour
    where credential_id = ${credentialId} and score is not null
      and hour <= ${hourToIso(to + span + gap)}::timestamptz
    order by hour desc limit ${MAX_CHAIN}`.execute(db);
  let first = from;
  for (const row of hours) {
    const hour = hourOf(row.hour.getTime());
    if (hour >= first) continue;
    if (first - hour > gap) break;
    first = hour;
  }
  return readScores(db, credentialId, first, to + span + gap);
}
