import { DAY, HOUR, MINUTE } from '../../core/time.ts';
import { atWork } from '../changes/change.ts';
import { logUniform } from '../distributions.ts';
import { addressIn, drawAddress, subnetOf } from '../networks.ts';
import type { OperationName } from '../operations.ts';
import { type OperationMix, type Owner, operationMix, phaseAt } from '../owner.ts';
import { workload } from '../rhythm.ts';
import {
  clamp,
  foreignHost,
  hostAddresses,
  ownTokens,
  type PlanTheft,
  RECORDINGS,
  SWEEP,
  scripted,
  theft,
  thiefsClient,
  usualPerHour,
  victimsCloud,
} from './attack.ts';

/** From a rented machine in the victim's own cloud and region, with calls that the victim never makes. */
export const sameCloud: PlanTheft = (victim, at, random) => {
  const region = victimsCloud(victim, at);
  if (region === null) return null;
  const addresses = [drawAddress(region, random)];
  const count = Math.round(logUniform(random, 40, 500));
  const mix = random.chance(0.6) ? SWEEP : RECORDINGS;
  const times = scripted(at, random.uniform(0.5, 6) * HOUR, count, random);
  const calls = theft(times, addresses, mix, thiefsClient(victim, at, random), random);
  return {
    plain: false,
    strikes: at,
    calls,
    tokens: ownTokens(victim, random),
    summary: `${count} calls from ${region.name}, the victim's own region`,
  };
};

/** On the victim's own machine, or behind its gateway. */
export const ownAddress: PlanTheft = (victim, at, random) => {
  const place = phaseAt(victim.residence, at);
  if (place.kind !== 'workers') return null;
  const egress = phaseAt(victim.egress, at);
  const addresses = [egress(at, random)];
  const length = random.uniform(0.5, 5) * HOUR;
  const count = clamp(((usualPerHour(victim) * length) / HOUR) * random.uniform(1, 8), 40, 2_500);
  const client = thiefsClient(victim, at, random, 0.5);
  const calls = theft(scripted(at, length, count, random), addresses, SWEEP, client, random);
  return {
    plain: false,
    strikes: at,
    calls,
    tokens: ownTokens(victim, random),
    summary: `${count} calls from the victim's own address`,
  };
};

/** In the victim's cloud, beside the victim who goes on working, partly with the victim's own calls and client. */
export const besideOwner: PlanTheft = (victim, near, random) => {
  const at = atWork(victim, near, random);
  const place = phaseAt(victim.residence, at);
  const region = victimsCloud(victim, at);
  if (region === null || place.kind !== 'workers' || usualPerHour(victim) < 4) return null;
  const length = random.uniform(2, 14) * HOUR;
  const count = clamp(((usualPerHour(victim) * length) / HOUR) * random.uniform(0.2, 1), 30, 2_000);
  const mix = random.chance(0.5) ? blend(victim, at, RECORDINGS, 0.5) : blend(victim, at, SWEEP, 0.4);
  const calls = theft(
    scripted(at, length, count, random),
    [drawAddress(region, random)],
    mix,
    thiefsClient(victim, at, random, 0.7),
    random,
  );
  return {
    plain: false,
    strikes: at,
    calls,
    tokens: ownTokens(victim, random),
    summary: `${count} calls beside the owner, from ${region.name}`,
  };
};

/** In working hours, at the victim's rate, with the victim's calls and client, from a neighbouring prefix. */
export const mimicry: PlanTheft = (victim, near, random, end) => {
  const at = atWork(victim, near, random);
  const place = phaseAt(victim.residence, at);
  if (place.kind !== 'workers' || usualPerHour(victim) < 1) return null;
  const own = subnetOf(phaseAt(victim.egress, at)(at, random));
  const neighbour = (own & 0xffff00) | random.integer(0, 255);
  const address = random.chance(0.7) ? addressIn(neighbour, random) : drawAddress(place.region, random);
  const until = Math.min(at + random.uniform(0.3, 4) * DAY, end);
  const rate = usualPerHour(victim) * random.uniform(0.3, 1);
  const wanted = clamp(((until - at) / HOUR) * rate, 10, 4_000);
  const times = scripted(at, until - at, wanted, random).filter(
    (time) => time < end && random.chance(Math.max(0.02, workload(victim.hours, time))),
  );
  const mix = blend(victim, at, RECORDINGS, random.uniform(0, 0.35));
  const calls = theft(times, [address], mix, thiefsClient(victim, at, random, 1), random);
  if (calls.length < 5) return null;
  return {
    plain: false,
    strikes: calls[0]?.time ?? at,
    calls,
    tokens: ownTokens(victim, random),
    summary: `${calls.length} calls as the victim makes them, from ${address}`,
  };
};

/** The token of a running service, copied and used elsewhere while it is valid. */
export const tokenReplay: PlanTheft = (victim, near, random) => {
  const at = atWork(victim, near, random);
  const { kind, perRun } = victim.tokens;
  const usable = kind === 'key' || (!perRun && usualPerHour(victim) >= 4);
  if (!usable || victim.context.log !== 'full') return null;
  const addresses = hostAddresses(foreignHost(victim, random), random);
  // What is left of the hour.
  const length = kind === 'key' ? random.uniform(1, 20) * HOUR : random.uniform(8, 25) * MINUTE;
  const count = random.integer(25, 300);
  const calls = theft(
    scripted(at, length, count, random),
    addresses,
    random.chance(0.5) ? SWEEP : RECORDINGS,
    thiefsClient(victim, at, random),
    random,
  );
  const tokens = { ...victim.tokens, groups: 1, mintsLogged: false };
  return {
    plain: true,
    strikes: at,
    calls,
    tokens,
    summary: `${count} calls with the owner's own token, from abroad`,
  };
};

/** The victim's own kind of calls, and gigabytes. */
export const byteTheft: PlanTheft = (victim, at, random) => {
  const place = phaseAt(victim.residence, at);
  if (victim.context.log === 'no_bytes') return null;
  const inside = place.kind === 'workers' && random.chance(0.5);
  const addresses = inside
    ? [phaseAt(victim.egress, at)(at, random)]
    : hostAddresses(foreignHost(victim, random), random);
  const length = random.uniform(1, 8) * HOUR;
  const count = clamp(((usualPerHour(victim) * length) / HOUR) * 0.6, 60, 900);
  const download: OperationMix = phaseAt(victim.operations, at).names.includes('download')
    ? operationMix([
        ['download', 8],
        ['meetingRecordings', 2],
      ])
    : blend(
        victim,
        at,
        operationMix([
          ['download', 6],
          ['userRecordings', 1],
        ]),
        0.6,
      );
  const factor = random.uniform(3, 12);
  const calls = theft(
    scripted(at, length, count, random),
    addresses,
    download,
    thiefsClient(victim, at, random, 0.6),
    random,
  ).map((call) => ({ ...call, bytesFactor: call.operation === 'download' ? factor : 1 }));
  const gigabytes = (calls.filter((c) => c.operation === 'download').length * factor * 0.06).toFixed(0);
  return {
    plain: !inside,
    strikes: at,
    calls,
    tokens: ownTokens(victim, random),
    summary: `about ${gigabytes} GB ${inside ? 'from the own address' : 'to a foreign network'}`,
  };
};

/** The victim's calls with a share of others. */
function blend(victim: Owner, at: number, others: OperationMix, share: number): OperationMix {
  const own = phaseAt(victim.operations, at);
  const total = (mix: OperationMix) => mix.weights.reduce((sum, weight) => sum + weight, 0);
  const part = (mix: OperationMix, of: number) =>
    mix.names.map((name, index): [OperationName, number] => [
      name,
      ((mix.weights[index] as number) / total(mix)) * of,
    ]);
  return share <= 0 ? own : operationMix([...part(own, 1 - share), ...part(others, share)]);
}
