import type { HourScore } from '../../core/alert.ts';
import type { HourRollup } from '../../core/rollup.ts';
import type { HourNumber } from '../../core/time.ts';
import { readScores, readUsageHours } from '../../store/accept/usage-hours.ts';
import { type HourColumns, readHourColumns } from '../../store/queries/recount.ts';
import { isConnectionLoss, sqlStateOf } from '../../store/sql-state.ts';
import type { StoreTransaction } from '../../store/transaction.ts';

/** A stored hour as it is found: what is in it may make no sense. */
export interface StoredHour extends HourColumns {
  /** Null when it cannot be read. */
  readonly rollup: HourRollup | null;
  readonly score: HourScore | null;
}

/** The stored hours of one credential from `from` to and with `to`, ascending, the unreadable ones among them. */
export async function readStoredHours(
  trx: StoreTransaction,
  credentialId: string,
  from: HourNumber,
  to: HourNumber,
): Promise<Map<HourNumber, StoredHour>> {
  const columns = await readHourColumns(trx, credentialId, from, to);
  const scores = new Map(
    (await readScores(trx, credentialId, from, to)).map((score) => [score.hour, score] as const),
  );
  const together = await unlessUnreadable(() => readRollups(trx, credentialId, from, to));
  const hours = new Map<HourNumber, StoredHour>();
  for (const [hour, own] of columns) {
    // One that cannot be read spoils the others that are read with it.
    const rollup =
      together?.get(hour) ??
      (await unlessUnreadable(() => readRollups(trx, credentialId, hour, hour)))?.get(hour) ??
      null;
    hours.set(hour, { ...own, rollup, score: scores.get(hour) ?? null });
  }
  return hours;
}

async function readRollups(
  trx: StoreTransaction,
  credentialId: string,
  from: HourNumber,
  to: HourNumber,
): Promise<Map<HourNumber, HourRollup>> {
  const found = (await readUsageHours(trx, [{ credentialId, from, to }])).get(credentialId);
  return new Map([...(found ?? [])].map(([hour, { rollup }]) => [hour, rollup]));
}

/** Null when what was stored cannot be read; a database that fails is another matter. */
export async function unlessUnreadable<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (sqlStateOf(error) !== undefined || isConnectionLoss(error)) throw error;
    return null;
  }
}
