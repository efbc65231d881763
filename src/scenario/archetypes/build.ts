import { type Client, makeClient, PEOPLE_FAMILIES, SERVICE_FAMILIES } from '../clients.ts';
import { token } from '../directory.ts';
import { logUniform } from '../distributions.ts';
import type { Egress } from '../egress.ts';
import { LOG_STYLES } from '../log-line.ts';
import type { OperationName } from '../operations.ts';
import { calendarOf, type Organisation } from '../organisation.ts';
import {
  type ArchetypeName,
  clientMix,
  type Faults,
  type Owner,
  operationMix,
  type Residence,
} from '../owner.ts';
import { PURPOSES, type Purpose, type PurposeName } from '../purposes.ts';
import type { Random } from '../random.ts';
import { drawWorkingHours, type Noise, type Rhythm, type WorkingHours } from '../rhythm.ts';
import type { TokenStyle } from '../tokens.ts';

/** What an archetype is given to make an owner from. */
export interface Site {
  readonly organisation: Organisation;
  readonly random: Random;
  /** The span of the fleet, epoch ms. */
  readonly start: number;
  readonly end: number;
  /** Upper limit of planned calls a day. */
  readonly maxCallsPerDay: number;
}

/** What one archetype decides; the rest is drawn here, the same way for all. */
export interface Plan {
  readonly archetype: ArchetypeName;
  readonly purpose: PurposeName;
  readonly callsPerDay: number;
  readonly hours: WorkingHours;
  readonly residence: Residence;
  readonly egress: Egress;
  readonly addressPerRun: boolean;
  readonly rhythm: Rhythm;
  /** People change tools; programs have one. */
  readonly people?: number;
  /** Scripts take a token for each run; services keep one. */
  readonly tokenPerRun: boolean;
  readonly tokenGroups?: number;
  /** A program that makes a single kind of call. */
  readonly single?: OperationName;
}

export function buildOwner(site: Site, plan: Plan): Owner {
  const { organisation, random } = site;
  const purpose: Purpose = PURPOSES[plan.purpose];
  const draw = random.fork('traits');
  const credential = token(draw, 22);
  const tokens = drawTokens(plan, draw);
  return {
    info: {
      credential,
      label: purpose.label,
      archetype: plan.archetype,
      purpose: plan.purpose,
      organisation: organisation.name,
      zone: plan.hours.zone,
      callsPerDay: plan.callsPerDay,
      newborn: null,
      asleepFrom: null,
    },
    random: random.fork('traffic'),
    organisation,
    context: {
      credential,
      accountId: organisation.accountId,
      source: draw.pick(['egress-gateway', 'egress-gateway', 'api-proxy', 'app-log']),
      log: draw.weighted(LOG_STYLES),
      directory: organisation.directory,
      userStyle:
        tokens.kind === 'oauth'
          ? draw.pick(['me', 'mixed'])
          : draw.pick(['id', 'id', 'id', 'email', 'mixed']),
    },
    calendar: plan.hours.calendar,
    hours: plan.hours,
    from: site.start,
    until: site.end,
    residence: [{ from: site.start, value: plan.residence }],
    egress: [{ from: site.start, value: plan.egress }],
    addressPerRun: plan.addressPerRun,
    clients: [{ from: site.start, value: clientMix(drawClients(site, plan.people ?? 0, draw)) }],
    operations: [{ from: site.start, value: operationMix(drawOperations(purpose, plan.single, draw)) }],
    rhythm: [{ from: site.start, value: plan.rhythm }],
    volume: [],
    bursts: [],
    troubles: [],
    faults: drawFaults(draw),
    tokens,
  };
}

/** Working hours of one of the organisation's places. */
export function drawHours(organisation: Organisation, random: Random): WorkingHours {
  const zone = random.pick(organisation.zones);
  return drawWorkingHours(zone, calendarOf(zone), random);
}

/** How unsteady a program is: most are moderate, some wild. */
export function drawNoise(random: Random): Noise {
  return {
    random: random.fork('noise'),
    day: random.uniform(0.05, 0.4),
    hour: logUniform(random, 2.5, 40),
    burst: random.chance(0.7) ? logUniform(random, 0.0005, 0.02) : 0,
    burstTimes: random.uniform(2, 9),
    clump: random.chance(0.5) ? 1 : random.uniform(1.5, 12),
    onTheHour: random.chance(0.35) ? random.uniform(0.2, 0.7) : 0,
  };
}

/** Weights as they are found everywhere: a few calls make most of the traffic (Zipf), the rare ones next to nothing. */
function drawOperations(
  purpose: Purpose,
  single: OperationName | undefined,
  random: Random,
): [OperationName, number][] {
  if (single !== undefined) return [[single, 1]];
  const steepness = random.uniform(0.6, 1.6);
  const core = purpose.core.filter((_, index) => index < 2 || random.chance(0.85));
  const parts = core.map((name, rank): [OperationName, number] => [name, (rank + 1) ** -steepness]);
  if (random.chance(0.3)) return parts;
  const total = parts.reduce((sum, [, weight]) => sum + weight, 0);
  const rare = purpose.rare.filter(() => random.chance(0.6));
  for (const name of rare) parts.push([name, (total * logUniform(random, 0.0003, 0.02)) / rare.length]);
  return parts;
}

function drawClients(site: Site, people: number, random: Random): [Client, number][] {
  const { start, end } = site;
  if (people === 0) {
    const main = makeClient(random.weighted(SERVICE_FAMILIES), start, end, random);
    // A second program with the same credential: a script, a worker in another language.
    if (random.chance(0.2))
      return [
        [main, 1],
        [makeClient(random.weighted(SERVICE_FAMILIES), start, end, random), 0.15],
      ];
    return [[main, 1]];
  }
  const count = Math.min(4, people + random.integer(0, 1));
  return Array.from({ length: count }, (_, rank): [Client, number] => [
    makeClient(random.weighted(PEOPLE_FAMILIES), start, end, random),
    1 / (rank + 1),
  ]);
}

function drawTokens(plan: Plan, random: Random): TokenStyle {
  const kind =
    plan.purpose === 'videoSdk'
      ? 'jwt'
      : random.weighted<TokenStyle['kind']>([
          ['s2s', 76],
          ['oauth', 12],
          ['jwt', 5],
          ['key', 7],
        ]);
  return {
    kind,
    groups: plan.tokenGroups ?? 1,
    perRun: plan.tokenPerRun,
    mintsLogged: random.chance(0.7),
    seed: random.uint32(),
  };
}

function drawFaults(random: Random): Faults {
  const now = (chance: number, low: number, high: number) =>
    random.chance(chance) ? logUniform(random, low, high) : 0;
  return {
    notFound: now(0.7, 0.001, 0.04),
    refused: now(0.4, 0.0005, 0.02),
    throttled: now(0.3, 0.0003, 0.02),
    server: logUniform(random, 0.00005, 0.003),
    expired: now(0.3, 0.0002, 0.004),
  };
}
