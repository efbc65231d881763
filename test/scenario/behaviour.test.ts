import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/core/time.ts';
import type { Site } from '../../src/scenario/archetypes/build.ts';
import { ARCHETYPES } from '../../src/scenario/archetypes.ts';
import { growth, newFeature, retryStorm } from '../../src/scenario/changes/behaviour.ts';
import { failover, redeploy, rollingDeploy } from '../../src/scenario/changes/deployments.ts';
import { deliver } from '../../src/scenario/delivery.ts';
import { generateFleet, mergeByTime } from '../../src/scenario/fleet.ts';
import { lookup } from '../../src/scenario/networks.ts';
import { drawOrganisation } from '../../src/scenario/organisation.ts';
import type { ArchetypeName, Owner } from '../../src/scenario/owner.ts';
import { Random } from '../../src/scenario/random.ts';
import type { WireEvent } from '../../src/scenario/wire.ts';
import { localTime } from '../../src/scenario/zones.ts';

/** Six weeks around both changes to summer time. */
const START = Date.UTC(2025, 1, 17);
const END = START + 49 * DAY;

function site(seed: string): Site {
  const random = new Random(`behaviour/${seed}`);
  return {
    organisation: drawOrganisation(0, random.fork('organisation')),
    random,
    start: START,
    end: END,
    maxCallsPerDay: 2_000,
  };
}

const make = (archetype: ArchetypeName, seed: string): Owner => ARCHETYPES[archetype].make(site(seed));

function* owners(archetype: ArchetypeName, wanted: (owner: Owner) => boolean = () => true): Generator<Owner> {
  for (let seed = 0; ; seed += 1) {
    const owner = make(archetype, `${seed}`);
    if (wanted(owner)) yield owner;
  }
}

function first(archetype: ArchetypeName, wanted?: (owner: Owner) => boolean): Owner {
  for (const owner of owners(archetype, wanted)) return owner;
  throw new Error('unreachable');
}

function calls(owner: Owner, from = START, until = END): WireEvent[] {
  return [...mergeByTime([owner], [], START, END)]
    .map(({ event }) => event)
    .filter(({ time, path }) => time >= from && time < until && path?.startsWith('/oauth/token') !== true);
}

const addresses = (events: readonly WireEvent[]) => new Set(events.map(({ source_ip }) => source_ip));
const inCloud = (owner: Owner): boolean => {
  const place = owner.residence[0]?.value;
  return place?.kind === 'workers' && place.region.provider.kind === 'cloud' && owner.context.log === 'full';
};

describe('owners', () => {
  it('office programs follow the local working week, across the change to summer time', () => {
    const owner = first(
      'business_hours',
      ({ info, hours, organisation }) =>
        info.callsPerDay > 300 &&
        hours.weekend < 0.05 &&
        hours.night === 0 &&
        organisation.zones.includes('America/New_York') &&
        info.zone === 'America/New_York',
    );
    for (const [from, until] of [
      [START, Date.UTC(2025, 2, 8)],
      [Date.UTC(2025, 2, 10), END],
    ] as const) {
      const within = calls(owner, from, until).filter(({ time }) => {
        const { weekday, hour } = localTime(owner.info.zone, time);
        return weekday < 5 && hour >= owner.hours.start && hour < owner.hours.end;
      });
      expect(within.length / calls(owner, from, until).length).toBeGreaterThan(0.8);
      const earliest = Math.min(...within.map(({ time }) => localTime('UTC', time).hour));
      // The same local hour is an hour earlier in UTC from March on.
      expect(earliest).toBe(owner.hours.start + (from === START ? 5 : 4));
    }
  });

  it.each([
    ['service', 49],
    ['serverless', 49],
    ['business_hours', 35],
  ] as const)('%s: about as many calls as planned', (archetype, days) => {
    let planned = 0;
    let made = 0;
    for (let seed = 0; seed < 6; seed += 1) {
      const owner = make(archetype, `${seed}`);
      planned += owner.info.callsPerDay * days;
      made += calls(owner).length;
    }
    expect(made / planned).toBeGreaterThan(0.6);
    expect(made / planned).toBeLessThan(1.6);
  });

  it('crontabs run at the same local minutes from one address', () => {
    const owner = first('cron', ({ residence, info }) => {
      const place = residence[0]?.value;
      return place?.kind === 'workers' && place.workers.length === 1 && info.callsPerDay >= 4;
    });
    const made = calls(owner);
    expect(addresses(made).size).toBe(1);
    const minutes = new Set(made.map(({ time }) => Math.floor(time / MINUTE) % 60));
    // One minute of the hour, and what lateness, runs of many calls and repeats add to it.
    expect(minutes.size).toBeLessThan(20);
  });

  it('functions and build runners change addresses all the time, homes now and then', () => {
    const runners = first('ci_runners', ({ info }) => info.callsPerDay > 200);
    expect(addresses(calls(runners)).size).toBeGreaterThan(300);
    const seen = new Set<string>();
    for (let seed = 0; seed < 12; seed += 1) {
      const developer = make('developer', `home/${seed}`);
      const used = addresses(calls(developer));
      for (const address of used) seen.add(address?.includes(':') === true ? 'v6' : 'v4');
      const networks = new Set([...used].map((address) => lookup(address ?? '')?.asn));
      expect(networks.size).toBeLessThan(12);
    }
    expect(seen).toEqual(new Set(['v4', 'v6']));
  });

  it('a dormant credential sleeps to the end', () => {
    const owner = make('dormant', 'sleep');
    const awake = calls(owner);
    expect(awake.length).toBeGreaterThan(0);
    expect(awake.at(-1)?.time).toBeLessThan((owner.info.asleepFrom ?? 0) + 2 * HOUR);
  });
});

describe('changes', () => {
  const random = new Random('change');
  const at = START + 20 * DAY;

  it('a redeployment leaves none of the old addresses, and stays in its cloud', () => {
    const owner = first('service', inCloud);
    const effect = redeploy(owner, at, random, END);
    if (effect === null) throw new Error('a service in a cloud can be redeployed');
    const [before, after] = [calls(owner, START, effect.start), calls(owner, effect.end)];
    for (const address of addresses(after)) expect(addresses(before)).not.toContain(address);
    const clouds = new Set([...before, ...after].map(({ source_ip }) => lookup(source_ip ?? '')?.asnName));
    expect(clouds.size).toBe(1);
  });

  it('a rolling one has old and new side by side for a while', () => {
    const owner = first(
      'service',
      (o) => inCloud(o) && o.info.callsPerDay > 1_000 && o.residence[0]?.value.kind === 'workers',
    );
    const effect = rollingDeploy(owner, at, random, END);
    if (effect === null) throw new Error('a service of several machines can be rolled');
    const before = addresses(calls(owner, START, effect.start));
    const after = addresses(calls(owner, effect.end + HOUR));
    const between = addresses(calls(owner, effect.start, effect.end + HOUR));
    expect([...after].some((address) => before.has(address))).toBe(false);
    expect([...between].some((address) => before.has(address))).toBe(true);
    expect([...between].some((address) => after.has(address))).toBe(true);
  });

  it('a failover comes back', () => {
    const owner = first('service', inCloud);
    const effect = failover(owner, at, random, END);
    if (effect === null) throw new Error('a service in a cloud can fail over');
    const before = addresses(calls(owner, START, effect.start));
    expect(addresses(calls(owner, effect.end + MINUTE * 5))).toEqual(before);
    for (const address of addresses(calls(owner, effect.start, effect.end)))
      expect(before).not.toContain(address);
  });

  it('a new feature brings new calls, growth more of them, a retry storm failures', () => {
    const owner = first('service', (o) => inCloud(o) && o.info.callsPerDay > 500);
    const feature = newFeature(owner, at, random, END);
    const operations = (events: readonly WireEvent[]) =>
      new Set(events.map(({ path }) => path?.split('/')[2]?.split('?')[0]));
    const before = operations(calls(owner, START, feature?.start ?? at));
    expect([...operations(calls(owner, feature?.start ?? at))].length).toBeGreaterThanOrEqual(before.size);

    const grower = first('service', (o) => inCloud(o) && o.info.callsPerDay > 500);
    const calm = calls(grower, END - 7 * DAY).length;
    growth(grower, START, random, END);
    expect(calls(grower, END - 7 * DAY).length / calm).toBeGreaterThan(1.2);

    const troubled = first('service', (o) => inCloud(o) && o.info.callsPerDay > 1_000);
    const storm = retryStorm(troubled, at, random, END);
    const during = calls(troubled, storm?.start ?? 0, storm?.end ?? 0);
    expect(during.filter(({ status }) => status >= 429).length / during.length).toBeGreaterThan(0.3);
    expect(storm?.start).toBeGreaterThanOrEqual(at);
  });
});

describe('attacks', () => {
  const fleet = generateFleet({
    seed: 'kinds',
    kind: 'restless',
    credentials: 90,
    days: 35,
    maxCallsPerDay: 600,
  });
  const stolen = new Map<string, WireEvent[]>();
  const own = new Map<string, WireEvent[]>();
  for (const { event, label } of fleet.events()) {
    const [into, key] = label === null ? [own, event.credential] : [stolen, label.attack];
    const list = into.get(key);
    if (list === undefined) into.set(key, [event]);
    else list.push(event);
  }
  const of = (kind: string) => fleet.attacks.filter((attack) => attack.kind === kind);

  it('from abroad come from systems that the victim never uses', () => {
    for (const kind of ['loud', 'slow_and_low', 'tor_night', 'failing_probes', 'destruction']) {
      for (const attack of of(kind)) {
        const usual = new Set(
          (own.get(attack.credential) ?? []).map(({ source_ip }) => lookup(source_ip ?? '')?.asn),
        );
        for (const address of attack.addresses) expect(usual, kind).not.toContain(lookup(address)?.asn);
      }
    }
  });

  it("in the victim's cloud come from its system, on an address that it never had", () => {
    for (const attack of [...of('same_cloud'), ...of('beside_owner')]) {
      const usual = own.get(attack.credential) ?? [];
      const names = new Set(usual.map(({ source_ip }) => lookup(source_ip ?? '')?.asnName));
      for (const address of attack.addresses) {
        expect(names).toContain(lookup(address)?.asnName);
        expect(addresses(usual)).not.toContain(address);
      }
    }
  });

  it("a replayed token is the owner's, from elsewhere", () => {
    for (const attack of of('token_replay')) {
      const owners = own.get(attack.credential) ?? [];
      const tokens = new Set(owners.map(({ token_fingerprint }) => token_fingerprint));
      for (const event of stolen.get(attack.id) ?? []) expect(tokens).toContain(event.token_fingerprint);
      for (const address of attack.addresses) expect(addresses(owners)).not.toContain(address);
    }
    expect(of('token_replay').length).toBeGreaterThan(0);
  });

  it('a stranger knocks for two weeks before', () => {
    for (const attack of of('stranger')) {
      const before = (stolen.get(attack.id) ?? []).filter(
        ({ time, host, method }) => time < attack.strikes && (host === 'api.zoom.us' || method === 'CONNECT'),
      );
      expect((attack.strikes - attack.start) / DAY).toBeGreaterThan(12);
      expect(before.length).toBeGreaterThan(30);
      expect(before.length).toBeLessThan(80);
    }
  });

  it('probes are refused first', () => {
    for (const attack of of('failing_probes')) {
      const victim = fleet.credentials.find(({ credential }) => credential === attack.credential);
      const events = (stolen.get(attack.id) ?? []).filter(({ method }) => method !== 'CONNECT');
      if (events.length === 0) continue;
      const half = events.slice(0, Math.min(20, events.length)).filter(({ host }) => host === 'api.zoom.us');
      expect(
        half.every(({ status }) => status >= 400),
        victim?.label,
      ).toBe(true);
      expect(events.at(-1)?.status).toBe(200);
    }
  });
});

describe('deliver', () => {
  it('brings every line once or twice, in order of arrival, at most as late as it may', () => {
    const fleet = generateFleet({
      seed: 'late',
      kind: 'plain',
      credentials: 14,
      days: 4,
      maxCallsPerDay: 500,
    });
    const seen = new Map<string, number>();
    let last = 0;
    let unordered = 0;
    let newest = 0;
    for (const { event, arrival } of deliver(fleet.events(), { seed: 1 })) {
      expect(arrival).toBeGreaterThanOrEqual(last);
      expect(arrival).toBeGreaterThanOrEqual(event.time);
      expect(arrival - event.time).toBeLessThanOrEqual(85 * MINUTE);
      if (event.time < newest) unordered += 1;
      newest = Math.max(newest, event.time);
      last = arrival;
      seen.set(event.id, (seen.get(event.id) ?? 0) + 1);
    }
    const sent = [...fleet.events()].map(({ event }) => event.id);
    expect([...seen.keys()].sort()).toEqual(sent.sort());
    const twice = [...seen.values()].filter((times) => times === 2).length;
    expect(twice / sent.length).toBeGreaterThan(0.003);
    expect(twice / sent.length).toBeLessThan(0.03);
    expect(unordered).toBeGreaterThan(sent.length * 0.05);
  });
});
