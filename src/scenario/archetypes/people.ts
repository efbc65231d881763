import { DAY } from '../../core/time.ts';
import { logUniform } from '../distributions.ts';
import { runnersEgress } from '../egress.ts';
import type { Owner } from '../owner.ts';
import { everyDay, type Sittings, sittings, timetable, together } from '../rhythm.ts';
import { buildOwner, drawHours, type Site } from './build.ts';
import { peoplePlace } from './places.ts';
import { cron, nightlyBatch } from './scheduled.ts';
import { businessHours } from './services.ts';

/** A developer: a home line whose address changes, a phone, an office, a laptop that travels. */
export function developer(site: Site): Owner {
  const { organisation, random } = site;
  const place = peoplePlace(site, 1, false);
  const person = place.residence.kind === 'people' ? place.residence.people[0] : undefined;
  const drawn = drawHours(organisation, random);
  // People who program keep other hours than offices.
  const hours = {
    ...drawn,
    zone: person?.zone ?? drawn.zone,
    end: drawn.end + random.integer(0, 2),
    evening: random.uniform(0.05, 0.5),
    weekend: random.uniform(0, 0.35),
  };
  const plan: Sittings = {
    hours,
    perDay: random.uniform(0.4, 3),
    calls: logUniform(random, 5, 60),
    minutes: random.uniform(8, 60),
  };
  return buildOwner(site, {
    archetype: 'developer',
    purpose: 'exploration',
    callsPerDay: plan.perDay * plan.calls * 1.5,
    hours,
    ...place,
    addressPerRun: true,
    people: 2,
    tokenPerRun: true,
    rhythm: sittings(plan, random.fork('sittings')),
  });
}

/** A support desk: several people in offices and on the VPN, and some nights one of them at home, on call. */
export function supportTeam(site: Site): Owner {
  const { organisation, random } = site;
  const size = random.integer(3, 8);
  const hours = {
    ...drawHours(organisation, random),
    night: random.uniform(0.005, 0.03),
    weekend: random.uniform(0.03, 0.15),
  };
  const plan: Sittings = {
    hours,
    perDay: size * random.uniform(1, 4),
    calls: logUniform(random, 4, 20),
    minutes: random.uniform(3, 20),
  };
  return buildOwner(site, {
    archetype: 'support_team',
    purpose: random.pick(['supportDesk', 'supportDesk', 'liveQuality']),
    callsPerDay: plan.perDay * plan.calls * 1.5,
    hours,
    ...peoplePlace(site, size, true),
    addressPerRun: true,
    people: 3,
    tokenPerRun: true,
    rhythm: sittings(plan, random.fork('sittings')),
  });
}

/** A build server's tests: at every push, and once a night, each on another machine of a large cloud. */
export function ciRunners(site: Site): Owner {
  const { organisation, random } = site;
  const hours = drawHours(organisation, random);
  const cloud = random.pick([organisation.cloud, organisation.otherCloud]);
  const regions = random.chance(0.6)
    ? cloud.regions
    : cloud.regions.filter((region) => region.country === 'US');
  const plan: Sittings = {
    hours,
    perDay: logUniform(random, 3, 60),
    calls: logUniform(random, 3, 40),
    minutes: random.uniform(0.5, 8),
  };
  const nightly = {
    zone: 'UTC',
    minutes: [random.integer(0, 300)],
    on: everyDay,
    calls: [10, 80] as const,
    pace: 0.5,
    splay: 600,
  };
  return buildOwner(site, {
    archetype: 'ci_runners',
    purpose: 'integrationTests',
    callsPerDay: plan.perDay * plan.calls * 1.5,
    hours,
    residence: { kind: 'runners', regions },
    egress: runnersEgress(regions),
    addressPerRun: true,
    tokenPerRun: true,
    rhythm: random.chance(0.7)
      ? together(sittings(plan, random.fork('sittings')), timetable(nightly, random.fork('nightly')))
      : sittings(plan, random.fork('sittings')),
  });
}

/** In use for the first days or weeks of the span, then forgotten: a project that ended, a credential that did not. */
export function dormant(site: Site): Owner {
  const { random } = site;
  const owner = random.pick([cron, nightlyBatch, businessHours, developer])(site);
  const awakeDays = Math.min(random.uniform(8, 25), (site.end - site.start) / DAY / 3);
  const asleepFrom = Math.floor(site.start + awakeDays * DAY);
  return { ...owner, info: { ...owner.info, archetype: 'dormant', asleepFrom }, until: asleepFrom };
}
