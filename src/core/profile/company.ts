import { type AddressSighting, type HourRollup, wasLetIn } from '../rollup.ts';
import type { Standing } from '../standing.ts';
import { addressLevel, type NetworkMemory } from './networks.ts';
import { familiarityOf } from './value-memory.ts';

/** A new address that works in the same hour as the established ones. */
export interface Newcomer {
  readonly address: string;
  readonly sighting: AddressSighting;
  /** Five-minute slots, from its first to its last call, in which the established ones called. */
  readonly shared: readonly number[];
  /** Hour at which it was first seen; null when this is it. */
  readonly since: number | null;
}

/**
 * Who works beside whom: a redeployment replaces the addresses that were there, a thief works beside them, and so
 * does a machine that was added.
 */
export function newcomersOf(networks: NetworkMemory, rollup: HourRollup, standing: Standing): Newcomer[] {
  let established = 0;
  const fresh: { address: string; sighting: AddressSighting; since: number | null }[] = [];
  for (const [address, sighting] of rollup.addresses) {
    if (!wasLetIn(sighting)) continue;
    const familiarity = familiarityOf(networks.address, addressLevel(address));
    if (standing.distrusts(address)) fresh.push({ address, sighting, since: null });
    else if (familiarity.kind === 'settled') established |= sighting.slots;
    else if (!standing.expects(address, sighting.asn)) {
      fresh.push({ address, sighting, since: familiarity.kind === 'new' ? null : familiarity.since });
    }
  }
  if (established === 0) return [];
  return fresh
    .map((one) => ({ ...one, shared: slotsIn(established & spanOf(one.sighting.slots)) }))
    .filter(({ shared }) => shared.length > 0);
}

/** All slots from the first set one to the last. */
function spanOf(slots: number): number {
  const last = 31 - Math.clz32(slots);
  const first = 31 - Math.clz32(slots & -slots);
  return (2 << last) - (1 << first);
}

function slotsIn(slots: number): number[] {
  const found: number[] = [];
  for (let slot = 0; slots >> slot > 0; slot += 1) if ((slots >> slot) & 1) found.push(slot);
  return found;
}
