import type { Store } from '../store.ts';

/**
 * Deletes what accompanies events and is older than `time`: kept rejected lines, their counts, first arrivals, what
 * was counted of Zoom's quotas.
 * Returns the number of rows.
 */
export async function deleteRowsBefore(store: Store, time: Date): Promise<number> {
  const { db } = store;
  const results = [
    await db.deleteFrom('rejected_line').where('received_at', '<', time).executeTakeFirst(),
    await db.deleteFrom('rejection_count').where('hour', '<', time).executeTakeFirst(),
    await db.deleteFrom('first_arrival').where('arrived_at', '<', time).executeTakeFirst(),
    await db.deleteFrom('quota_hour').where('hour', '<', time).executeTakeFirst(),
    await db.deleteFrom('zoom_call_hour').where('hour', '<', time).executeTakeFirst(),
  ];
  return results.reduce((sum, { numDeletedRows }) => sum + Number(numDeletedRows), 0);
}
