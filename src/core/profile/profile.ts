import { operationFamily } from '../operation.ts';
import { type HourRollup, type Sighting, wasLetIn } from '../rollup.ts';
import type { Standing } from '../standing.ts';
import type { HourNumber } from '../time.ts';
import { newcomersOf } from './company.ts';
import { emptyHabit, foldHabit, type Habit } from './habit.ts';
import { cloneNetworks, emptyNetworks, foldNetworks, isStranger, type NetworkMemory } from './networks.ts';
import { cloneRhythm, emptyRhythm, foldRhythm, type Rhythm } from './rhythm.ts';
import { sharedTokensOf } from './sharing.ts';
import { foldSilence, type Silence } from './silence.ts';
import { cloneMemory, emptyMemory, foldValues, type Use, type ValueMemory } from './value-memory.ts';
import { cloneVolume, emptyVolume, foldVolume, type Volume } from './volume.ts';

/** Raised whenever the fold changes its meaning: checkpoints of another version are ignored and rebuilt. */
export const PROFILE_VERSION = 4;

/** A credential is new for its first active hours, but not longer than the first days. */
const START_HOURS = 24;
const START_SPAN = 7 * 24;

/**
 * What has been learnt of one credential: a pure fold of its hourly roll-ups in order of time, so that a file, a
 * checkpoint and a replica all come to the same profile. It never looks at alerts: only what was called, from
 * where and when.
 */
export interface Profile {
  readonly version: number;
  /** Time zone of the local ring, IANA name. */
  readonly zone: string;
  /** First active hour. */
  since: HourNumber | null;
  /** Last active hour folded. */
  lastHour: HourNumber | null;
  /** Active hours and calls folded, undecayed: for the sentences. */
  activeHours: number;
  totalCalls: number;
  readonly networks: NetworkMemory;
  readonly operations: ValueMemory;
  /** Product areas of the operations. */
  readonly families: ValueMemory;
  readonly clients: ValueMemory;
  /** Hours in which a new address joined the established ones, of those with established ones. */
  readonly company: Habit;
  /** Hours in which a token was used from unrelated networks, of those with tokens. */
  readonly sharing: Habit;
  readonly silence: Silence;
  readonly rhythm: Rhythm;
  readonly volume: Volume;
}

export const emptyProfile = (zone: string): Profile => ({
  version: PROFILE_VERSION,
  zone,
  since: null,
  lastHour: null,
  activeHours: 0,
  totalCalls: 0,
  networks: emptyNetworks(),
  operations: emptyMemory(),
  families: emptyMemory(),
  clients: emptyMemory(),
  company: emptyHabit(),
  sharing: emptyHabit(),
  silence: { longest: 0 },
  rhythm: emptyRhythm(zone),
  volume: emptyVolume(),
});

/** True while `hour` belongs to the credential's first days. */
export const isStarting = (profile: Profile, hour: HourNumber): boolean =>
  profile.since === null || (profile.activeHours < START_HOURS && hour - profile.since < START_SPAN);

/** Folds one hour, by what its owner had said by then; hours must come in ascending order. */
export function foldHour(profile: Profile, rollup: HourRollup, standing: Standing): void {
  const { hour } = rollup;
  if (!wasLetIn(rollup)) return;
  const starting = isStarting(profile, hour);
  const share = starting ? 1 : taughtShare(profile, rollup, standing);
  if (!starting) {
    const newcomers = newcomersOf(profile.networks, rollup, standing);
    foldHabit(
      profile.company,
      hour,
      newcomers.some(({ since }) => since === null),
    );
    if (rollup.tokens.size > 0) {
      foldHabit(profile.sharing, hour, sharedTokensOf(profile.networks, rollup, standing).length > 0);
    }
  }
  if (share > 0) foldSilence(profile.silence, profile.lastHour, hour);
  profile.since ??= hour;
  profile.lastHour = hour;
  profile.activeHours += 1;
  profile.totalCalls += rollup.calls;
  foldNetworks(profile.networks, rollup.addresses, hour, starting, standing);
  const operations = letIn(rollup.operations);
  foldValues(profile.operations, operations.map(vouched), hour, starting);
  foldValues(profile.families, [...new Set(operations.map(operationFamily))].map(vouched), hour, starting);
  foldValues(profile.clients, letIn(rollup.clients).map(vouched), hour, starting);
  if (share === 0) return;
  foldRhythm(profile.rhythm, hour, profile.zone);
  foldVolume(profile.volume, rollup, share);
}

/** Calls and clients settle by their days alone: what is known of them vouches for nobody. */
const vouched = (value: string): [string, Use] => [value, VOUCHED];
const VOUCHED: Use = { calls: 0, among: 0, vouched: true };

/** Values that somebody was let in with. */
function letIn(values: ReadonlyMap<string, Sighting>): string[] {
  const found: string[] = [];
  for (const [value, sighting] of values) if (wasLetIn(sighting)) found.push(value);
  return found;
}

/** Share of the hour's calls that strangers did not make. */
function taughtShare(profile: Profile, rollup: HourRollup, standing: Standing): number {
  let strange = 0;
  for (const [address, sighting] of rollup.addresses) {
    if (isStranger(profile.networks, address, sighting, standing)) strange += sighting.calls;
  }
  return Math.max(0, 1 - strange / rollup.calls);
}

export const cloneProfile = (profile: Profile): Profile => ({
  ...profile,
  networks: cloneNetworks(profile.networks),
  operations: cloneMemory(profile.operations),
  families: cloneMemory(profile.families),
  clients: cloneMemory(profile.clients),
  company: { ...profile.company },
  sharing: { ...profile.sharing },
  silence: { ...profile.silence },
  rhythm: cloneRhythm(profile.rhythm),
  volume: cloneVolume(profile.volume),
});
