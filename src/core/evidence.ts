import type { HourScore } from './alert.ts';
import { graver } from './gravity.ts';
import { type AddressSighting, addressesSince, type HourRollup, SLOT } from './rollup.ts';
import type { Reading, Scene } from './signals/signal.ts';
import { startOfHour } from './time.ts';

const MAX_ADDRESSES = 20;
const MAX_OPERATIONS = 20;
/** An address with fewer bits is no reason to leave the others out … */
const NAMING_BITS = 2;
/** … nor is one whose signal says less than this share of what the strongest such signal says. */
const WORTH_NAMING = 0.5;

type Evidence = Pick<HourScore, 'sourceIps' | 'operations' | 'eventCount' | 'firstEventAt' | 'lastEventAt'>;

/**
 * Which calls an hour's score is about: those from the addresses that its signals name (strangers, a newcomer beside
 * the established addresses, the holder of a copied token), or all of the hour, from the moment on that a rule was
 * broken, where none is named. Operations that the credential never called come first.
 */
export function evidenceOf({ rollup, from }: Scene, readings: readonly Reading[]): Evidence {
  const start = startOfHour(rollup.hour);
  const unfamiliar = new Set(readings.flatMap(({ operations }) => (operations ?? []).map(nameOf)));
  const named = namedBy(readings);
  const sightings = named.flatMap((address) => rollup.addresses.get(address) ?? []);
  if (sightings.length === 0) {
    const since = Math.max(
      from,
      ...readings.map(({ rule, first }) => (rule === undefined ? 0 : (first ?? 0))),
    );
    return {
      sourceIps: addressesSince(rollup, since).slice(0, MAX_ADDRESSES),
      operations: gravest(countsOf(rollup), unfamiliar),
      eventCount: rollup.slotCalls.slice(Math.floor(since / SLOT)).reduce((sum, calls) => sum + calls, 0),
      firstEventAt: start + Math.max(rollup.first, since),
      lastEventAt: start + rollup.last,
    };
  }
  return {
    sourceIps: named.slice(0, MAX_ADDRESSES),
    operations: gravest(countsFrom(sightings), unfamiliar),
    eventCount: sightings.reduce((sum, sighting) => sum + sighting.calls, 0),
    firstEventAt: start + Math.min(...sightings.map((sighting) => sighting.first)),
    lastEventAt: start + Math.max(...sightings.map((sighting) => sighting.last)),
  };
}

const nameOf = ({ operation }: { readonly operation: string }): string => operation;

/** The addresses of the signals that say the most of them, the strongest signal's first. */
function namedBy(readings: readonly Reading[]): string[] {
  const naming = readings.filter(
    ({ strangers, bits }) => strangers !== undefined && strangers.length > 0 && bits >= NAMING_BITS,
  );
  const most = Math.max(...naming.map(({ bits }) => bits));
  const worth = naming.filter(({ bits }) => bits >= WORTH_NAMING * most).sort((a, b) => b.bits - a.bits);
  return [...new Set(worth.flatMap(({ strangers }) => strangers!.map(({ address }) => address)))];
}

const countsOf = (rollup: HourRollup): Map<string, number> =>
  new Map([...rollup.operations].map(([operation, sighting]) => [operation, sighting.calls]));

function countsFrom(sightings: readonly AddressSighting[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { operations } of sightings) {
    for (const [operation, calls] of operations) counts.set(operation, (counts.get(operation) ?? 0) + calls);
  }
  return counts;
}

/** Those never called before first, then the gravest, then the most called. */
const gravest = (operations: ReadonlyMap<string, number>, unfamiliar: ReadonlySet<string>): string[] =>
  [...operations]
    .sort(
      ([a, x], [b, y]) =>
        Number(unfamiliar.has(b)) - Number(unfamiliar.has(a)) || graver(a, b) || y - x || (a < b ? -1 : 1),
    )
    .map(([operation]) => operation)
    .slice(0, MAX_OPERATIONS);
