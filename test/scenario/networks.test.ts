import { describe, expect, it } from 'vitest';
import {
  addressIn,
  addressOfHash,
  drawAddress,
  drawSubnet,
  homeAddress6,
  lookup,
  PROVIDERS,
  regionsOf,
  subnetOf,
} from '../../src/scenario/networks.ts';
import { Random } from '../../src/scenario/random.ts';

const regions = PROVIDERS.flatMap((provider) => provider.regions);

describe('the invented internet', () => {
  it('gives every /16 to one region at most, and every region some', () => {
    const blocks = regions.flatMap((region) => region.blocks);
    expect(new Set(blocks).size).toBe(blocks.length);
    expect(regions.every((region) => region.blocks.length > 0)).toBe(true);
    expect(new Set(regions.map((region) => region.block6)).size).toBe(regions.length);
  });

  it('finds every address that it draws', () => {
    const random = new Random('draw');
    for (const region of regions) {
      const drawn = [
        drawAddress(region, random),
        addressOfHash(region, random.uint32()),
        homeAddress6(region, random.uint32(), random.uint32()),
      ];
      for (const address of drawn) {
        const facts = lookup(address);
        expect(region.provider.asns).toContain(facts?.asn);
        expect(facts).toMatchObject({ asnName: region.provider.name, country: region.country });
      }
    }
    expect(lookup('192.0.2.1')).toBeNull();
  });

  it('knows one cloud with two autonomous systems, and countries that share one', () => {
    const [cloud] = PROVIDERS;
    const found = new Set<string>();
    for (const region of cloud?.regions ?? []) {
      for (const block of region.blocks) {
        const facts = lookup(`${block >>> 8}.${block & 255}.1.1`);
        found.add(`${facts?.asn}/${facts?.country}`);
      }
    }
    expect(new Set([...found].map((entry) => entry.split('/')[0])).size).toBe(2);
    expect(new Set([...found].map((entry) => entry.split('/')[1])).size).toBeGreaterThan(4);
  });

  it('writes canonical addresses', () => {
    const random = new Random('canonical');
    const [home] = regionsOf('residential');
    for (let i = 0; i < 500; i += 1) {
      const address = homeAddress6(home as (typeof regions)[number], random.uint32(), random.uint32());
      // URL writes IPv6 as RFC 5952 wants it.
      expect(new URL(`http://[${address}]/`).hostname).toBe(`[${address}]`);
    }
  });

  it('keeps an address in its /24', () => {
    const random = new Random('subnet');
    const subnet = drawSubnet(regions[0] as (typeof regions)[number], random);
    expect(subnetOf(addressIn(subnet, random))).toBe(subnet);
  });
});
