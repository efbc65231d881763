import { networkLevels } from '../../core/address.ts';
import { nearestAddress } from '../../core/explain/nearest.ts';
import { type NetworkKind, networkKind } from '../../core/network-kind.ts';
import type { NetworkLevel, NetworkMemory } from '../../core/profile/networks.ts';
import { settledValues, type ValueMemory } from '../../core/profile/value-memory.ts';
import { providerOf } from '../../core/provider.ts';
import { startOfHour, toIso } from '../../core/time.ts';

/** From the root to the leaf. A wider prefix is no level of the picture: it says nothing to people. */
const LEVELS = ['country', 'asn', 'prefix', 'address'] as const satisfies readonly NetworkLevel[];
type TreeLevel = (typeof LEVELS)[number];

/** Known addresses that are drawn, and of one prefix. */
const [MOST_KNOWN, MOST_IN_PREFIX] = [60, 6];

/** How far a value is believed: `new`, on `probation`, `settled`; `unknown` where no database names it. */
export type Belief = 'settled' | 'probation' | 'new' | 'unknown';

interface NetworkNode {
  readonly level: TreeLevel;
  /** Null where no database names it. */
  readonly value: string | null;
  /** Of a provider: its name, its number, and what it is known for. */
  readonly name: string | null;
  readonly asn: number | null;
  readonly kind: NetworkKind | null;
  /** Index of the node above; null at the top. */
  readonly parent: number | null;
  readonly belief: Belief;
  readonly first_seen: string | null;
  readonly last_seen: string | null;
  readonly days: number;
  /** Calls in the hours that are drawn, and those of the alert. */
  calls: number;
  alert_calls: number;
}

/** An address of the alert, and where it parts from what is known. */
interface Stranger {
  readonly address: string;
  /** Believed address that has the most leading bits in common; null when none is of its family. */
  readonly nearest: string | null;
  /** The widest level that is not believed; null when the address itself is believed. */
  readonly parts_at: TreeLevel | null;
}

export interface NetworkTree {
  readonly nodes: NetworkNode[];
  readonly strangers: Stranger[];
  /** Addresses that were known, and those of them that are not drawn. */
  readonly known_addresses: number;
  readonly left_out: number;
}

export interface Owner {
  readonly asn: number | null;
  readonly asnName: string | null;
  readonly country: string | null;
}

export interface TreeInput {
  /** What was known before. */
  readonly networks: NetworkMemory;
  /** Who runs the network of an address (by its finest level), as far as anybody knows. */
  readonly ownerOf: (address: string) => Owner;
  /** Calls by address, at its finest level. */
  readonly calls: ReadonlyMap<string, number>;
  readonly alertCalls: ReadonlyMap<string, number>;
}

/** The networks of a credential as a tree, the alert's addresses placed in it. Bounded, whatever the pool. */
export function networkTreeOf(input: TreeInput): NetworkTree {
  const { networks, alertCalls } = input;
  const strangers = [...alertCalls.keys()];
  const known = [...networks.address.values]
    .filter(([address]) => !alertCalls.has(address))
    .sort(
      ([, a], [, b]) => Number(b.settled) - Number(a.settled) || b.lastHour - a.lastHour || b.days - a.days,
    )
    .map(([address]) => address);
  const drawn = sparse(known);
  const tree = new TreeBuilder(input);
  for (const address of [...strangers, ...drawn]) tree.add(address);
  return {
    nodes: tree.nodes,
    strangers: strangers.map((address) => strangerOf(address, input)),
    known_addresses: networks.address.values.size,
    left_out: known.length - drawn.length,
  };
}

function sparse(addresses: readonly string[]): string[] {
  const perPrefix = new Map<string, number>();
  const kept: string[] = [];
  for (const address of addresses) {
    if (kept.length >= MOST_KNOWN) break;
    const { prefix } = networkLevels(bare(address));
    const before = perPrefix.get(prefix) ?? 0;
    if (before >= MOST_IN_PREFIX) continue;
    perPrefix.set(prefix, before + 1);
    kept.push(address);
  }
  return kept;
}

/** Of the /64 that IPv6 is counted by, its first address. */
const bare = (address: string): string => address.split('/')[0]!;

class TreeBuilder {
  readonly nodes: NetworkNode[] = [];
  readonly #input: TreeInput;
  readonly #places = new Map<string, number>();

  constructor(input: TreeInput) {
    this.#input = input;
  }

  add(address: string): void {
    const owner = this.#input.ownerOf(address);
    const values = valuesOf(address, owner);
    const [calls, alertCalls] = [
      this.#input.calls.get(address) ?? 0,
      this.#input.alertCalls.get(address) ?? 0,
    ];
    let parent: number | null = null;
    for (const level of LEVELS) {
      parent = this.#place(level, values[level], owner, parent);
      this.nodes[parent]!.calls += calls;
      this.nodes[parent]!.alert_calls += alertCalls;
    }
  }

  #place(level: TreeLevel, value: string | null, owner: Owner, parent: number | null): number {
    const key = `${parent} ${value}`;
    const place = this.#places.get(key);
    if (place !== undefined) return place;
    const seen = value === null ? undefined : this.#input.networks[level].values.get(value);
    const isProvider = level === 'asn';
    this.nodes.push({
      level,
      value,
      name: isProvider ? owner.asnName : null,
      asn: isProvider ? owner.asn : null,
      kind: isProvider ? networkKind(owner.asn, owner.asnName) : null,
      parent,
      belief: beliefIn(this.#input.networks[level], value),
      first_seen: seen === undefined ? null : toIso(startOfHour(seen.firstHour)),
      last_seen: seen === undefined ? null : toIso(startOfHour(seen.lastHour)),
      days: seen?.days ?? 0,
      calls: 0,
      alert_calls: 0,
    });
    this.#places.set(key, this.nodes.length - 1);
    return this.nodes.length - 1;
  }
}

const valuesOf = (address: string, owner: Owner): Record<TreeLevel, string | null> => ({
  country: owner.country,
  asn: providerOf(owner.asn, owner.asnName),
  prefix: networkLevels(bare(address)).prefix,
  address,
});

/** What was known of one value. */
export function beliefIn(memory: ValueMemory, value: string | null): Belief {
  if (value === null) return 'unknown';
  const known = memory.values.get(value);
  if (known === undefined) return 'new';
  return known.settled ? 'settled' : 'probation';
}

function strangerOf(address: string, { networks, ownerOf }: TreeInput): Stranger {
  const values = valuesOf(address, ownerOf(address));
  const isBelieved = (level: TreeLevel): boolean =>
    values[level] === null || beliefIn(networks[level], values[level]) === 'settled';
  return {
    address,
    nearest: nearestAddress(bare(address), settledValues(networks.address)),
    parts_at: isBelieved('address') ? null : (LEVELS.find((level) => !isBelieved(level)) ?? null),
  };
}
