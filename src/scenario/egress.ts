import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { logUniform } from './distributions.ts';
import { addressIn, addressOfHash, drawSubnet, homeAddress6, type Region } from './networks.ts';
import { mix32, type Random } from './random.ts';
import { localTime } from './zones.ts';

/**
 * Where calls come from: the address of a call (or of a run of calls) at a moment. What it says depends on the moment
 * and on the generator handed in, never on what it said before, so that a day can be made without the days before it.
 */
export type Egress = (time: number, random: Random) => string;

/** One machine or NAT gateway with an address of its own, from when until when, and its share of the calls. */
export interface Worker {
  readonly address: string;
  readonly from: number;
  readonly until: number;
  readonly weight: number;
}

/** Machines that share the work evenly, each while it lives. */
export function workersEgress(workers: readonly Worker[]): Egress {
  return (time, random) => {
    let total = 0;
    for (const worker of workers) if (worker.from <= time && time < worker.until) total += worker.weight;
    let left = random.next() * total;
    let last = workers[0] as Worker;
    for (const worker of workers) {
      if (time < worker.from || time >= worker.until) continue;
      last = worker;
      left -= worker.weight;
      if (left < 0) break;
    }
    return last.address;
  };
}

/**
 * Function instances, or a NAT pool: `size` places, each with an address that changes when its instance is recycled,
 * anywhere in the regions.
 */
export function poolEgress(regions: readonly Region[], size: number, lifetime: number, seed: number): Egress {
  const places = Array.from({ length: size }, (_, index) => {
    const hash = mix32(seed + index * 7919);
    // Instances live from half to twice as long as the typical one.
    return {
      hash,
      life: lifetime * 2 ** ((hash % 2000) / 1000 - 1),
      region: regions[hash % regions.length] as Region,
    };
  });
  return (time, random) => {
    const { hash, life, region } = random.pick(places);
    const generation = Math.floor((time + hash) / life);
    return addressOfHash(region, mix32(hash ^ Math.imul(generation, 0x9e3779b1)));
  };
}

/** Addresses of a few fixed /24s, as managed NAT hands them out. */
export function subnetsEgress(subnets: readonly number[], hosts: readonly number[]): Egress {
  return (_, random) => {
    const subnet = random.pick(subnets);
    return `${(subnet >>> 16) & 0xff}.${(subnet >>> 8) & 0xff}.${subnet & 0xff}.${random.pick(hosts)}`;
  };
}

/** Build runners: every run somewhere else in a cloud. */
export function runnersEgress(regions: readonly Region[]): Egress {
  return (_, random) => addressIn(drawSubnet(random.pick(regions), random), random);
}

/** A stay away from home: days of travel to a country or another town. */
export interface Trip {
  readonly from: number;
  readonly until: number;
  /** Lines that hotels, hosts and conferences have there. */
  readonly lines: readonly Region[];
}

/** A person with a home line, a phone, an office to go to, and journeys. */
export interface Person {
  readonly zone: string;
  readonly home: Region;
  /** The line has IPv6, and the laptop prefers it (RFC 6555). */
  readonly ipv6: boolean;
  /** How long the provider leaves a line its prefix or address, ms. */
  readonly rotation: number;
  readonly mobile: Region;
  /** Share of office days, and the addresses of the office or of its VPN. */
  readonly officeShare: number;
  readonly office: readonly string[];
  readonly vpnAtHome: boolean;
  readonly trips: Trip[];
  readonly seed: number;
}

export function drawPerson(
  zone: string,
  home: Region,
  mobile: Region,
  office: readonly string[],
  random: Random,
): Person {
  const ipv6 = random.chance(0.55);
  return {
    zone,
    home,
    ipv6,
    rotation: random.weighted([
      [DAY, 3],
      [logUniform(random, 3 * DAY, 20 * DAY), 4],
      [400 * DAY, 3],
    ]),
    mobile,
    officeShare: office.length > 0 && random.chance(0.4) ? random.uniform(0.3, 0.9) : 0,
    office,
    vpnAtHome: random.chance(0.15),
    trips: [],
    seed: random.uint32(),
  };
}

export function personEgress(person: Person): Egress {
  return (time, random) => {
    const local = localTime(person.zone, time);
    const daySeed = mix32(person.seed ^ Math.imul(local.day, 0x85ebca6b));
    const trip = person.trips.find(({ from, until }) => from <= time && time < until);
    if (trip !== undefined) {
      // A hotel for the night, another line (a café, the customer's office) by day, the phone in between.
      const spot = random.chance(0.15) ? 2 : local.hour >= 9 && local.hour < 18 ? 1 : 0;
      if (spot === 2) return addressOfHash(person.mobile, mix32(daySeed ^ Math.floor(time / (2 * HOUR))));
      return lineAddress(
        trip.lines[spot % trip.lines.length] as Region,
        false,
        mix32(person.seed ^ mix32(trip.from + spot)),
        daySeed,
      );
    }
    const atOffice =
      local.weekday < 5 && local.hour >= 8 && local.hour < 19 && daySeed % 100 < person.officeShare * 100;
    if (atOffice || (person.vpnAtHome && person.office.length > 0)) return random.pick(person.office);
    if (random.chance(0.06))
      return addressOfHash(person.mobile, mix32(daySeed ^ Math.floor(time / (90 * MINUTE))));
    const lease = Math.floor((time + (person.seed % DAY)) / person.rotation);
    // Happy eyeballs fall back to IPv4 now and then.
    return lineAddress(
      person.home,
      person.ipv6 && random.chance(0.93),
      mix32(person.seed ^ Math.imul(lease, 31)),
      daySeed,
    );
  };
}

/** The address of a home line: `line` names its prefix, `device` the interface. */
function lineAddress(region: Region, ipv6: boolean, line: number, device: number): string {
  return ipv6 ? homeAddress6(region, line, device) : addressOfHash(region, line);
}
