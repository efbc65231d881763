import { PROVIDER_PLANS, type ProviderKind } from './providers.ts';
import { mix32, Random } from './random.ts';

export interface Provider {
  readonly name: string;
  readonly kind: ProviderKind;
  readonly asns: readonly number[];
  readonly regions: readonly Region[];
}

/** One place of a provider, with the prefixes that are announced there. */
export interface Region {
  readonly provider: Provider;
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** The upper 16 bits of its IPv4 /16s. */
  readonly blocks: readonly number[];
  /** The second 16 bits of its IPv6 /32, below 3fff::/20. */
  readonly block6: number;
}

/** What an MMDB file would say of an address. */
export interface NetworkFacts {
  readonly asn: number;
  readonly asnName: string;
  readonly country: string;
}

/**
 * IPv4 comes from the private, shared and benchmark ranges (RFC 1918 10/8, RFC 6598, RFC 2544), which are the only
 * ones large enough that belong to nobody; IPv6 from the documentation range 3fff::/20 (RFC 9637), which has room for
 * a /32 per provider as in life.
 */
const FREE_BLOCKS = [
  ...Array.from({ length: 256 }, (_, i) => (10 << 8) | i),
  ...Array.from({ length: 64 }, (_, i) => (100 << 8) | (64 + i)),
  (198 << 8) | 18,
  (198 << 8) | 19,
];

const regionOfBlock = new Map<number, Region>();
const regionOfBlock6 = new Map<number, Region>();

export const PROVIDERS: readonly Provider[] = layOut();

export const providersOf = (kind: ProviderKind): Provider[] => PROVIDERS.filter((p) => p.kind === kind);

/** Every region of that kind, in one of `countries` when they are given. */
export function regionsOf(kind: ProviderKind, countries?: readonly string[]): Region[] {
  const regions = providersOf(kind).flatMap((provider) => provider.regions);
  return countries === undefined ? regions : regions.filter((region) => countries.includes(region.country));
}

/** Autonomous system and country of an address of this internet; null for one that is not of it. */
export function lookup(address: string): NetworkFacts | null {
  if (address.startsWith('3fff:')) {
    const block = Number.parseInt(address.slice(5), 16);
    const region = regionOfBlock6.get(block);
    return region === undefined ? null : factsOf(region, block);
  }
  const [first, second] = address.split('.', 2);
  const block = (Number(first) << 8) | Number(second);
  const region = regionOfBlock.get(block);
  return region === undefined ? null : factsOf(region, block);
}

/** An IPv4 /24 of the region, as its upper 24 bits. */
export function drawSubnet(region: Region, random: Random): number {
  return (random.pick(region.blocks) << 8) | random.integer(0, 255);
}

/** An address of a /24. */
export function addressIn(subnet: number, random: Random): string {
  return formatV4(subnet, random.integer(1, 254));
}

/** Any IPv4 address of the region. */
export function drawAddress(region: Region, random: Random): string {
  return addressIn(drawSubnet(region, random), random);
}

/** The address that a hash stands for: the same for the same hash, spread over the whole region. */
export function addressOfHash(region: Region, hash: number): string {
  const block = region.blocks[hash % region.blocks.length] as number;
  return formatV4((block << 8) | ((hash >>> 8) & 0xff), 1 + ((hash >>> 16) % 254));
}

export const formatV4 = (subnet: number, host: number): string =>
  `${(subnet >>> 16) & 0xff}.${(subnet >>> 8) & 0xff}.${subnet & 0xff}.${host}`;

/** The upper 24 bits of an IPv4 address. */
export function subnetOf(address: string): number {
  const [a, b, c] = address.split('.').map(Number);
  return ((a as number) << 16) | ((b as number) << 8) | (c as number);
}

/**
 * An IPv6 address of a home: /56 by the line's hash, one of four /64 behind it, and an interface identifier that the
 * device makes anew (RFC 8981), by its own hash.
 */
export function homeAddress6(region: Region, line: number, device: number): string {
  const low = mix32(device);
  const high = mix32(device ^ 0x5bd1e995);
  const part = (value: number) => (value & 0xffff).toString(16);
  const site = `${part(line >>> 16)}:${part(((line & 0xff) << 8) | ((line >>> 8) & 3))}`;
  // The forms that end or begin with zeros have a shorter canonical spelling (RFC 5952): avoid them.
  const words = [part(high >>> 16), part(high), part(low >>> 16), part(low)].map((w) =>
    w === '0' ? '1' : w,
  );
  return `3fff:${part(region.block6)}:${site}:${words.join(':')}`.replace(/:0(?=:)/g, ':1');
}

function factsOf(region: Region, block: number): NetworkFacts {
  const { asns, name } = region.provider;
  return { asn: asns[block % asns.length] as number, asnName: name, country: region.country };
}

/**
 * Deals the prefixes out in runs of one to four neighbours, mixed: the next /16 is usually somebody else's, as it is
 * in life. The same in every fleet.
 */
function layOut(): Provider[] {
  const random = new Random('the internet');
  const providers = PROVIDER_PLANS.map((plan) => {
    const provider: Provider = { name: plan.name, kind: plan.kind, asns: plan.asns, regions: [] };
    const regions = plan.regions.map(([name, country, blocks]) => ({
      provider,
      name,
      country,
      blocks,
      block6: 0,
    }));
    return { provider, regions };
  });
  const runs = providers.flatMap(({ regions }) =>
    regions.flatMap((region, index) => {
      const lengths: number[] = [];
      for (let left = region.blocks; left > 0; left -= lengths.at(-1) as number) {
        lengths.push(Math.min(left, random.integer(1, 4)));
      }
      return lengths.map((length) => ({ key: `${region.provider.name}/${index}`, length }));
    }),
  );
  const blocksOf = new Map<string, number[]>();
  let next = 0;
  for (const { key, length } of random.shuffle(runs)) {
    const own = blocksOf.get(key) ?? [];
    own.push(...FREE_BLOCKS.slice(next, next + length));
    blocksOf.set(key, own);
    next += length;
  }
  let block6 = 1;
  return providers.map(({ provider, regions }) => {
    const placed = regions.map((region, index): Region => {
      const key = `${provider.name}/${index}`;
      return { ...region, blocks: blocksOf.get(key) ?? [], block6: block6++ };
    });
    Object.assign(provider, { regions: placed });
    for (const region of placed) {
      for (const block of region.blocks) regionOfBlock.set(block, region);
      regionOfBlock6.set(region.block6, region);
    }
    return provider;
  });
}
