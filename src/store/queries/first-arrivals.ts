import type { Store } from '../store.ts';

/**
 * When a body first came. A delivery without a time of its own takes this one, so that its retry gets the same
 * time and is seen to be a duplicate, whichever replica it reaches.
 *
 * @param bodyHash 16 bytes in UUID form
 * @returns epoch milliseconds
 */
export async function firstArrivalOf(store: Store, bodyHash: string, now: number): Promise<number> {
  await store.db
    .insertInto('first_arrival')
    .values({ body_hash: bodyHash, arrived_at: new Date(now) })
    .onConflict((conflict) => conflict.column('body_hash').doNothing())
    .execute();
  const row = await store.db
    .selectFrom('first_arrival')
    .select('arrived_at')
    .where('body_hash', '=', bodyHash)
    .executeTakeFirstOrThrow();
  return row.arrived_at.getTime();
}
