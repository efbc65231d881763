import type { HolidayCalendar } from './calendar.ts';
import { Directory, token } from './directory.ts';
import { logUniform } from './distributions.ts';
import {
  addressIn,
  drawSubnet,
  formatV4,
  type Provider,
  providersOf,
  type Region,
  regionsOf,
} from './networks.ts';
import type { Random } from './random.ts';

/** One company with a Zoom account: its places, its cloud, its people. Its credentials share them. */
export interface Organisation {
  readonly name: string;
  readonly accountId: string;
  readonly zones: readonly string[];
  readonly offices: readonly Office[];
  readonly cloud: Provider;
  /** Where most of it runs, and where it fails over to. */
  readonly regions: readonly [main: Region, second: Region];
  readonly otherCloud: Provider;
  /** NAT gateways in the main region that several programs share. */
  readonly gateways: readonly string[];
  readonly directory: Directory;
}

interface Office {
  readonly zone: string;
  readonly region: Region;
  readonly subnet: number;
  /** Addresses that the office is seen with: one or two, by NAT. */
  readonly addresses: readonly string[];
}

/** Country and holidays of the zones that owners live in. */
const ZONES: Readonly<Record<string, readonly [country: string, calendar: HolidayCalendar]>> = {
  'America/New_York': ['US', 'us'],
  'America/Chicago': ['US', 'us'],
  'America/Denver': ['US', 'us'],
  'America/Los_Angeles': ['US', 'us'],
  'America/Toronto': ['CA', 'us'],
  'Europe/London': ['GB', 'eu'],
  'Europe/Berlin': ['DE', 'eu'],
  'Europe/Paris': ['FR', 'eu'],
  'Europe/Amsterdam': ['NL', 'eu'],
  'Europe/Warsaw': ['PL', 'eu'],
  'Europe/Madrid': ['ES', 'eu'],
  'Asia/Kolkata': ['IN', 'world'],
  'Asia/Tokyo': ['JP', 'world'],
  'Australia/Sydney': ['AU', 'world'],
  'America/Sao_Paulo': ['BR', 'world'],
};
const AMERICAN = [
  'America/New_York',
  'America/Chicago',
  'America/Los_Angeles',
  'America/Denver',
  'America/Toronto',
];
const EUROPEAN = [
  'Europe/London',
  'Europe/Berlin',
  'Europe/Paris',
  'Europe/Amsterdam',
  'Europe/Warsaw',
  'Europe/Madrid',
];
const FARTHER = ['Asia/Kolkata', 'Asia/Tokyo', 'Australia/Sydney', 'America/Sao_Paulo'];
const NAMES = [
  'Northwind',
  'Contoso Health',
  'Fabrikam',
  'Example College',
  'Tailspin',
  'Wingtip',
  'Litware',
  'Proseware',
];

export const countryOf = (zone: string): string => ZONES[zone]?.[0] ?? 'US';
export const calendarOf = (zone: string): HolidayCalendar => ZONES[zone]?.[1] ?? 'world';

/** The `index`th company of a fleet. */
export function drawOrganisation(index: number, random: Random): Organisation {
  const continent = random.chance(0.55) ? AMERICAN : EUROPEAN;
  const zones = [random.pick(continent)];
  const extra = random.integer(0, 3);
  for (let i = 0; i < extra; i += 1)
    zones.push(random.pick(random.chance(0.6) ? continent : [...AMERICAN, ...EUROPEAN, ...FARTHER]));
  const [cloud, otherCloud] = random.shuffle(providersOf('cloud')) as [Provider, Provider];
  const regions = regionsNear(cloud, countryOf(zones[0] as string), random);
  const gatewaySubnets = [drawSubnet(regions[0], random), drawSubnet(regions[0], random)];
  return {
    name: NAMES[index % NAMES.length] as string,
    accountId: token(random, 22),
    zones: [...new Set(zones)],
    offices: [...new Set(zones)].map((zone) => drawOffice(zone, random)),
    cloud,
    regions,
    otherCloud,
    gateways: Array.from({ length: random.integer(1, 3) }, () =>
      addressIn(random.pick(gatewaySubnets), random),
    ),
    directory: new Directory(random.fork('directory'), Math.round(logUniform(random, 40, 2_500))),
  };
}

/** The region nearest to a country and another one of the same provider. */
export function regionsNear(cloud: Provider, country: string, random: Random): readonly [Region, Region] {
  const shuffled = random.shuffle(cloud.regions);
  const american = ['US', 'CA', 'BR'].includes(country);
  const near =
    shuffled.find((r) => (american ? r.country === 'US' : !['US', 'BR'].includes(r.country))) ?? shuffled[0];
  const other = shuffled.find((region) => region !== near && region.country === near?.country);
  return [near as Region, (other ?? shuffled.find((region) => region !== near)) as Region];
}

/** Home lines of a country; of a neighbour's where the country has none here. */
export function homesIn(country: string): Region[] {
  const lines = regionsOf('residential', [country]);
  return lines.length > 0 ? lines : regionsOf('residential', ['US']);
}

export function mobileIn(country: string, random: Random): Region {
  const networks = regionsOf('mobile', [country]);
  return random.pick(networks.length > 0 ? networks : homesIn(country));
}

function drawOffice(zone: string, random: Random): Office {
  const country = countryOf(zone);
  const lines = [...regionsOf('corporate', [country]), ...regionsOf('business', [country])];
  const region = random.pick(lines.length > 0 ? lines : homesIn(country));
  const subnet = drawSubnet(region, random);
  const first = random.integer(1, 15) * 16;
  const addresses = Array.from({ length: random.integer(1, 2) }, (_, i) => formatV4(subnet, first + 2 + i));
  return { zone, region, subnet, addresses };
}
