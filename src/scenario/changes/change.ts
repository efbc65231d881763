import { DAY, HOUR } from '../../core/time.ts';
import type { Owner } from '../owner.ts';
import type { Random } from '../random.ts';
import { localTime, utcOf } from '../zones.ts';

/** Something that an owner did, or that happened to him, and that is no theft. */
export interface Change {
  /** Null: it concerns the whole fleet or company. */
  readonly credential: string | null;
  readonly kind: ChangeKind;
  /** Epoch ms. What lasts for good ends with the span. */
  readonly start: number;
  readonly end: number;
  /** An owner ought to say so beforehand, since nothing in the log tells it from a theft. */
  readonly oughtToBeDeclared: boolean;
  readonly summary: string;
}

export type ChangeKind =
  | 'redeploy'
  | 'rolling_deploy'
  | 'canary'
  | 'scale_out'
  | 'failover'
  | 'gateway_move'
  | 'other_cloud'
  | 'client_upgrade'
  | 'new_feature'
  | 'schedule_change'
  | 'on_call_night'
  | 'debugging'
  | 'abroad'
  | 'retry_storm'
  | 'outage'
  | 'backfill'
  | 'month_end'
  | 'growth'
  | 'doubling'
  | 'day_off'
  | 'holiday'
  | 'zoom_outage';

/** What a change did; who and what kind is added by the caller. */
export interface Effect {
  readonly start: number;
  readonly end: number;
  readonly summary: string;
}

/** Edits the owner's plans from about `at` on; null when it does not apply to such an owner. */
export type MakeChange = (owner: Owner, at: number, random: Random, end: number) => Effect | null;

/** The next moment from `at` on at which people of the owner's zone are at work, and release things. */
export function atWork(owner: Owner, at: number, random: Random): number {
  const { zone, start, end } = owner.hours;
  for (let day = localTime(zone, at).day; ; day += 1) {
    const { weekday } = localTime(zone, utcOf(zone, day, 12 * 60));
    const when = utcOf(zone, day, Math.round(random.uniform(start + 0.5, end - 0.5) * 60));
    if (weekday < 5 && when >= at) return when + random.integer(0, 59_999);
  }
}

/** The next night of the owner's zone, between 23:00 and 03:30. */
export function atNight(zone: string, at: number, random: Random): number {
  const { day } = localTime(zone, at);
  const minute = 23 * 60 + random.integer(0, 270);
  const tonight = utcOf(zone, day, minute);
  return (tonight >= at ? tonight : tonight + DAY) + random.integer(0, 59_999);
}

export const hours = (random: Random, low: number, high: number): number => random.uniform(low, high) * HOUR;
