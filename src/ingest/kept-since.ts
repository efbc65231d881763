import { DAY } from '../core/time.ts';

/**
 * The time before which an event would have no place, epoch milliseconds: retention drops whole months, so it is the
 * beginning of the oldest month that is kept. Undefined when everything is kept.
 */
export function keptSince(retentionDays: number | null, now: number): number | undefined {
  if (retentionDays === null) return undefined;
  const oldest = new Date(now - retentionDays * DAY);
  return Date.UTC(oldest.getUTCFullYear(), oldest.getUTCMonth());
}
