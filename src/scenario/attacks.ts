import { DAY } from '../core/time.ts';
import type { Attack, AttackKind, PlanTheft, TheftPlan } from './attacks/attack.ts';
import {
  destruction,
  dormantAwakes,
  failingProbes,
  loud,
  persistOnly,
  slowAndLow,
  spread,
  stranger,
  torNight,
} from './attacks/foreign.ts';
import { besideOwner, byteTheft, mimicry, ownAddress, sameCloud, tokenReplay } from './attacks/near.ts';
import { type LogContext, logLine, successStatus } from './log-line.ts';
import { OPERATIONS } from './operations.ts';
import type { Owner } from './owner.ts';
import type { Random } from './random.ts';
import { tokenNumber, tokenOf } from './tokens.ts';
import type { LabelledEvent } from './wire.ts';

const PLANS: Readonly<Record<AttackKind, PlanTheft>> = {
  loud,
  slow_and_low: slowAndLow,
  tor_night: torNight,
  same_cloud: sameCloud,
  spread,
  own_address: ownAddress,
  beside_owner: besideOwner,
  mimicry,
  persist_only: persistOnly,
  failing_probes: failingProbes,
  stranger,
  dormant_awakes: dormantAwakes,
  token_replay: tokenReplay,
  byte_theft: byteTheft,
  destruction,
};

export const ATTACK_KINDS = Object.keys(PLANS) as readonly AttackKind[];

export interface AttackWish {
  /** How the ids of these thefts begin. */
  readonly name: string;
  readonly kinds: readonly AttackKind[];
  readonly count: number;
  /** Thefts begin in this interval, epoch ms. */
  readonly from: number;
  readonly until: number;
  /** Nothing is called from then on, epoch ms. */
  readonly end: number;
  /** How long a victim has been in use, ms, so that there is something to be unlike. */
  readonly minimumAge: number;
  readonly random: Random;
}

/** A theft with its lines, in time order. */
export interface PlannedAttack {
  readonly attack: Attack;
  readonly events: readonly LabelledEvent[];
}

/**
 * Plans thefts, each kind as often as the others as far as there are victims for it, at most one a
 * credential.
 */
export function planAttacks(owners: readonly Owner[], wish: AttackWish): PlannedAttack[] {
  const order = wish.random.fork('order').shuffle(wish.kinds);
  const free = new Set(owners);
  const planned: PlannedAttack[] = [];
  // Kinds that few can be victims of choose first.
  for (
    let round = 0;
    planned.length < wish.count && round < Math.ceil(wish.count / order.length);
    round += 1
  ) {
    for (const kind of [...order].sort((a, b) => choosiness(b) - choosiness(a))) {
      if (planned.length >= wish.count) break;
      const attack = findVictim(kind, free, wish, planned.length + 1);
      if (attack !== null) planned.push(attack);
    }
  }
  return planned.sort((a, b) => a.attack.start - b.attack.start);
}

const choosiness = (kind: AttackKind): number =>
  ['dormant_awakes', 'token_replay', 'beside_owner', 'mimicry', 'own_address', 'same_cloud'].indexOf(kind) ===
  -1
    ? 0
    : 1;

function findVictim(
  kind: AttackKind,
  free: Set<Owner>,
  wish: AttackWish,
  number: number,
): PlannedAttack | null {
  const random = wish.random.fork(`attack/${number}/${kind}`);
  for (const victim of random.shuffle([...free])) {
    const asleep = victim.info.asleepFrom !== null;
    // Where the log has no addresses, most thefts leave no trace to judge a detector by.
    if (asleep !== (kind === 'dormant_awakes') || victim.context.log === 'no_address') continue;
    const from = Math.max(wish.from, victim.from + wish.minimumAge);
    if (from >= wish.until) continue;
    const at = Math.floor(random.uniform(from, wish.until));
    const plan = PLANS[kind](victim, at, random, wish.end);
    const calls = (plan?.calls ?? []).filter(({ time }) => time < wish.end);
    if (plan === null || calls.length === 0) continue;
    free.delete(victim);
    return carryOut(`${wish.name}-${number}-${kind}`, kind, victim.context, { ...plan, calls }, random);
  }
  return null;
}

/** Turns a planned theft into the lines that the victim's log source writes of it. */
export function carryOut(
  id: string,
  kind: AttackKind,
  victim: LogContext,
  plan: TheftPlan,
  random: Random,
): PlannedAttack {
  const label = { attack: id };
  const prefix = `${victim.credential.slice(0, 8)}-${Math.floor(plan.strikes / DAY).toString(36)}-`;
  const calls = [...plan.calls].sort((a, b) => a.time - b.time);
  const events: LabelledEvent[] = [];
  const minted = new Set<number>();
  // Numbers far above those of the owner's own calls of a day, which look the same.
  const nextId = () => prefix + (60_466_176 + events.length).toString(36);
  for (const call of calls) {
    const number = tokenNumber(plan.tokens, call.time, 0, calls[0]?.time ?? 0);
    const token = tokenOf(plan.tokens, number, 0);
    const { address, time, userAgent } = call;
    const common = { address, userAgent, bytesFactor: call.bytesFactor ?? 1 };
    const mints = plan.tokens.mintsLogged && (plan.tokens.kind === 's2s' || plan.tokens.kind === 'oauth');
    if (mints && !minted.has(number)) {
      const mint = {
        ...common,
        time: time - 350,
        id: nextId(),
        operation: OPERATIONS.mintToken,
        status: 200,
        token: null,
      };
      events.push({ event: logLine(victim, mint, random), label });
    }
    minted.add(number);
    const operation = OPERATIONS[call.operation];
    const status = call.status ?? successStatus(operation);
    events.push({
      event: logLine(victim, { ...common, time, id: nextId(), operation, status, token }, random),
      label,
    });
  }
  events.sort((a, b) => a.event.time - b.event.time);
  return {
    attack: {
      id,
      credential: victim.credential,
      kind,
      plain: plan.plain,
      start: events[0]?.event.time ?? plan.strikes,
      end: events.at(-1)?.event.time ?? plan.strikes,
      strikes: plan.strikes,
      events: events.length,
      addresses: [...new Set(calls.map(({ address }) => address))],
      summary: plan.summary,
    },
    events,
  };
}
