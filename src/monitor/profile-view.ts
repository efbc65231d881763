import { quantileSorted } from 'simple-statistics';
import { NETWORK_LEVELS } from '../core/profile/networks.ts';
import { isStarting, type Profile } from '../core/profile/profile.ts';
import { densities } from '../core/profile/rhythm.ts';
import type { ValueMemory } from '../core/profile/value-memory.ts';
import { meanOfHour } from '../core/profile/volume.ts';
import { type HourNumber, hourOf, startOfHour, toIso } from '../core/time.ts';
import { readState } from '../store/accept/credentials.ts';
import { readCalls } from '../store/accept/usage-hours.ts';
import type { Store } from '../store/store.ts';
import { readProfile } from './stored-profile.ts';

interface ValueView {
  readonly value: string;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly days: number;
  /** False while it is on probation: seen, not yet believed. */
  readonly settled: boolean;
}

interface MemoryView {
  readonly values: readonly ValueView[];
  /** Decayed hours in which this kind was seen, and those that brought something new. */
  readonly observed_hours: number;
  readonly novel_hours: number;
}

/** What has been learnt of a credential up to its newest event, for people to look at. */
export interface ProfileView {
  readonly learning: boolean;
  readonly since: string | null;
  readonly last_active_hour: string | null;
  readonly active_hours: number;
  readonly calls: number;
  readonly time_zone: string;
  readonly networks: Readonly<Record<string, MemoryView>>;
  readonly operations: MemoryView;
  readonly clients: MemoryView;
  /** Share of activity expected in each hour of the week, Monday 00:00 first, on both clocks. */
  readonly week: { readonly utc: readonly number[]; readonly local: readonly number[] };
  /** Mean calls of an active hour for each hour of the day (UTC) of the newest event's kind of day. */
  readonly mean_calls_by_hour: readonly number[];
  /** Calls of the active hours of the last 30 days; null when there are none. */
  readonly calls_per_active_hour: CallSummary | null;
}

interface CallSummary {
  readonly median: number;
  readonly p95: number;
  readonly most: number;
}

const SUMMARY_HOURS = 30 * 24;

/** Null when there is no such credential. */
export async function describeProfile(
  store: Store,
  credentialId: string,
  timeZone: string,
): Promise<ProfileView | null> {
  const state = await readState(store.db, credentialId);
  if (state === null) return null;
  const newest = hourOf(state.newestEventAt ?? 0);
  const profile = await readProfile(store.db, state, state.timeZone ?? timeZone, newest);
  const calls = await readCalls(store.db, credentialId, newest - SUMMARY_HOURS, newest);
  return { ...viewOf(profile, newest), calls_per_active_hour: summaryOf(calls) };
}

function summaryOf(calls: readonly number[]): CallSummary | null {
  if (calls.length === 0) return null;
  const sorted = [...calls].sort((a, b) => a - b);
  return { median: quantileSorted(sorted, 0.5), p95: quantileSorted(sorted, 0.95), most: sorted.at(-1)! };
}

function viewOf(profile: Profile, newest: HourNumber): Omit<ProfileView, 'calls_per_active_hour'> {
  const midnight = Math.floor(newest / 24) * 24;
  return {
    learning: isStarting(profile, newest),
    since: profile.since === null ? null : toIso(startOfHour(profile.since)),
    last_active_hour: profile.lastHour === null ? null : toIso(startOfHour(profile.lastHour)),
    active_hours: profile.activeHours,
    calls: profile.totalCalls,
    time_zone: profile.zone,
    networks: Object.fromEntries(NETWORK_LEVELS.map((level) => [level, memoryView(profile.networks[level])])),
    operations: memoryView(profile.operations),
    clients: memoryView(profile.clients),
    week: {
      utc: densities(profile.rhythm.utc, 2),
      local: densities(profile.rhythm.local, 2),
    },
    mean_calls_by_hour: Array.from({ length: 24 }, (_, hour) => meanOfHour(profile.volume, midnight + hour)),
  };
}

const memoryView = (memory: ValueMemory): MemoryView => ({
  values: [...memory.values]
    .map(([value, known]) => ({
      value,
      first_seen: toIso(startOfHour(known.firstHour)),
      last_seen: toIso(startOfHour(known.lastHour)),
      days: known.days,
      settled: known.settled,
    }))
    .sort((a, b) => (a.last_seen < b.last_seen ? 1 : -1)),
  observed_hours: memory.observedHours,
  novel_hours: memory.novelHours,
});
