import { DAY, HOUR, MINUTE } from '../../core/time.ts';
import { atNight } from '../changes/change.ts';
import { userAgentAt } from '../clients.ts';
import { logUniform } from '../distributions.ts';
import { addressIn, drawAddress, drawSubnet, regionsOf } from '../networks.ts';
import type { OperationName } from '../operations.ts';
import { operationMix } from '../owner.ts';
import { Random } from '../random.ts';
import {
  clamp,
  foreignHost,
  hostAddresses,
  ownTokens,
  type PlanTheft,
  RECORDINGS,
  SWEEP,
  scripted,
  type TheftCall,
  theft,
  thiefsClient,
  usualPerHour,
  victimsCloud,
} from './attack.ts';

/** Everything at once, from a hosting company abroad, at up to two hundred times the usual rate. */
export const loud: PlanTheft = (victim, at, random) => {
  const length = random.uniform(15, 120) * MINUTE;
  const count = clamp((usualPerHour(victim) * 200 * length) / HOUR, 250, 5_000);
  const addresses = hostAddresses(foreignHost(victim, random), random, 2);
  const calls = theft(
    scripted(at, length, count, random),
    addresses,
    SWEEP,
    thiefsClient(victim, at, random),
    random,
  );
  return {
    plain: true,
    strikes: at,
    calls,
    tokens: ownTokens(victim, random),
    summary: `swept ${count} times from abroad`,
  };
};

/** A few calls an hour for days, from abroad. */
export const slowAndLow: PlanTheft = (victim, at, random, end) => {
  const days = Math.min(random.uniform(2, 9), (end - at) / DAY - 0.5);
  if (days < 1) return null;
  const count = Math.round(days * 24 * logUniform(random, 0.4, 6));
  const addresses = hostAddresses(foreignHost(victim, random), random, 2);
  const mix = random.chance(0.5) ? RECORDINGS : SWEEP;
  const calls = theft(
    scripted(at, days * DAY, count, random),
    addresses,
    mix,
    thiefsClient(victim, at, random),
    random,
  );
  return {
    plain: true,
    strikes: at,
    calls,
    tokens: ownTokens(victim, random),
    summary: `${count} calls in ${days.toFixed(1)} days`,
  };
};

/** Exit nodes of an anonymising network: always the same ones, in hosting companies everywhere. */
const EXITS: readonly string[] = (() => {
  const random = new Random('exit nodes');
  return Array.from({ length: 400 }, () => drawAddress(random.pick(regionsOf('hosting')), random));
})();

/** By night, through an anonymising network: another exit every ten minutes. */
export const torNight: PlanTheft = (victim, near, random) => {
  const at = atNight(victim.info.zone, near, random);
  const length = random.uniform(0.7, 4) * HOUR;
  const circuits = Array.from({ length: 40 }, () => random.pick(EXITS));
  const client = thiefsClient(victim, at, random);
  const calls = theft(scripted(at, length, random.integer(40, 500), random), [''], SWEEP, client, random).map(
    (call) => ({ ...call, address: circuits[Math.floor((call.time - at) / (10 * MINUTE)) % 40] as string }),
  );
  return {
    plain: true,
    strikes: at,
    calls,
    tokens: ownTokens(victim, random),
    summary: 'by night through changing exits',
  };
};

/** Many lines of many homes, a few calls from each: a rented proxy network. */
export const spread: PlanTheft = (victim, at, random) => {
  const lines = random.integer(20, 250);
  const homes = regionsOf('residential');
  const addresses = Array.from({ length: lines }, () => drawAddress(random.pick(homes), random));
  const count = Math.round(lines * random.uniform(1, 5));
  const length = logUniform(random, 1, 30) * HOUR;
  const calls = theft(
    scripted(at, length, count, random),
    addresses,
    SWEEP,
    thiefsClient(victim, at, random),
    random,
  );
  // People, too, are seen on home lines; from two hundred of them, in twenty countries, nobody is.
  return {
    plain: true,
    strikes: at,
    calls,
    tokens: ownTokens(victim, random),
    summary: `${count} calls from ${lines} home lines`,
  };
};

const PERSISTENCE: readonly OperationName[] = [
  'createUser',
  'addRoleMember',
  'createSubscription',
  'rotateSecret',
  'createRole',
  'addAssistant',
  'userEmail',
];

/** Two to eight calls that leave a door open, and nothing else. */
export const persistOnly: PlanTheft = (victim, at, random) => {
  const near = victimsCloud(victim, at);
  const foreign = near === null || random.chance(0.6);
  const region = foreign ? foreignHost(victim, random) : near;
  const [address] = [addressIn(drawSubnet(region, random), random)];
  const client = thiefsClient(victim, at, random);
  const names: OperationName[] = [
    ...(random.chance(0.6) ? (['me', 'users'] as const) : []),
    ...random.shuffle(PERSISTENCE).slice(0, random.integer(1, 4)),
  ];
  const calls = scripted(at, random.uniform(1, 25) * MINUTE, names.length, random).map(
    (time, index): TheftCall => ({
      time,
      address,
      operation: names[index] as OperationName,
      userAgent: userAgentAt(client, time),
    }),
  );
  return {
    plain: foreign,
    strikes: at,
    calls,
    tokens: ownTokens(victim, random),
    summary: `only ${names.join(', ')}`,
  };
};

/** Tries what the key may do, is refused, and takes what it may. */
export const failingProbes: PlanTheft = (victim, at, random) => {
  const address = hostAddresses(foreignHost(victim, random), random)[0] as string;
  const client = thiefsClient(victim, at, random);
  const doors: readonly OperationName[] = [
    'users',
    'roles',
    'accountSettings',
    'apps',
    'phoneUsers',
    'callHistory',
    'reportActivities',
    'chatSessions',
    'accountRecordings',
    'metricsMeetings',
    'groups',
    'rooms',
    'archiveFiles',
    'contacts',
    'subscriptions',
    'zak',
    'lockSettings',
    'webinar',
  ];
  const tries = random.integer(30, 140);
  const statuses = random.pick([[401, 403], [400, 403], [403, 429, 401], [401]]);
  const probes = theft(
    scripted(at, random.uniform(3, 60) * MINUTE, tries, random),
    [address],
    operationMix(doors.map((n) => [n, 1])),
    client,
    random,
  );
  const refused = probes.map((call): TheftCall => ({ ...call, status: random.pick(statuses) }));
  const after = (refused.at(-1)?.time ?? at) + random.uniform(0.2, 20) * MINUTE;
  const taken = theft(
    scripted(after, random.uniform(5, 60) * MINUTE, random.integer(5, 90), random),
    [address],
    RECORDINGS,
    client,
    random,
  );
  const summary = `${tries} refused calls, then ${taken.length} that worked`;
  return {
    plain: true,
    strikes: at,
    calls: [...refused, ...taken],
    tokens: ownTokens(victim, random),
    summary,
  };
};

/** Calls three times a day for two weeks, so as to be known when it matters. */
export const stranger: PlanTheft = (victim, strikes, random) => {
  const days = 14;
  const first = strikes - days * DAY;
  if (first < victim.from + 7 * DAY) return null;
  const addresses = hostAddresses(foreignHost(victim, random), random);
  const client = thiefsClient(victim, first, random);
  const quiet = operationMix([
    ['me', 3],
    ['users', 1],
  ]);
  const knocks = Array.from({ length: days * 3 }, (_, i) =>
    Math.floor(first + (i + random.uniform(0, 0.9)) * (DAY / 3)),
  );
  const tries = theft(
    knocks.filter((time) => time < strikes),
    addresses,
    quiet,
    client,
    random,
  );
  const taken = theft(
    scripted(strikes, random.uniform(0.5, 5) * HOUR, random.integer(60, 600), random),
    addresses,
    SWEEP,
    client,
    random,
  );
  const summary = `${tries.length} quiet calls in two weeks, then ${taken.length}`;
  return { plain: true, strikes, calls: [...tries, ...taken], tokens: ownTokens(victim, random), summary };
};

/** A forgotten credential is used again, by somebody else. */
export const dormantAwakes: PlanTheft = (victim, at, random) => {
  if (victim.info.asleepFrom === null || at < victim.info.asleepFrom + 7 * DAY) return null;
  const addresses = hostAddresses(foreignHost(victim, random), random);
  const count = random.integer(8, 300);
  const calls = theft(
    scripted(at, random.uniform(0.2, 6) * HOUR, count, random),
    addresses,
    SWEEP,
    thiefsClient(victim, at, random),
    random,
  );
  return {
    plain: true,
    strikes: at,
    calls,
    tokens: ownTokens(victim, random),
    summary: `${count} calls after long silence`,
  };
};

/** Deletes recordings and locks people out. */
export const destruction: PlanTheft = (victim, at, random) => {
  const addresses = hostAddresses(foreignHost(victim, random), random);
  const mix = operationMix([
    ['deleteRecordings', 5],
    ['deleteMeeting', 3],
    ['userStatus', 1],
    ['deleteUser', 1],
    ['userRecordings', 2],
  ]);
  const count = random.integer(15, 250);
  const calls = theft(
    scripted(at, random.uniform(0.1, 2) * HOUR, count, random),
    addresses,
    mix,
    thiefsClient(victim, at, random),
    random,
  );
  return {
    plain: true,
    strikes: at,
    calls,
    tokens: ownTokens(victim, random),
    summary: `${count} calls that destroy`,
  };
};
