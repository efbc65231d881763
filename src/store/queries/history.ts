import { sql } from 'kysely';
import type { HourScore } from '../../core/alert.ts';
import type { HourRollup } from '../../core/rollup.ts';
import { type RollupJson, rollupFromJson } from '../../core/rollup-json.ts';
import { type HourNumber, hourOf } from '../../core/time.ts';
import { hourToIso } from '../accept/usage-hours.ts';
import type { Store } from '../store.ts';
import { boundedRead } from './bounded-read.ts';

/** The first and the newest stored hour of any credential; null when there is none. */
export async function storedSpan(store: Store): Promise<{ first: HourNumber; last: HourNumber } | null> {
  const { rows } = await sql<{ first: Date | null; last: Date | null }>`
    select (select min(hour) from usage_hour) as first, (select max(hour) from usage_hour) as last`.execute(
    store.db,
  );
  const { first = null, last = null } = rows[0] ?? {};
  return first === null || last === null
    ? null
    : { first: hourOf(first.getTime()), last: hourOf(last.getTime()) };
}

export interface HourCounts {
  readonly scored: number;
  /** Hours that were only learnt. */
  readonly learnt: number;
  /** The first of all its stored hours, and the first that was scored; null when there is none. */
  readonly first: HourNumber | null;
  readonly firstScored: HourNumber | null;
}

/** How many of a credential's hours from `from` to before `to` were scored; its first ones whatever the range. */
export async function countHours(
  store: Store,
  credentialId: string,
  from: HourNumber,
  to: HourNumber,
): Promise<HourCounts> {
  return boundedRead(store, async (db) => {
    const { rows } = await sql<{
      scored: number;
      learnt: number;
      first: Date | null;
      first_scored: Date | null;
    }>`
      select count(*) filter (where inside and bits is not null) as scored,
             count(*) filter (where inside and bits is null) as learnt,
             min(hour) as first, min(hour) filter (where bits is not null) as first_scored
      from (
        select hour, bits, hour >= ${hourToIso(from)}::timestamptz and hour < ${hourToIso(to)}::timestamptz as inside
        from usage_hour where credential_id = ${credentialId}) h`.execute(db);
    const { scored, learnt, first, first_scored: firstScored } = rows[0]!;
    return { scored, learnt, first: hourOrNull(first), firstScored: hourOrNull(firstScored) };
  });
}

const hourOrNull = (time: Date | null): HourNumber | null => (time === null ? null : hourOf(time.getTime()));

/** What the next hours of evidence after `after` amounted to, ascending. */
export async function readScoresAfter(
  store: Store,
  credentialId: string,
  after: HourNumber,
  limit: number,
): Promise<HourScore[]> {
  return boundedRead(store, async (db) => {
    const { rows } = await sql<{ score: HourScore }>`
      select score from usage_hour
      where credential_id = ${credentialId} and score is not null and hour > ${hourToIso(after)}::timestamptz
      order by hour limit ${limit}`.execute(db);
    return rows.map(({ score }) => score);
  });
}

/** The next roll-ups after the hour `after`, ascending. */
export async function readRollupsAfter(
  store: Store,
  credentialId: string,
  after: HourNumber,
  limit: number,
): Promise<HourRollup[]> {
  return boundedRead(store, async (db) => {
    const { rows } = await sql<{ doc: RollupJson }>`
      select doc from usage_hour
      where credential_id = ${credentialId} and hour > ${hourToIso(after)}::timestamptz
      order by hour limit ${limit}`.execute(db);
    return rows.map(({ doc }) => rollupFromJson(doc));
  });
}
