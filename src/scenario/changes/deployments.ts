import { DAY, HOUR, MINUTE } from '../../core/time.ts';
import { machineAddresses } from '../archetypes/places.ts';
import { poolEgress, type Worker, workersEgress } from '../egress.ts';
import type { Region } from '../networks.ts';
import { countryOf, regionsNear } from '../organisation.ts';
import { addPhase, type Owner, phaseAt, type Residence } from '../owner.ts';
import type { Random } from '../random.ts';
import { atWork, type Effect, hours, type MakeChange } from './change.ts';

const FOREVER = Number.POSITIVE_INFINITY;

/** The machines that work at `at`, when the owner has machines of his own in a cloud. */
function cloudWorkers(
  owner: Owner,
  at: number,
): { region: Region; workers: Worker[]; alive: Worker[] } | null {
  const place = phaseAt(owner.residence, at);
  if (place.kind !== 'workers' || place.region.provider.kind !== 'cloud') return null;
  const alive = place.workers.filter(({ from, until }) => from <= at && at < until);
  return alive.length === 0 ? null : { region: place.region, workers: place.workers, alive };
}

/** Ends a worker at `until` and starts another in its place at `from`. */
function replaceWorker(workers: Worker[], old: Worker, address: string, from: number, until: number): void {
  workers[workers.indexOf(old)] = { ...old, until };
  workers.push({ address, from, until: old.until, weight: old.weight });
}

/** All machines replaced at once, in the same cloud and region; the old ones drain for some minutes. */
export const redeploy: MakeChange = (owner, near, random) => {
  const at = atWork(owner, near, random);
  const place = cloudWorkers(owner, at);
  if (place === null) return null;
  const overlap = random.chance(0.5) ? 0 : random.uniform(1, 20) * MINUTE;
  const addresses = machineAddresses(place.region, place.alive.length, random);
  place.alive.forEach((old, index) => {
    replaceWorker(place.workers, old, addresses[index] as string, at, at + overlap);
  });
  return {
    start: at,
    end: at + overlap + HOUR,
    summary: `moved to ${addresses.length} new addresses in ${place.region.name}`,
  };
};

/** One machine after the other, over an hour or over days. */
export const rollingDeploy: MakeChange = (owner, near, random) => {
  const at = atWork(owner, near, random);
  const place = cloudWorkers(owner, at);
  if (place === null || place.alive.length < 2) return null;
  const gap = random.chance(0.7) ? random.uniform(3, 40) * MINUTE : hours(random, 2, 20);
  const addresses = machineAddresses(place.region, place.alive.length, random);
  place.alive.forEach((old, index) => {
    const turn = at + index * gap;
    replaceWorker(place.workers, old, addresses[index] as string, turn, turn + 2 * MINUTE);
  });
  return {
    start: at,
    end: at + place.alive.length * gap,
    summary: `replaced ${addresses.length} machines one by one`,
  };
};

/** A new machine gets a small share for a day or two, then takes over. */
export const canary: MakeChange = (owner, near, random) => {
  const at = atWork(owner, near, random);
  const place = cloudWorkers(owner, at);
  if (place === null) return null;
  const over = at + hours(random, 4, 48);
  const total = place.alive.reduce((sum, { weight }) => sum + weight, 0);
  const [trial, ...rest] = machineAddresses(place.region, place.alive.length, random) as [
    string,
    ...string[],
  ];
  place.workers.push({ address: trial, from: at, until: over, weight: total * random.uniform(0.03, 0.15) });
  place.alive.forEach((old, index) => {
    replaceWorker(place.workers, old, rest[index - 1] ?? trial, over, over + 5 * MINUTE);
  });
  return { start: at, end: over, summary: 'a new machine on trial beside the old ones, then all replaced' };
};

/** More machines beside those that are there, for a day's load or for good. */
export const scaleOut: MakeChange = (owner, near, random, end) => {
  const at = atWork(owner, near, random);
  const place = cloudWorkers(owner, at);
  if (place === null) return null;
  const until = random.chance(0.5) ? at + hours(random, 2, 72) : FOREVER;
  const count = Math.max(1, Math.round(place.alive.length * random.uniform(0.4, 1.5)));
  for (const address of machineAddresses(place.region, count, random)) {
    place.workers.push({ address, from: at, until, weight: place.alive[0]?.weight ?? 1 });
  }
  const load = { from: at, until, factor: random.uniform(1, 1.6), growth: 0 };
  owner.volume.push(load);
  return { start: at, end: Math.min(until, end), summary: `${count} more machines in ${place.region.name}` };
};

/** To another region of the same cloud, and back. */
export const failover: MakeChange = (owner, near, random) => {
  const at = near + random.integer(0, DAY);
  const back = at + (random.chance(0.8) ? hours(random, 0.5, 12) : hours(random, 12, 72));
  const place = phaseAt(owner.residence, at);
  const home = place.kind === 'workers' ? place.region : place.kind === 'pool' ? place.regions[0] : undefined;
  if (home === undefined || home.provider.kind !== 'cloud') return null;
  const second = owner.organisation.cloud === home.provider ? owner.organisation.regions[1] : undefined;
  const region =
    second !== undefined && second !== home ? second : home.provider.regions.find((r) => r !== home);
  if (region === undefined) return null;
  visit(owner, at, back, region, random);
  return { start: at, end: back, summary: `ran in ${region.name} of the same cloud` };
};

/** To another provider, for good. */
export const otherCloud: MakeChange = (owner, near, random, end) => {
  const at = atWork(owner, near, random);
  const place = phaseAt(owner.residence, at);
  if (place.kind !== 'workers' && place.kind !== 'pool') return null;
  const [region] = regionsNear(owner.organisation.otherCloud, countryOf(owner.info.zone), random);
  const provider = place.kind === 'workers' ? place.region.provider : place.regions[0]?.provider;
  if (provider === region.provider) return null;
  settle(owner, at, region, place, random);
  return { start: at, end, summary: `moved to ${region.provider.name}, ${region.name}` };
};

function settle(owner: Owner, at: number, region: Region, like: Residence, random: Random): void {
  if (like.kind === 'workers') {
    const alive = like.workers.filter(({ from, until }) => from <= at && at < until);
    const workers = machineAddresses(region, Math.max(1, alive.length), random).map(
      (address): Worker => ({ address, from: at, until: FOREVER, weight: 1 }),
    );
    addPhase(owner.residence, at, { kind: 'workers', region, workers });
    addPhase(owner.egress, at, workersEgress(workers));
  } else {
    addPhase(owner.residence, at, { kind: 'pool', regions: [region] });
    addPhase(
      owner.egress,
      at,
      poolEgress([region], random.integer(3, 20), hours(random, 0.3, 4), random.uint32()),
    );
  }
}

function visit(owner: Owner, at: number, back: number, region: Region, random: Random): void {
  const [residence, egress] = [phaseAt(owner.residence, at), phaseAt(owner.egress, at)];
  settle(owner, at, region, residence, random);
  addPhase(owner.residence, back, residence);
  addPhase(owner.egress, back, egress);
}

/** A company's shared gateways get new addresses: everything behind them moves at once. */
export function moveGateways(
  owners: readonly Owner[],
  at: number,
  random: Random,
): { owner: Owner; effect: Effect }[] {
  const moved: { owner: Owner; effect: Effect }[] = [];
  const renamed = new Map<string, string>();
  for (const owner of owners) {
    const place = phaseAt(owner.residence, at);
    if (place.kind !== 'workers') continue;
    const old = place.workers.filter(
      ({ address, from, until }) => owner.organisation.gateways.includes(address) && from <= at && at < until,
    );
    if (old.length === 0) continue;
    for (const worker of old) {
      const address = renamed.get(worker.address) ?? (machineAddresses(place.region, 1, random)[0] as string);
      renamed.set(worker.address, address);
      replaceWorker(place.workers, worker, address, at, at);
    }
    moved.push({
      owner,
      effect: { start: at, end: at + HOUR, summary: 'the shared gateways got new addresses' },
    });
  }
  return moved;
}
