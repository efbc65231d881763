import { NETWORK_LEVELS, type NetworkLevel, type NetworkMemory } from './networks.ts';
import { PROFILE_VERSION, type Profile } from './profile.ts';
import type { KnownValue, ValueMemory } from './value-memory.ts';

/** Hours count back from the memory's `at`, since small numbers are short; `calls` and `among` only until it is settled. */
type KnownRow = [
  value: string,
  firstAgo: number,
  lastAgo: number,
  days: number,
  settled: 0 | 1,
  calls?: number,
  among?: number,
];
interface MemoryJson extends Omit<ValueMemory, 'values'> {
  values: KnownRow[];
}

/** A checkpoint as it is stored. Numbers keep every bit, so that a fold continued from it is the same fold. */
export interface ProfileJson extends Omit<Profile, 'networks' | 'operations' | 'families' | 'clients'> {
  networks: Record<NetworkLevel, MemoryJson>;
  operations: MemoryJson;
  families: MemoryJson;
  clients: MemoryJson;
}

export function profileToJson(profile: Profile): ProfileJson {
  const networks = {} as Record<NetworkLevel, MemoryJson>;
  for (const level of NETWORK_LEVELS) networks[level] = memoryToJson(profile.networks[level]);
  return {
    ...profile,
    networks,
    operations: memoryToJson(profile.operations),
    families: memoryToJson(profile.families),
    clients: memoryToJson(profile.clients),
  };
}

/** Null when the checkpoint was written by another version of the fold, or for another time zone. */
export function profileFromJson(json: ProfileJson, zone: string): Profile | null {
  if (json.version !== PROFILE_VERSION || json.zone !== zone) return null;
  const networks = {} as Record<NetworkLevel, ValueMemory>;
  for (const level of NETWORK_LEVELS) networks[level] = memoryFromJson(json.networks[level]);
  return {
    ...json,
    networks: networks satisfies NetworkMemory,
    operations: memoryFromJson(json.operations),
    families: memoryFromJson(json.families),
    clients: memoryFromJson(json.clients),
  };
}

const memoryToJson = (memory: ValueMemory): MemoryJson => ({
  ...memory,
  values: [...memory.values].map(
    ([value, known]): KnownRow => [
      value,
      memory.at - known.firstHour,
      memory.at - known.lastHour,
      known.days,
      known.settled ? 1 : 0,
      ...(known.settled || known.among === 0 ? ([] as const) : ([known.calls, known.among] as const)),
    ],
  ),
});

const memoryFromJson = (json: MemoryJson): ValueMemory => ({
  ...json,
  values: new Map(
    json.values.map(
      ([value, firstAgo, lastAgo, days, settled, calls = 0, among = 0]): [string, KnownValue] => [
        value,
        {
          firstHour: json.at - firstAgo,
          lastHour: json.at - lastAgo,
          days,
          calls,
          among,
          settled: settled === 1,
        },
      ],
    ),
  ),
});
