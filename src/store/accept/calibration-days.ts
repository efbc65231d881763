import { type Kysely, sql } from 'kysely';
import { type CalibrationDay, COUNTED_BITS, MODERATE_BITS } from '../../core/calibration.ts';
import type { DayNumber } from '../../core/daily-peaks.ts';
import { DAY, toIso } from '../../core/time.ts';
import type { Tables } from '../tables.ts';

export interface CalibrationDays {
  /** Ascending. */
  readonly days: readonly CalibrationDay[];
  /** Whether every one of them was written before, so that it cannot be rolled back with this transaction. */
  readonly settled: boolean;
}

interface Row {
  used_days: number;
  moderate: number;
  excess: number;
}

/**
 * What the days from `first` to `last` taught. Days that nobody has counted yet are counted now, from the scores of all
 * credentials, and stay as they are: late events do not move a threshold that alerts were judged by.
 */
export async function readCalibrationDays(
  db: Kysely<Tables>,
  first: DayNumber,
  last: DayNumber,
): Promise<CalibrationDays> {
  const from = Math.max(first, (await firstUsedDay(db)) ?? last + 1);
  const before = await readDays(db, from, last);
  if (before.length >= last - from + 1) return { days: before.map(dayOfRow), settled: true };
  await countDays(db, from, last);
  return { days: (await readDays(db, from, last)).map(dayOfRow), settled: false };
}

/**
 * The same for those who only look: days that nobody has counted yet are counted, and not written down, since more
 * may still come in for them.
 */
export async function surveyCalibrationDays(
  db: Kysely<Tables>,
  first: DayNumber,
  last: DayNumber,
): Promise<Map<DayNumber, CalibrationDay>> {
  const from = Math.max(first, (await firstUsedDay(db)) ?? last + 1);
  if (from > last) return new Map();
  const { rows } = await sql<Row & { day_number: DayNumber }>`
    select day - date '1970-01-01' as day_number, used_days, moderate, excess
    from (
      ${writtenDays(from, last)}
      union all (${missingDays(from, last)})
    ) d
    order by 1`.execute(db);
  return new Map(rows.map((row) => [row.day_number, dayOfRow(row)]));
}

/** Days before the first use are not written down as empty: history may still be imported. */
async function firstUsedDay(db: Kysely<Tables>): Promise<DayNumber | null> {
  const { rows } = await sql<{ first: Date | null }>`select min(hour) as first from usage_hour`.execute(db);
  const first = rows[0]?.first ?? null;
  return first === null ? null : Math.floor(first.getTime() / DAY);
}

const startOf = (day: DayNumber): string => toIso(day * DAY);

const writtenDays = (first: DayNumber, last: DayNumber) => sql`
    select * from calibration_day
    where day between (${startOf(first)}::timestamptz at time zone 'UTC')::date
      and (${startOf(last)}::timestamptz at time zone 'UTC')::date`;

async function readDays(db: Kysely<Tables>, first: DayNumber, last: DayNumber): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select used_days, moderate, excess from (${writtenDays(first, last)}) d order by day`.execute(db);
  return rows;
}

const dayOfRow = ({ used_days, moderate, excess }: Row): CalibrationDay => ({
  usedDays: used_days,
  moderate,
  excess,
});

/** The same counts as core/daily-peaks.ts makes (a test holds them together), in one pass over the missing days. */
const missingDays = (first: DayNumber, last: DayNumber) => sql`
    with wanted as (
      select d::date as day
      from generate_series(${startOf(first)}::timestamptz at time zone 'UTC',
                           ${startOf(last)}::timestamptz at time zone 'UTC', interval '1 day') d
      where not exists (select from calibration_day c where c.day = d::date)
    ),
    peak as (
      select credential_id, (hour at time zone 'UTC')::date as day, max(bits) as bits
      from usage_hour
      where bits is not null
        and hour >= (select min(day) - 2 from wanted)::timestamp at time zone 'UTC'
        and hour < (select max(day) + 1 from wanted)::timestamp at time zone 'UTC'
      group by 1, 2
    ),
    counted as (
      select day, bits,
             bits >= ${COUNTED_BITS} and bits < ${MODERATE_BITS} and bits > coalesce(max(bits) over (
               partition by credential_id order by day
               range between interval '2 days' preceding and interval '1 day' preceding), 0) as counts
      from peak
    )
    select w.day, count(c.bits) as used_days, count(*) filter (where c.counts) as moderate,
           coalesce(sum(floor((c.bits - ${COUNTED_BITS}) * 1000 + 0.5)) filter (where c.counts), 0)::bigint as excess
    from wanted w left join counted c on c.day = w.day
    group by w.day
    order by w.day`;

async function countDays(db: Kysely<Tables>, first: DayNumber, last: DayNumber): Promise<void> {
  await sql`
    insert into calibration_day (day, used_days, moderate, excess)
    ${missingDays(first, last)}
    on conflict do nothing`.execute(db);
}
