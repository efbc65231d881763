import type { HourScore } from './alert.ts';
import { graver } from './gravity.ts';
import type { AddressSighting, HourRollup } from './rollup.ts';
import type { Reading, Scene } from './signals/signal.ts';
import { startOfHour } from './time.ts';

const MAX_ADDRESSES = 20;
const MAX_OPERATIONS = 20;

type Evidence = Pick<HourScore, 'sourceIps' | 'operations' | 'eventCount' | 'firstEventAt' | 'lastEventAt'>;

/**
 * Which calls an hour's score is about: those from unfamiliar addresses, or all of the hour where the addresses
 * are familiar and only the hour or the volume is odd.
 */
export function evidenceOf({ rollup, from }: Scene, readings: readonly Reading[]): Evidence {
  const start = startOfHour(rollup.hour);
  const strange = readings.flatMap(({ strangers }) => (strangers ?? []).map(({ address }) => address));
  if (strange.length === 0) {
    return {
      sourceIps: busiest(rollup.addresses).slice(0, MAX_ADDRESSES),
      operations: gravest(countsOf(rollup)).slice(0, MAX_OPERATIONS),
      eventCount: rollup.calls,
      firstEventAt: start + Math.max(rollup.first, from),
      lastEventAt: start + rollup.last,
    };
  }
  const sightings = strange.flatMap((address) => rollup.addresses.get(address) ?? []);
  const operations = new Map<string, number>();
  for (const sighting of sightings) {
    for (const [operation, calls] of sighting.operations) {
      operations.set(operation, (operations.get(operation) ?? 0) + calls);
    }
  }
  return {
    sourceIps: strange.slice(0, MAX_ADDRESSES),
    operations: gravest(operations).slice(0, MAX_OPERATIONS),
    eventCount: sightings.reduce((sum, sighting) => sum + sighting.calls, 0),
    firstEventAt: start + Math.min(...sightings.map((sighting) => sighting.first)),
    lastEventAt: start + Math.max(...sightings.map((sighting) => sighting.last)),
  };
}

const countsOf = (rollup: HourRollup): Map<string, number> =>
  new Map([...rollup.operations].map(([operation, sighting]) => [operation, sighting.calls]));

const busiest = (addresses: ReadonlyMap<string, AddressSighting>): string[] =>
  [...addresses].sort(([a, x], [b, y]) => y.calls - x.calls || (a < b ? -1 : 1)).map(([address]) => address);

/** Gravest first, then the most called. */
const gravest = (operations: ReadonlyMap<string, number>): string[] =>
  [...operations]
    .sort(([a, x], [b, y]) => graver(a, b) || y - x || (a < b ? -1 : 1))
    .map(([operation]) => operation);
