import { providerOf } from '../provider.ts';
import { type HourRollup, wasLetIn } from '../rollup.ts';
import type { Standing } from '../standing.ts';
import { isStranger, levelsOf, type NetworkMemory } from './networks.ts';
import { familiarityOf } from './value-memory.ts';

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

/** Access tokens, by their fingerprints, that two unrelated networks held in the same hour: those surely unrelated first, then the earliest. */
export function sharedTokensOf(
  networks: NetworkMemory,
  rollup: HourRollup,
  standing: Standing,
): SharedToken[] {
  const found: SharedToken[] = [];
  for (const [token, { addresses }] of rollup.tokens) {
    if (addresses.size < 2) continue;
    let established: string | null = null;
    let stranger: string | null = null;
    for (const address of [...addresses.keys()].sort()) {
      const sighting = rollup.addresses.get(address);
      if (sighting === undefined || !wasLetIn(sighting)) continue;
      const value = levelsOf(address, sighting).address!;
      if (standing.expects(address, sighting.asn)) established ??= address;
      else if (standing.distrusts(address) || isStranger(networks, address, sighting)) stranger ??= address;
      else if (familiarityOf(networks.address, value).kind === 'settled') established ??= address;
    }
    if (established === null || stranger === null) continue;
    const [own, other] = [rollup.addresses.get(established)!, rollup.addresses.get(stranger)!];
    const providers = [own, other].map(({ asn, asnName }) => providerOf(asn, asnName));
    const unrelated = !providers.includes(null) && providers[0] !== providers[1];
    found.push({ token, established, stranger, unrelated, from: Math.max(own.first, other.first) });
  }
  return found.sort(
    (a, b) => Number(b.unrelated) - Number(a.unrelated) || a.from - b.from || (a.token < b.token ? -1 : 1),
  );
}
