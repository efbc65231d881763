import { logUniform } from '../distributions.ts';
import { subnetsEgress } from '../egress.ts';
import { addressIn, drawSubnet } from '../networks.ts';
import type { Owner } from '../owner.ts';
import { allDay, everyDay, timetable, workdays } from '../rhythm.ts';
import { buildOwner, drawHours, drawNoise, type Site } from './build.ts';
import { fixedPlace, machineAddresses, poolPlace, workersPlace } from './places.ts';

/** An integration that works when people do. */
export function businessHours(site: Site): Owner {
  const { organisation, random } = site;
  const hours = drawHours(organisation, random);
  const callsPerDay = Math.min(site.maxCallsPerDay, logUniform(random, 30, 4_000));
  return buildOwner(site, {
    archetype: 'business_hours',
    purpose: random.pick(['calendar', 'webinarMarketing', 'learning', 'crmSync', 'supportDesk']),
    callsPerDay,
    hours,
    ...fixedPlace(site, random.integer(1, 4)),
    addressPerRun: false,
    tokenPerRun: false,
    rhythm: workdays(hours, callsPerDay, drawNoise(random)),
  });
}

/** Always on, on two to six fixed addresses. */
export function service(site: Site): Owner {
  const { organisation, random } = site;
  const hours = drawHours(organisation, random);
  const callsPerDay = Math.min(site.maxCallsPerDay, logUniform(random, 200, 15_000));
  const machines = random.integer(2, 6);
  return buildOwner(site, {
    archetype: 'service',
    purpose: random.pick([
      'calendar',
      'recordingArchiver',
      'learning',
      'presenceBoard',
      'videoSdk',
      'webinarMarketing',
      'phoneAnalytics',
      'liveQuality',
    ]),
    callsPerDay,
    hours,
    ...workersPlace(
      organisation.regions[0],
      machineAddresses(organisation.regions[0], machines, random),
      site,
    ),
    addressPerRun: false,
    tokenPerRun: false,
    tokenGroups: random.chance(0.5) ? 1 : machines,
    rhythm: allDay(hours, callsPerDay, random.uniform(0.1, 0.9), drawNoise(random)),
  });
}

/** Functions whose addresses change all the time; by the hour, by the day's work or by a timer. */
export function serverless(site: Site): Owner {
  const { organisation, random } = site;
  const hours = drawHours(organisation, random);
  const callsPerDay = Math.min(site.maxCallsPerDay, logUniform(random, 60, 12_000));
  const noise = drawNoise(random);
  const minutes = Array.from({ length: 24 * 4 }, (_, i) => i * 15);
  const each = Math.max(1, callsPerDay / minutes.length);
  const rhythm = random.weighted([
    [() => workdays(hours, callsPerDay, noise), 4],
    [() => allDay(hours, callsPerDay, random.uniform(0.2, 0.9), noise), 4],
    [
      () =>
        timetable(
          { zone: 'UTC', minutes, on: everyDay, calls: [each, each * 1.5], pace: 0.4, splay: 15 },
          random.fork('timetable'),
        ),
      2,
    ],
  ])();
  return buildOwner(site, {
    archetype: 'serverless',
    purpose: random.pick(['recordingArchiver', 'webinarMarketing', 'calendar', 'crmSync', 'chatCompliance']),
    callsPerDay,
    hours,
    ...poolPlace(organisation, random),
    addressPerRun: random.chance(0.5),
    tokenPerRun: false,
    tokenGroups: random.pick([1, 1, 3, 8]),
    rhythm,
  });
}

/** Up to 100,000 calls a day, from a cluster behind fixed gateways or from machines that come and go. */
export function highVolume(site: Site): Owner {
  const { organisation, random } = site;
  const hours = drawHours(organisation, random);
  const callsPerDay = Math.min(site.maxCallsPerDay, logUniform(random, 40_000, 100_000));
  const region = organisation.regions[0];
  const fixed = random.chance(0.6);
  return buildOwner(site, {
    archetype: 'high_volume',
    purpose: random.pick(['presenceBoard', 'liveQuality', 'learning', 'roomMonitoring', 'chatCompliance']),
    callsPerDay,
    hours,
    ...(fixed
      ? workersPlace(region, machineAddresses(region, random.integer(4, 16), random), site)
      : poolPlace(organisation, random)),
    addressPerRun: false,
    tokenPerRun: false,
    tokenGroups: random.integer(1, 6),
    rhythm: allDay(hours, callsPerDay, random.uniform(0.2, 0.95), {
      ...drawNoise(random),
      hour: random.uniform(15, 60),
    }),
  });
}

/** A product bought from somebody who runs it in another cloud, behind a documented handful of addresses. */
export function vendor(site: Site): Owner {
  const { organisation, random } = site;
  const hours = drawHours(organisation, random);
  const callsPerDay = Math.min(site.maxCallsPerDay, logUniform(random, 40, 6_000));
  const region = random.pick(organisation.otherCloud.regions);
  const subnets = Array.from({ length: random.integer(1, 3) }, () => drawSubnet(region, random));
  const hosts = Array.from({ length: random.integer(2, 6) }, () => random.integer(4, 250));
  const shared = random.chance(0.5);
  const addresses = Array.from({ length: random.integer(2, 5) }, () =>
    addressIn(random.pick(subnets), random),
  );
  const place = shared
    ? { residence: { kind: 'pool', regions: [region] } as const, egress: subnetsEgress(subnets, hosts) }
    : workersPlace(region, addresses, site);
  return buildOwner(site, {
    archetype: 'vendor',
    purpose: random.pick(['webinarMarketing', 'calendar', 'chatCompliance', 'learning', 'crmSync']),
    callsPerDay,
    hours,
    ...place,
    addressPerRun: random.chance(0.5),
    tokenPerRun: false,
    tokenGroups: random.integer(1, 4),
    rhythm: random.chance(0.5)
      ? workdays(hours, callsPerDay, drawNoise(random))
      : allDay(hours, callsPerDay, random.uniform(0.3, 0.9), drawNoise(random)),
  });
}
