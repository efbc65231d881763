import { sql } from 'kysely';
import { DAY, HOUR } from '../../core/time.ts';
import type { Store } from '../store.ts';

/** Of one of Zoom's daily limits. */
export interface QuotaUse {
  /** Calls that we made today (UTC), the one asked for included. */
  readonly used: number;
  /** Zoom wants no call before this time, epoch milliseconds; null: it has not said so. */
  readonly pausedUntil: number | null;
}

/**
 * Counts a call that is about to be made: of its day for the limit, of its hour for whoever asks later who used the quota up.
 *
 * @param now epoch milliseconds
 */
export async function countCall(store: Store, label: string, now: number): Promise<QuotaUse> {
  const [day, hour] = [new Date(now - (now % DAY)), new Date(now - (now % HOUR))];
  const { rows } = await sql<{ used: number; paused_until: Date | null }>`
    with counted as (
      insert into zoom_call_hour as own (label, hour, calls) values (${label}, ${hour}, 1)
      on conflict (label, hour) do update set calls = own.calls + 1
    )
    insert into zoom_quota as quota (label, day, used) values (${label}, ${day}, 1)
    on conflict (label) do update set
      day = greatest(quota.day, excluded.day),
      used = case when quota.day < excluded.day then 1 else quota.used + 1 end
    returning used, paused_until`.execute(store.db);
  const { used, paused_until: until } = rows[0]!;
  return { used, pausedUntil: until?.getTime() ?? null };
}

/** Notes that Zoom wants no call before a time. */
export async function pauseQuota(store: Store, label: string, until: number): Promise<void> {
  await store.db
    .updateTable('zoom_quota')
    .set({ paused_until: new Date(until) })
    .where('label', '=', label)
    .execute();
}
