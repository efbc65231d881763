import { sql } from 'kysely';
import type { AccessEvent } from '../../core/event.ts';
import { type HourNumber, hourOf, startOfHour } from '../../core/time.ts';
import type { StoreTransaction } from '../transaction.ts';

/** Sources of one batch that are counted by their name; a sender may write what he likes. */
const MOST_SOURCES = 100;
const OTHER = '(other)';
const UNNAMED = '(unnamed)';

interface Row {
  readonly hour: HourNumber;
  readonly source: string;
  events: number;
  arrivals: number;
}

/**
 * Counts new events by source: in the hour in which they happened, and in the one in which they came. It is the last
 * statement of a batch, because all batches of a source meet in its rows: they wait for each other's commit and no longer, and
 * nobody who waits there is waited for.
 *
 * @param now epoch milliseconds
 */
export async function countCoverage(
  trx: StoreTransaction,
  events: readonly AccessEvent[],
  now: number,
): Promise<void> {
  if (events.length === 0) return;
  const rows = [...rowsOf(events, hourOf(now)).values()].sort(byKey);
  await sql`
    insert into coverage_hour (hour, source, events, arrivals)
    select * from unnest(
      ${rows.map(({ hour }) => new Date(startOfHour(hour)).toISOString())}::timestamptz[],
      ${rows.map(({ source }) => source)}::text[],
      ${rows.map(({ events: count }) => count)}::bigint[],
      ${rows.map(({ arrivals }) => arrivals)}::bigint[])
    on conflict (hour, source) do update set
      events = coverage_hour.events + excluded.events,
      arrivals = coverage_hour.arrivals + excluded.arrivals`.execute(trx);
}

function rowsOf(events: readonly AccessEvent[], arrived: HourNumber): Map<string, Row> {
  const rows = new Map<string, Row>();
  const names = new Set<string>();
  const rowOf = (hour: HourNumber, source: string): Row => {
    const key = `${hour} ${source}`;
    const row = rows.get(key) ?? { hour, source, events: 0, arrivals: 0 };
    rows.set(key, row);
    return row;
  };
  for (const { time, source } of events) {
    const sent = source ?? UNNAMED;
    if (!names.has(sent) && names.size < MOST_SOURCES) names.add(sent);
    const name = names.has(sent) ? sent : OTHER;
    rowOf(hourOf(time), name).events += 1;
    rowOf(arrived, name).arrivals += 1;
  }
  return rows;
}

const byKey = (a: Row, b: Row): number => a.hour - b.hour || (a.source < b.source ? -1 : 1);
