import { type HourRollup, wasLetIn } from '../rollup.ts';
import type { Standing } from '../standing.ts';
import type { HourNumber } from '../time.ts';
import { cloneNetworks, emptyNetworks, foldNetworks, isStranger, type NetworkMemory } from './networks.ts';
import { cloneRhythm, emptyRhythm, foldRhythm, type Rhythm } from './rhythm.ts';
import { cloneMemory, emptyMemory, foldValues, type ValueMemory } from './value-memory.ts';
import { cloneVolume, emptyVolume, foldVolume, type Volume } from './volume.ts';

/** Raised whenever the fold changes its meaning: checkpoints of another version are ignored and rebuilt. */
export const PROFILE_VERSION = 1;

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
  readonly clients: ValueMemory;
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
  clients: emptyMemory(),
  rhythm: emptyRhythm(),
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
  profile.since ??= hour;
  profile.lastHour = hour;
  profile.activeHours += 1;
  profile.totalCalls += rollup.calls;
  foldNetworks(profile.networks, rollup.addresses, hour, starting, standing);
  foldValues(profile.operations, rollup.operations.keys(), hour, starting);
  foldValues(profile.clients, rollup.clients.keys(), hour, starting);
  if (share === 0) return;
  foldRhythm(profile.rhythm, hour, profile.zone);
  const taught = (calls: number): number => Math.ceil(calls * share);
  foldVolume(profile.volume, hour, taught(rollup.calls), rollup.slotCalls.map(taught));
}

/** Share of the hour's calls that strangers did not make. */
function taughtShare(profile: Profile, rollup: HourRollup, standing: Standing): number {
  let strange = 0;
  for (const [address, sighting] of rollup.addresses) {
    if (standing.expects(address, sighting.asn)) continue;
    if (standing.distrusts(address) || isStranger(profile.networks, address, sighting)) {
      strange += sighting.calls;
    }
  }
  return Math.max(0, 1 - strange / rollup.calls);
}

export const cloneProfile = (profile: Profile): Profile => ({
  ...profile,
  networks: cloneNetworks(profile.networks),
  operations: cloneMemory(profile.operations),
  clients: cloneMemory(profile.clients),
  rhythm: cloneRhythm(profile.rhythm),
  volume: cloneVolume(profile.volume),
});
