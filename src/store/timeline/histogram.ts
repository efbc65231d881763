import { sql } from 'kysely';
import { HOUR } from '../../core/time.ts';
import { type Grid, gridOf } from '../../core/timeline-grid.ts';
import { EVENT_LANES } from '../../core/timeline-kinds.ts';
import { boundedRead } from '../queries/bounded-read.ts';
import type { Store } from '../store.ts';
import { countEvents, MOST_READ } from './count-events.ts';
import { type TimelineFilter, wants } from './filter.ts';
import {
  type ActionMark,
  type AlertSpan,
  type DeclaredSpan,
  type Gap,
  type Listed,
  readActionMarks,
  readAlertSpans,
  readDeclaredSpans,
  readGaps,
} from './happenings.ts';
import type { Tally } from './tally.ts';

/** What happened in a range, drawn small. */
export interface Histogram {
  readonly grid: Grid;
  readonly events: Tally;
  /** Entries that the listing has. */
  readonly total: number;
  readonly alerts: Listed<AlertSpan>;
  readonly actions: Listed<ActionMark>;
  readonly declared: Omit<Listed<DeclaredSpan>, 'counts'>;
  readonly gaps: readonly Gap[];
  /** Epoch ms; null: there is no event. */
  readonly data: { readonly from: number; readonly to: number } | null;
}

/**
 * Counts, marks and stretches of a range. Without one it is everything that there is, up to `now`.
 *
 * @param now epoch milliseconds
 * @param mostRead events that may be counted one by one; of more, a sample is
 */
export async function readHistogram(
  store: Store,
  filter: TimelineFilter,
  buckets: number,
  now: number,
  mostRead = MOST_READ,
): Promise<Histogram> {
  return boundedRead(store, async (db) => {
    const { rows } = await sql<{ from: Date | null; to: Date | null }>`
      select min(hour) as "from", max(hour) as "to" from coverage_hour where events > 0`.execute(db);
    const [first, last] = [rows[0]?.from ?? null, rows[0]?.to ?? null];
    const data =
      first === null || last === null ? null : { from: first.getTime(), to: last.getTime() + HOUR };
    const to = filter.to?.getTime() ?? now;
    const from = filter.from?.getTime() ?? Math.min(data?.from ?? to - HOUR, to - HOUR);
    const grid = gridOf(from, to, buckets);
    const events = await countEvents(db, filter, grid, mostRead);
    const alerts = await readAlertSpans(db, filter, grid);
    const actions = await readActionMarks(db, filter, grid);
    const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
    return {
      grid,
      events,
      alerts,
      actions,
      declared: await readDeclaredSpans(db, filter, grid),
      gaps: await readGaps(db, filter, grid, now),
      data,
      total:
        EVENT_LANES.reduce((total, lane) => total + sum(events.lane(lane).calls), 0) +
        (wants(filter, 'alert') ? sum(alerts.counts) : 0) +
        (wants(filter, 'action') ? sum(actions.counts) : 0),
    };
  });
}
