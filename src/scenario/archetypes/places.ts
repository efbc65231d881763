import { DAY, HOUR, MINUTE } from '../../core/time.ts';
import { logUniform } from '../distributions.ts';
import {
  drawPerson,
  type Egress,
  type Person,
  personEgress,
  poolEgress,
  subnetsEgress,
  type Trip,
  type Worker,
  workersEgress,
} from '../egress.ts';
import { addressIn, drawSubnet, type Region } from '../networks.ts';
import { countryOf, homesIn, mobileIn, type Organisation } from '../organisation.ts';
import type { Residence } from '../owner.ts';
import type { Random } from '../random.ts';
import type { Site } from './build.ts';

/** Where a program runs, and the addresses that this gives its calls. */
export interface Place {
  readonly residence: Residence;
  readonly egress: Egress;
}

/** `count` machines with fixed addresses in the organisation's cloud, or behind its shared gateways, or in an office. */
export function fixedPlace(site: Site, count: number): Place {
  const { organisation, random } = site;
  const kind = random.weighted([
    ['own', 55],
    ['gateway', 30],
    ['office', 15],
  ]);
  if (kind === 'gateway') return workersPlace(organisation.regions[0], organisation.gateways, site);
  if (kind === 'office') {
    const office = random.pick(organisation.offices);
    return workersPlace(office.region, office.addresses.slice(0, count), site);
  }
  return workersPlace(
    organisation.regions[0],
    machineAddresses(organisation.regions[0], count, random),
    site,
  );
}

export function workersPlace(region: Region, addresses: readonly string[], site: Site): Place {
  const even = site.random.chance(0.7);
  const workers: Worker[] = addresses.map((address, index) => ({
    address,
    from: Number.NEGATIVE_INFINITY,
    until: Number.POSITIVE_INFINITY,
    weight: even ? 1 : 1 / (index + 1),
  }));
  return { residence: { kind: 'workers', region, workers }, egress: workersEgress(workers) };
}

/** Addresses of machines: a few of them neighbours, most anywhere in the region. */
export function machineAddresses(region: Region, count: number, random: Random): string[] {
  let subnet = drawSubnet(region, random);
  return Array.from({ length: count }, () => {
    if (random.chance(0.7)) subnet = drawSubnet(region, random);
    return addressIn(subnet, random);
  });
}

/** Function instances of the organisation's cloud, in one region or two; or the NAT pool that a platform shares. */
export function poolPlace(organisation: Organisation, random: Random): Place {
  const regions = random.chance(0.8) ? [organisation.regions[0]] : [...organisation.regions];
  const residence = { kind: 'pool', regions } as const;
  if (random.chance(0.4)) {
    const subnets = Array.from({ length: random.integer(1, 5) }, () =>
      drawSubnet(random.pick(regions), random),
    );
    const hosts = Array.from({ length: random.integer(4, 40) }, () => random.integer(1, 254));
    return { residence, egress: subnetsEgress(subnets, hosts) };
  }
  const size = Math.round(logUniform(random, 3, 30));
  const lifetime = random.chance(0.6)
    ? logUniform(random, 20 * MINUTE, 4 * HOUR)
    : logUniform(random, 6 * HOUR, 5 * DAY);
  return { residence, egress: poolEgress(regions, size, lifetime, random.uint32()) };
}

/** People with homes and an office to go to. Each sitting belongs to one of them. */
export function peoplePlace(site: Site, count: number, officeBound: boolean): Place {
  const { organisation, random } = site;
  const people = Array.from({ length: count }, (_, index) => {
    const draw = random.fork(`person/${index}`);
    const office = draw.pick(organisation.offices);
    const country = countryOf(office.zone);
    const drawn = drawPerson(
      office.zone,
      draw.pick(homesIn(country)),
      mobileIn(country, draw),
      office.addresses,
      draw,
    );
    const person: Person = officeBound ? { ...drawn, officeShare: 0.8, vpnAtHome: draw.chance(0.6) } : drawn;
    person.trips.push(...drawTrips(country, site.start, site.end, draw));
    return person;
  });
  const egresses = people.map(personEgress);
  return { residence: { kind: 'people', people }, egress: (time, draw) => draw.pick(egresses)(time, draw) };
}

/** Journeys within the country, every few weeks for some, never for others. */
function drawTrips(country: string, start: number, end: number, random: Random): Trip[] {
  if (random.chance(0.5)) return [];
  const trips: Trip[] = [];
  const everyDays = random.uniform(20, 50);
  for (
    let at = start + random.uniform(0, everyDays) * DAY;
    at < end;
    at += random.uniform(0.6, 1.4) * everyDays * DAY
  ) {
    const lines = [random.pick(homesIn(country)), random.pick(homesIn(country))];
    trips.push({ from: at, until: at + random.integer(1, 4) * DAY, lines });
  }
  return trips;
}
