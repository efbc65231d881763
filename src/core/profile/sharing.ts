import { providerOf } from '../provider.ts';
import { type AddressSighting, type HourRollup, wasLetIn } from '../rollup.ts';
import type { Standing } from '../standing.ts';
import { addressLevel, isSettled, isStranger, type NetworkMemory } from './networks.ts';

/** A token that was used from an established network and by a stranger in one hour. */
export interface SharedToken {
  readonly token: string;
  readonly established: string;
  readonly stranger: string;
  /** Whether the two are known to belong to different providers. */
  readonly unrelated: boolean;
  /** The later of the two first calls, milliseconds into the hour. */
  readonly from: number;
}

/**
 * Access tokens, by their fingerprints, that two unrelated networks held in the same hour: those surely unrelated
 * first, then the earliest.
 */
export function sharedTokensOf(
  networks: NetworkMemory,
  rollup: HourRollup,
  standing: Standing,
): SharedToken[] {
  const found: SharedToken[] = [];
  for (const [token, { addresses }] of rollup.tokens) {
    if (addresses.size < 2) continue;
    const established: Holder[] = [];
    const strangers: Holder[] = [];
    for (const address of addresses.keys()) {
      const sighting = rollup.addresses.get(address);
      if (sighting === undefined || !wasLetIn(sighting)) continue;
      const provider = providerOf(sighting.asn, sighting.asnName);
      const holder = { address, provider, first: sighting.first };
      if (isStranger(networks, address, sighting, standing)) strangers.push(holder);
      else if (isEstablished(networks, address, sighting, standing)) established.push(holder);
    }
    const [best] = established
      .flatMap((own) => strangers.map((stranger) => pairOf(token, own, stranger)))
      .sort(bySurety);
    if (best !== undefined) found.push(best);
  }
  return found.sort(bySurety);
}

interface Holder {
  readonly address: string;
  readonly provider: string | null;
  readonly first: number;
}

const isEstablished = (
  networks: NetworkMemory,
  address: string,
  sighting: AddressSighting,
  standing: Standing,
): boolean =>
  standing.expects(address, sighting.asn) || isSettled(networks, 'address', addressLevel(address));

const pairOf = (token: string, own: Holder, stranger: Holder): SharedToken => ({
  token,
  established: own.address,
  stranger: stranger.address,
  unrelated: own.provider !== null && stranger.provider !== null && own.provider !== stranger.provider,
  from: Math.max(own.first, stranger.first),
});

function bySurety(a: SharedToken, b: SharedToken): number {
  return Number(b.unrelated) - Number(a.unrelated) || a.from - b.from || (nameOf(a) < nameOf(b) ? -1 : 1);
}

const nameOf = ({ token, established, stranger }: SharedToken): string =>
  `${token} ${established} ${stranger}`;
