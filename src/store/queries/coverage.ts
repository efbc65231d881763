import { type HourNumber, hourOf, startOfHour } from '../../core/time.ts';
import type { Store } from '../store.ts';
import { boundedRead } from './bounded-read.ts';

/** Events of one source by hour. */
export interface SourceHours {
  readonly source: string;
  /** Events that happened in each hour of the range, from its first on. */
  readonly counts: readonly number[];
}

/** Which hours have which sources; sources without an event in the range are left out. By name. */
export async function readCoverage(
  store: Store,
  {
    from,
    to,
    source,
  }: { readonly from: HourNumber; readonly to: HourNumber; readonly source?: string | undefined },
): Promise<SourceHours[]> {
  return boundedRead(store, async (db) => {
    let query = db
      .selectFrom('coverage_hour')
      .select(['hour', 'source', 'events'])
      .where('hour', '>=', new Date(startOfHour(from)))
      .where('hour', '<', new Date(startOfHour(to)))
      .where('events', '>', 0);
    if (source !== undefined) query = query.where('source', '=', source);
    const bySource = new Map<string, number[]>();
    for (const row of await query.execute()) {
      const counts = bySource.get(row.source) ?? new Array<number>(to - from).fill(0);
      counts[hourOf(row.hour.getTime()) - from] = row.events;
      bySource.set(row.source, counts);
    }
    return [...bySource]
      .map(([name, counts]) => ({ source: name, counts }))
      .sort((a, b) => (a.source < b.source ? -1 : 1));
  });
}

/** When something was last heard of each source, and of when its newest event is: the beginnings of those hours. */
export async function lastHeard(
  store: Store,
  from: HourNumber,
): Promise<Map<string, { arrival: Date | null; event: Date | null }>> {
  return boundedRead(store, async (db) => {
    const rows = await db
      .selectFrom('coverage_hour')
      .select((eb) => [
        'source',
        eb.fn.max('hour').filterWhere('arrivals', '>', 0).as('arrival'),
        eb.fn.max('hour').filterWhere('events', '>', 0).as('event'),
      ])
      .where('hour', '>=', new Date(startOfHour(from)))
      .groupBy('source')
      .execute();
    return new Map(rows.map(({ source, arrival, event }) => [source, { arrival, event }]));
  });
}

/** The hours since `from` in which something came of each source. */
export async function hoursHeard(store: Store, from: HourNumber): Promise<Map<string, HourNumber[]>> {
  return boundedRead(store, async (db) => {
    const rows = await db
      .selectFrom('coverage_hour')
      .select(['source', 'hour'])
      .where('hour', '>=', new Date(startOfHour(from)))
      .where('arrivals', '>', 0)
      .execute();
    const heard = new Map<string, HourNumber[]>();
    for (const { source, hour } of rows) {
      const hours = heard.get(source);
      if (hours === undefined) heard.set(source, [hourOf(hour.getTime())]);
      else hours.push(hourOf(hour.getTime()));
    }
    return heard;
  });
}
