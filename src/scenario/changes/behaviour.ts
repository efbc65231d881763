import { DAY, HOUR, MINUTE } from '../../core/time.ts';
import { makeClient, PEOPLE_FAMILIES, SERVICE_FAMILIES } from '../clients.ts';
import { personEgress } from '../egress.ts';
import { addressOfHash, regionsOf } from '../networks.ts';
import { countryOf, homesIn } from '../organisation.ts';
import { addPhase, type Burst, clientMix, type Owner, operationMix, phaseAt } from '../owner.ts';
import { PURPOSES, type Purpose, type PurposeName } from '../purposes.ts';
import type { Random } from '../random.ts';
import { atNight, atWork, hours, type MakeChange } from './change.ts';

/** A new release of the program's HTTP library; one in four changes the library itself. */
export const clientUpgrade: MakeChange = (owner, near, random, end) => {
  const at = atWork(owner, near, random);
  const before = phaseAt(owner.clients, at).clients;
  const families =
    before.length > 0 && random.chance(0.75)
      ? ([[before[0]?.family ?? 'requests', 1]] as const)
      : SERVICE_FAMILIES;
  const fresh = makeClient(random.weighted(families), at, end, random);
  addPhase(
    owner.clients,
    at,
    clientMix([[fresh, 1], ...before.slice(1).map((client) => [client, 0.2] as const)]),
  );
  return { start: at, end, summary: `client became ${fresh.releases[0]?.[1] ?? fresh.family}` };
};

/** One or two product areas that it never touched before. */
export const newFeature: MakeChange = (owner, near, random, end) => {
  const at = atWork(owner, near, random);
  const before = phaseAt(owner.operations, at);
  const purpose: Purpose = PURPOSES[owner.info.purpose];
  const second: Purpose = PURPOSES[random.pick(Object.keys(PURPOSES) as PurposeName[])];
  const candidates = [...purpose.next, ...(random.chance(0.3) ? second.core.slice(0, 2) : [])];
  const fresh = candidates.filter((name) => !before.names.includes(name)).slice(0, random.integer(1, 5));
  if (fresh.length === 0) return null;
  const total = before.weights.reduce((sum, weight) => sum + weight, 0);
  const share = (total * random.uniform(0.03, 0.4)) / fresh.length;
  const old = before.names.map((name, index) => [name, before.weights[index] as number] as const);
  addPhase(owner.operations, at, operationMix([...old, ...fresh.map((name) => [name, share] as const)]));
  return { start: at, end, summary: `new calls: ${fresh.join(', ')}` };
};

/** Everything it does by timetable an hour or some hours earlier or later. */
export const scheduleChange: MakeChange = (owner, near, random, end) => {
  if (!['cron', 'nightly_batch', 'low_volume'].includes(owner.info.archetype)) return null;
  const at = Math.floor(near / DAY) * DAY;
  const before = phaseAt(owner.rhythm, at);
  const shift = random.pick([-3, -2, -1, 1, 2, 3, 6]) * HOUR;
  addPhase(owner.rhythm, at, (dayStart, draw) =>
    before(dayStart, draw).map((run) => ({ ...run, start: run.start + shift })),
  );
  return { start: at, end, summary: `runs ${shift / HOUR} hours later` };
};

/** Somebody is woken and works through the night, with the usual tools, at home. */
export const onCallNight: MakeChange = (owner, near, random) => {
  const place = phaseAt(owner.residence, near);
  if (!['support_team', 'developer', 'business_hours'].includes(owner.info.archetype)) return null;
  const start = atNight(owner.info.zone, near, random);
  const length = hours(random, 0.3, 4);
  const calls = random.integer(15, 250);
  const person = place.kind === 'people' ? random.pick(place.people) : undefined;
  owner.bursts.push({
    start,
    length,
    calls,
    ...(person === undefined ? {} : { egress: personEgress(person) }),
  });
  return { start, end: start + length, summary: `${calls} calls in the middle of the night` };
};

/** A developer looks into a fault by hand, with the production credential, from the office or from home. */
export const debugging: MakeChange = (owner, near, random, end) => {
  const place = phaseAt(owner.residence, near);
  if (place.kind === 'people') return null;
  const start = atWork(owner, near, random);
  const length = hours(random, 0.2, 2);
  const office = random.pick(owner.organisation.offices);
  const address = random.chance(0.7)
    ? random.pick(office.addresses)
    : addressOfHash(random.pick(homesIn(countryOf(office.zone))), random.uint32());
  const purpose: Purpose = PURPOSES[owner.info.purpose];
  const names = [...phaseAt(owner.operations, start).names, ...purpose.rare.slice(0, 2), 'me' as const];
  const burst: Burst = {
    start,
    length,
    calls: random.integer(8, 80),
    egress: () => address,
    clients: clientMix([[makeClient(random.weighted(PEOPLE_FAMILIES), start, end, random), 1]]),
    operations: operationMix(names.map((name) => [name, 1] as const)),
  };
  owner.bursts.push(burst);
  return { start, end: start + length, summary: `${burst.calls} calls by hand from ${address}` };
};

/** A week in another country. */
export const abroad: MakeChange = (owner, near, random) => {
  const place = phaseAt(owner.residence, near);
  if (place.kind !== 'people') return null;
  const person = random.pick(place.people);
  const start = atWork(owner, near, random);
  const until = start + random.integer(4, 10) * DAY;
  const away = regionsOf('residential').filter(({ country }) => country !== person.home.country);
  const country = random.pick(away).country;
  const lines = [...regionsOf('residential', [country]), ...regionsOf('business', [country])];
  person.trips.unshift({ from: start, until, lines: [random.pick(lines), random.pick(lines)] });
  return { start, end: until, summary: `worked from ${country}` };
};

/** Calls fail for a while, and are repeated again and again. */
export const retryStorm: MakeChange = (owner, near, random) => {
  const start = atWork(owner, near, random);
  const until = start + random.uniform(10, 150) * MINUTE;
  const statuses = random.chance(0.5) ? [429] : [500, 502, 503];
  owner.troubles.push({
    from: start,
    until,
    share: random.uniform(0.4, 1),
    statuses,
    retries: random.integer(3, 10),
  });
  return { start, end: until, summary: `calls failed with ${statuses.join(', ')} and were repeated` };
};

/** It stands still, then makes up for some of what was missed. */
export const outage: MakeChange = (owner, near, random) => {
  const start = near + random.integer(0, DAY);
  const until = start + hours(random, 2, 60);
  owner.volume.push({ from: start, until, factor: 0, growth: 0 });
  const missed = (owner.info.callsPerDay * (until - start)) / DAY;
  const calls = Math.min(20_000, Math.round(missed * random.uniform(0, 0.9)));
  if (calls > 3) owner.bursts.push({ start: until, length: hours(random, 0.3, 3), calls });
  return { start, end: until + HOUR, summary: `silent, then ${calls} calls to catch up` };
};

/** Everything read once more: many times a day's calls, all of the known kind. */
export const backfill: MakeChange = (owner, near, random) => {
  const start = random.chance(0.5) ? atWork(owner, near, random) : near + random.integer(0, DAY);
  const length = hours(random, 1, 16);
  const calls = Math.round(Math.min(20_000, Math.max(20, owner.info.callsPerDay * random.uniform(1, 12))));
  owner.bursts.push({ start, length, calls });
  return { start, end: start + length, summary: `${calls} calls to read everything again` };
};

/** The last working hours of each month are busy. */
export const monthEnd: MakeChange = (owner, near, random, end) => {
  if (!['business_hours', 'nightly_batch', 'service', 'vendor'].includes(owner.info.archetype)) return null;
  const factor = random.uniform(1.8, 6);
  let first: number | null = null;
  for (let day = near; day < end; day += DAY) {
    const next = new Date(day + DAY).getUTCDate();
    if (next > 2) continue;
    const start = Math.floor(day / DAY) * DAY + hours(random, 6, 12);
    first ??= start;
    owner.volume.push({ from: start, until: start + hours(random, 8, 14), factor, growth: 0 });
  }
  return first === null
    ? null
    : { start: first, end, summary: `month ends with ${factor.toFixed(1)} times the calls` };
};

/** A little more every day. */
export const growth: MakeChange = (owner, near, random, end) => {
  const rate = random.uniform(0.006, 0.015);
  owner.volume.push({ from: near, until: end, factor: 1, growth: rate });
  return { start: near, end, summary: `grew ${(rate * 100).toFixed(1)} % a day` };
};

/** Twice as many customers from one day to the next. */
export const doubling: MakeChange = (owner, near, random, end) => {
  const at = atWork(owner, near, random);
  const factor = random.uniform(1.7, 3);
  owner.volume.push({ from: at, until: end, factor, growth: 0 });
  return { start: at, end, summary: `${factor.toFixed(1)} times the calls from then on` };
};

/** The company is shut for a day or a week. */
export const dayOff: MakeChange = (owner, near, random) => {
  if (!['business_hours', 'support_team', 'developer', 'ci_runners'].includes(owner.info.archetype))
    return null;
  const start = Math.floor(near / DAY) * DAY;
  const until = start + (random.chance(0.7) ? 1 : 7) * DAY;
  owner.volume.push({ from: start, until, factor: random.uniform(0, 0.25), growth: 0 });
  return { start, end: until, summary: 'hardly anybody at work' };
};

/** Zoom itself is in trouble: every credential sees it at once. */
export function zoomOutage(
  owners: readonly Owner[],
  at: number,
  random: Random,
): { start: number; end: number } {
  const until = at + random.uniform(10, 70) * MINUTE;
  const share = random.uniform(0.2, 0.9);
  for (const owner of owners) {
    owner.troubles.push({
      from: at,
      until,
      share,
      statuses: [500, 502, 503, 504],
      retries: random.integer(1, 6),
    });
  }
  return { start: at, end: until };
}
