import { networkLevels } from '../core/address.ts';
import { type NetworkKind, networkKind } from '../core/network-kind.ts';
import { addressLevel, isSettled, levelsOf } from '../core/profile/networks.ts';
import type { Profile } from '../core/profile/profile.ts';
import { type AddressSighting, type HourRollup, wasLetIn } from '../core/rollup.ts';
import { type HourNumber, startOfHour, toIso } from '../core/time.ts';
import { addCalls } from './incident/known-uses.ts';

/** Callers that are told apart, and of each: addresses and operations. */
const [MOST_CALLERS, MOST_ADDRESSES, MOST_OPERATIONS] = [20, 5, 5];
/** Groups that are kept while counting: a pool of proxies must not fill the memory. */
const MOST_GROUPS = 5_000;

/** Who calls with a credential: one provider, or one network where the provider is not known. */
export interface Caller {
  /** The provider's name as it is learnt, or the network. */
  readonly network: string;
  readonly name: string | null;
  readonly asn: number | null;
  readonly country: string | null;
  readonly kind: NetworkKind | null;
  /** Whether the credential's profile believes it. */
  readonly settled: boolean;
  readonly first_seen: string;
  readonly last_seen: string;
  readonly calls: number;
  readonly failed: number;
  /** The busiest ones, and how many there are. */
  readonly addresses: { readonly address: string; readonly calls: number }[];
  readonly address_count: number;
  readonly operations: { readonly operation: string; readonly calls: number }[];
  readonly operation_count: number;
  /** Calls by day, the oldest first. */
  readonly daily: number[];
}

interface Group {
  readonly network: string;
  owner: AddressSighting;
  readonly first: HourNumber;
  last: HourNumber;
  calls: number;
  failed: number;
  readonly addresses: Map<string, number>;
  readonly operations: Map<string, number>;
  readonly daily: number[];
}

/** Groups the calls of a range of hours by who made them. */
export class CallerCount {
  readonly #from: HourNumber;
  readonly #days: number;
  readonly #groups = new Map<string, Group>();
  #leftOut = 0;

  constructor(from: HourNumber, to: HourNumber) {
    this.#from = from;
    this.#days = Math.ceil((to - from + 1) / 24);
  }

  add(rollup: HourRollup): void {
    for (const [address, sighting] of rollup.addresses) {
      const levels = levelsOf(address, sighting);
      const network = levels.asn ?? levels.prefix ?? networkLevels(address).prefix;
      const group = this.#groupOf(network, rollup.hour, sighting);
      if (group === null) {
        this.#leftOut += sighting.calls;
        continue;
      }
      group.owner = sighting;
      group.last = rollup.hour;
      group.calls += sighting.calls;
      group.failed += sighting.failed;
      group.daily[Math.floor((rollup.hour - this.#from) / 24)]! += sighting.calls;
      addCalls(group.addresses, addressLevel(address), sighting.calls);
      for (const [operation, calls] of sighting.operations) addCalls(group.operations, operation, calls);
    }
  }

  #groupOf(network: string, hour: HourNumber, owner: AddressSighting): Group | null {
    const known = this.#groups.get(network);
    if (known !== undefined) return known;
    if (this.#groups.size >= MOST_GROUPS || !wasLetIn(owner)) return null;
    const group: Group = {
      network,
      owner,
      first: hour,
      last: hour,
      calls: 0,
      failed: 0,
      addresses: new Map(),
      operations: new Map(),
      daily: new Array<number>(this.#days).fill(0),
    };
    this.#groups.set(network, group);
    return group;
  }

  /**
   * Who called the most comes first. The calls of all others, and of those who were never let in, are `left_out`.
   *
   * @param profile tells what is believed
   */
  build(profile: Profile): { callers: Caller[]; left_out: { callers: number; calls: number } } {
    const sorted = [...this.#groups.values()].sort(
      (a, b) => b.calls - a.calls || (a.network < b.network ? -1 : 1),
    );
    const others = sorted.slice(MOST_CALLERS);
    return {
      callers: sorted.slice(0, MOST_CALLERS).map((group) => view(group, profile)),
      left_out: {
        callers: others.length,
        calls: this.#leftOut + others.reduce((sum, { calls }) => sum + calls, 0),
      },
    };
  }
}

function view(group: Group, { networks }: Profile): Caller {
  const { owner, network } = group;
  const level = network.includes('/') ? 'prefix' : 'asn';
  return {
    network,
    name: owner.asnName,
    asn: owner.asn,
    country: owner.country,
    kind: networkKind(owner.asn, owner.asnName),
    settled: isSettled(networks, level, network),
    first_seen: toIso(startOfHour(group.first)),
    last_seen: toIso(startOfHour(group.last)),
    calls: group.calls,
    failed: group.failed,
    addresses: most(group.addresses, MOST_ADDRESSES).map(([address, calls]) => ({ address, calls })),
    address_count: group.addresses.size,
    operations: most(group.operations, MOST_OPERATIONS).map(([operation, calls]) => ({ operation, calls })),
    operation_count: group.operations.size,
    daily: group.daily,
  };
}

const most = (tally: ReadonlyMap<string, number>, limit: number): [string, number][] =>
  [...tally].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, limit);
