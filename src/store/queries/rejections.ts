import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Rejection } from '../../core/event.ts';
import { HOUR } from '../../core/time.ts';
import type { Store } from '../store.ts';
import { inTransaction } from '../transaction.ts';
import { boundedRead } from './bounded-read.ts';

/** Lines kept of one source and hour. The counts are complete; the lines are a sample to look at. */
export const KEPT_PER_SOURCE_AND_HOUR = 1_000;

/** What one request could not take, of one source. */
export interface RejectedLines {
  readonly source: string;
  /** Complete, by code. */
  readonly counts: ReadonlyMap<string, number>;
  /** The first of them. */
  readonly samples: readonly Rejection[];
}

/**
 * Counts rejected lines and keeps some. A line that is sent again within the hour is counted again and kept once.
 * Requests that run at the same moment may together keep a few more than the limit.
 */
export async function recordRejections(store: Store, rejected: RejectedLines, now: number): Promise<void> {
  if (rejected.counts.size === 0) return;
  const hour = new Date(now - (now % HOUR));
  await inTransaction(store, async (trx) => {
    await trx
      .insertInto('rejection_count')
      // In the order of the key, so that two requests cannot wait for each other.
      .values(
        [...rejected.counts].sort().map(([code, lines]) => ({ source: rejected.source, hour, code, lines })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(['source', 'hour', 'code'])
          .doUpdateSet({ lines: sql`rejection_count.lines + excluded.lines` }),
      )
      .execute();
    const { kept } = await trx
      .selectFrom('rejected_line')
      .select((eb) => eb.fn.countAll<number>().as('kept'))
      .where('source', '=', rejected.source)
      .where('received_at', '>=', hour)
      .executeTakeFirstOrThrow();
    const room = rejected.samples.slice(0, Math.max(0, KEPT_PER_SOURCE_AND_HOUR - kept));
    if (room.length === 0) return;
    await trx
      .insertInto('rejected_line')
      .values(
        room.map((rejection) => ({
          rejection_id: sampleId(rejected.source, hour, rejection),
          received_at: new Date(now),
          source: rejected.source,
          code: rejection.code,
          message: rejection.message,
          line: rejection.line,
          length: rejection.length,
          hash: rejection.hash,
          excerpt: rejection.excerpt,
        })),
      )
      .onConflict((conflict) => conflict.column('rejection_id').doNothing())
      .execute();
  });
}

/** 16 bytes in UUID form: the same line of the same source in the same hour has one id. */
function sampleId(source: string, hour: Date, rejection: Rejection): string {
  const text = JSON.stringify([source, hour.getTime(), rejection.code, rejection.line, rejection.hash]);
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

export interface RejectionFilter {
  readonly source?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

export interface RejectionCount {
  readonly source: string;
  readonly hour: Date;
  readonly code: string;
  readonly lines: number;
}

export interface KeptRejection extends Omit<Rejection, 'code'> {
  readonly id: string;
  readonly receivedAt: Date;
  readonly source: string;
  readonly code: string;
}

/** Counts by source, hour and code, the newest hour first. */
export async function countRejections(
  store: Store,
  filter: RejectionFilter,
  limit: number,
): Promise<RejectionCount[]> {
  let query = store.db.selectFrom('rejection_count').selectAll();
  if (filter.source !== undefined) query = query.where('source', '=', filter.source);
  if (filter.from !== undefined)
    query = query.where('hour', '>=', new Date(+filter.from - (+filter.from % HOUR)));
  if (filter.to !== undefined) query = query.where('hour', '<', filter.to);
  return query.orderBy('hour', 'desc').orderBy('source').orderBy('code').limit(limit).execute();
}

/** Lines that could not be taken since an hour, by source and code. */
export async function sumRejections(
  store: Store,
  from: Date,
): Promise<{ source: string; code: string; lines: number }[]> {
  const rows = await store.db
    .selectFrom('rejection_count')
    .select((eb) => ['source', 'code', eb.fn.sum<string>('lines').as('lines')])
    .where('hour', '>=', from)
    .groupBy(['source', 'code'])
    .orderBy('lines', 'desc')
    .orderBy('code')
    .execute();
  return rows.map((row) => ({ ...row, lines: Number(row.lines) }));
}

/** Kept lines, the newest first. */
export async function listRejections(
  store: Store,
  filter: RejectionFilter,
  limit: number,
): Promise<KeptRejection[]> {
  return boundedRead(store, async (db) => {
    let query = db.selectFrom('rejected_line').selectAll();
    if (filter.source !== undefined) query = query.where('source', '=', filter.source);
    if (filter.from !== undefined) query = query.where('received_at', '>=', filter.from);
    if (filter.to !== undefined) query = query.where('received_at', '<', filter.to);
    const rows = await query.orderBy('received_at', 'desc').orderBy('line').limit(limit).execute();
    return rows.map(({ rejection_id, received_at, ...row }) => ({
      id: rejection_id,
      receivedAt: received_at,
      ...row,
    }));
  });
}
