import { DAY, HOUR, MINUTE } from '../core/time.ts';
import type { Change } from './changes/change.ts';
import { type ClientFamily, makeClient } from './clients.ts';
import { Directory } from './directory.ts';
import { type Egress, poolEgress, subnetsEgress, type Worker, workersEgress } from './egress.ts';
import type { Region } from './networks.ts';
import { clientMix, type Faults, operationMix, type TrafficPlan } from './owner.ts';
import { PURPOSES, type Purpose, type PurposeName } from './purposes.ts';
import { mix32, Random } from './random.ts';
import {
  allDay,
  everyDay,
  type Noise,
  onDates,
  onWeekdays,
  type Rhythm,
  sittings,
  timetable,
  type WorkingHours,
  workdays,
} from './rhythm.ts';
import { localTime, utcOf, weekdayOf } from './zones.ts';

/** One credential of the demonstration: what the page calls it, and what its owner does. */
interface DemoCredential {
  readonly label: string;
  readonly traffic: TrafficPlan;
}

export interface DemoCompany {
  readonly credentials: readonly DemoCredential[];
  /** The one that leaks. */
  readonly victim: DemoCredential;
  readonly changes: readonly Change[];
}

const NEW_YORK = 'America/New_York';
const BERLIN = 'Europe/Berlin';
const OFFICE = ['192.0.2.20', '192.0.2.21'];
const HOMES = ['198.51.100.34', '198.51.100.91', '198.51.100.147'];

/**
 * Thirteen integrations of one company, on addresses for documentation and benchmarks, so that nobody's network is
 * accused: what a reader of the demonstration would find at home.
 *
 * @param nightZone where the owners of the credential that leaks sleep when it does
 */
export function demoCompany(start: number, end: number, nightZone: string): DemoCompany {
  const root = new Random('demonstration');
  const directory = new Directory(root.fork('directory'), 220);
  const redeployed = onAWorkday(BERLIN, end - 9 * DAY, 10 * 60 + 42);
  const onCall = utcOf(NEW_YORK, localTime(NEW_YORK, end - 5 * DAY).day, 2 * 60 + 10);
  const office = (zone: string): WorkingHours => ({
    zone,
    calendar: 'world',
    start: 8,
    end: 18,
    lunch: 0.7,
    evening: 0,
    night: 0,
    weekend: 0.03,
  });

  const make = (label: string, id: string, purpose: PurposeName, plan: OwnerPlan): DemoCredential => {
    const random = root.fork(label);
    const { core, rare }: Purpose = PURPOSES[purpose];
    const usual = core.map((name, rank) => [name, 1 / (rank + 1)] as const);
    const seldom = rare.slice(0, 3).map((name) => [name, 0.004] as const);
    const traffic: TrafficPlan = {
      random,
      context: {
        credential: id,
        accountId: 'Rk3vT9qWQeOa7LxZ2mBnYg',
        source: 'egress-gateway',
        log: 'full',
        directory,
        userStyle: 'id',
      },
      from: start,
      until: end,
      egress: [{ from: start, value: plan.egress }],
      addressPerRun: plan.perRun ?? false,
      clients: [
        { from: start, value: clientMix([[makeClient(plan.client, start, end, random.fork('client')), 1]]) },
      ],
      operations: [
        {
          from: start,
          value: operationMix(plan.single === true ? [[core[0] ?? 'me', 1]] : [...usual, ...seldom]),
        },
      ],
      rhythm: [{ from: start, value: plan.rhythm(random.fork('rhythm')) }],
      volume: [],
      bursts: [],
      troubles: [],
      faults: FAULTS,
      tokens: {
        kind: 's2s',
        groups: 1,
        perRun: plan.perRun ?? false,
        mintsLogged: true,
        seed: random.uint32(),
      },
    };
    return { label, traffic };
  };

  const daily =
    (minutes: number[], calls: number, pace = 1, zone = 'UTC') =>
    (random: Random) =>
      timetable({ zone, minutes, on: everyDay, calls: [calls, calls * 1.4], pace, splay: 8 }, random);
  const every = (step: number, first: number) =>
    Array.from({ length: 1_440 / step }, (_, i) => first + i * step);

  const victim = make('CRM sync', 'a7Kq2mXdRZ6vB1nTf0GJyw', 'crmSync', {
    egress: machines(['198.18.12.40', '198.18.12.41']),
    client: 'axios',
    rhythm: (random) => workdays(office(nightZone), 340, noise(random)),
  });
  const supportDesk = make('Support desk tool', 'Hd8sYp3LQyWc5uEoN4ViKA', 'supportDesk', {
    egress: (time, random) =>
      random.pick(isOfficeHour(NEW_YORK, time) && random.chance(0.8) ? OFFICE : HOMES),
    client: 'postman',
    perRun: true,
    rhythm: (random) => sittings({ hours: office(NEW_YORK), perDay: 12, calls: 6, minutes: 10 }, random),
  });
  supportDesk.traffic.bursts.push({
    start: onCall,
    length: 50 * MINUTE,
    calls: 70,
    egress: () => HOMES[1] as string,
  });

  const credentials = [
    victim,
    make('Recording archiver', 'Zt5wE1cPSf2rXa9HgM7oLQ', 'recordingArchiver', {
      egress: machines(['198.18.12.77']),
      client: 'requests',
      perRun: true,
      rhythm: daily([90], 130, 4),
    }),
    make('HR provisioning', 'n4VbJ0yUTkG8qDs6RmWxCg', 'hrProvisioning', {
      egress: machines(['192.0.2.130']),
      client: 'java',
      perRun: true,
      rhythm: daily(every(120, 10), 4),
    }),
    make('Calendar scheduling', 'Pq9LfC7sTvK3eYh1ZxNj2w', 'calendar', {
      egress: movedMachines(
        ['198.18.20.11', '198.18.20.54', '198.18.31.7'],
        ['198.18.44.90', '198.18.20.201', '198.18.61.13'],
        redeployed,
      ),
      client: 'inHouse',
      rhythm: (random) => allDay(office(BERLIN), 430, 0.8, noise(random)),
    }),
    make('Webinar marketing', 'wR6gU2bXQmO0tIk8DcSa5A', 'webinarMarketing', {
      egress: subnetsEgress([(198 << 16) | (19 << 8) | 4], [10, 11, 12, 13]),
      client: 'guzzle',
      rhythm: (random) => workdays(office(BERLIN), 150, noise(random)),
    }),
    supportDesk,
    make('Call quality dashboard', 'E3kNv8yHRqB5zPo1LdTf7g', 'liveQuality', {
      egress: machines(['198.18.90.5']),
      client: 'go',
      rhythm: daily(every(10, 2), 1),
    }),
    make('Chat compliance archive', 'c1XjM6aWTrS9uVn4QeGb0Q', 'chatCompliance', {
      egress: poolEgress([FUNCTIONS], 6, 6 * HOUR, 7),
      client: 'httpx',
      rhythm: daily(every(30, 7), 5),
    }),
    make('Integration tests', 'Ks7oD4hZRwF2iLp9YmXt6w', 'integrationTests', {
      egress: (_, random) => `198.19.${random.integer(32, 95)}.${random.integer(1, 254)}`,
      client: 'nodeFetch',
      perRun: true,
      rhythm: (random) => sittings({ hours: office(BERLIN), perDay: 9, calls: 8, minutes: 2 }, random),
    }),
    make('Room monitoring', 'u5GyB9qNTcE0aRk3VsJw8A', 'roomMonitoring', {
      egress: machines(['192.0.2.131']),
      client: 'powershell',
      perRun: true,
      rhythm: daily(every(60, 3), 2),
    }),
    make('Security audit', 'x2TfH8mLQdP6oCb1WzKv4g', 'securityAudit', {
      egress: machines(['192.0.2.132']),
      client: 'requests',
      perRun: true,
      rhythm: (random) =>
        timetable(
          { zone: NEW_YORK, minutes: [375], on: onWeekdays(0), calls: [18, 30], pace: 2, splay: 20 },
          random,
        ),
    }),
    make('Developer sandbox', 'J9rQe0sYSbU7nXg5MtDa3Q', 'exploration', {
      egress: homeLine,
      client: 'curl',
      perRun: true,
      rhythm: (random) =>
        sittings({ hours: { ...office(BERLIN), evening: 0.2 }, perDay: 2, calls: 9, minutes: 20 }, random),
    }),
    make('Finance report', 'f6ZwI3kVRyN8hOq2TpLc1w', 'usageReport', {
      egress: machines(['192.0.2.133']),
      client: 'apache',
      perRun: true,
      rhythm: (random) =>
        timetable(
          { zone: NEW_YORK, minutes: [420], on: onDates(1, 15), calls: [60, 90], pace: 1, splay: 60 },
          random,
        ),
    }),
  ];
  const change = { end: redeployed + HOUR, oughtToBeDeclared: false };
  return {
    credentials,
    victim,
    changes: [
      {
        ...change,
        credential: 'Pq9LfC7sTvK3eYh1ZxNj2w',
        kind: 'redeploy',
        start: redeployed,
        summary: 'moved to new addresses in the same cloud',
      },
      {
        ...change,
        credential: supportDesk.traffic.context.credential,
        kind: 'on_call_night',
        start: onCall,
        end: onCall + 50 * MINUTE,
        summary: '70 calls in the middle of the night',
      },
    ],
  };
}

interface OwnerPlan {
  readonly egress: Egress;
  readonly client: ClientFamily;
  readonly rhythm: (random: Random) => Rhythm;
  readonly perRun?: boolean;
  readonly single?: boolean;
}

const FAULTS: Faults = {
  notFound: 0.006,
  refused: 0.001,
  throttled: 0.0005,
  server: 0.0008,
  expired: 0.0005,
};
const noise = (random: Random): Noise => ({
  random,
  day: 0.15,
  hour: 12,
  burst: 0.002,
  burstTimes: 3,
  clump: 3,
  onTheHour: 0.25,
});
const FOREVER = Number.POSITIVE_INFINITY;

const worker = (address: string, from = -FOREVER, until = FOREVER): Worker => ({
  address,
  from,
  until,
  weight: 1,
});
const machines = (addresses: readonly string[]): Egress =>
  workersEgress(addresses.map((address) => worker(address)));

/** Machines that were replaced at `at`, the old ones draining for ten minutes. */
const movedMachines = (before: readonly string[], after: readonly string[], at: number): Egress =>
  workersEgress([
    ...before.map((address) => worker(address, -FOREVER, at + 10 * MINUTE)),
    ...after.map((address) => worker(address, at)),
  ]);

/** Where functions run: any address of a benchmark /16. */
const FUNCTIONS: Region = {
  provider: { name: 'functions', kind: 'cloud', asns: [], regions: [] },
  name: 'functions',
  country: 'US',
  blocks: [(198 << 8) | 18],
  block6: 0,
};

/** A home line with a new prefix every nine days, and a laptop with a new address every day. */
const homeLine: Egress = (time) => {
  const prefix = 0x7c00 + (Math.floor(time / (9 * DAY)) % 256);
  const device = mix32(Math.floor(time / DAY));
  const words = [device >>> 16, device & 0xffff, 0x20c4, 0x7f12].map((word) => (word | 1).toString(16));
  return `2001:db8:51a:${prefix.toString(16)}:${words.join(':')}`;
};

function isOfficeHour(zone: string, time: number): boolean {
  const { weekday, hour } = localTime(zone, time);
  return weekday < 5 && hour >= 8 && hour < 18;
}

/** That minute of the last working day before `time`. */
function onAWorkday(zone: string, time: number, minuteOfDay: number): number {
  let { day } = localTime(zone, time);
  while (weekdayOf(day) > 4) day -= 1;
  return utcOf(zone, day, minuteOfDay);
}
