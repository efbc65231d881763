import { generateFleet } from '../../src/scenario/fleet.ts';
import type { WireEvent } from '../../src/scenario/wire.ts';

/** A few credentials over some weeks with thefts among them: the same each time. */
export function smallFleet(seed: string, credentials: number, days: number): WireEvent[] {
  const fleet = generateFleet({
    seed,
    kind: 'plain',
    credentials,
    days,
    attacks: ['loud', 'tor_night'],
    attackCount: 3,
    maxCallsPerDay: 150,
  });
  return [...fleet.events()].map(({ event }) => event);
}
