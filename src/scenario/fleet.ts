import { DAY, HOUR, MINUTE, SECOND } from '../core/time.ts';
import { newborn } from './archetypes/newborn.ts';
import { ARCHETYPES } from './archetypes.ts';
import type { Attack, AttackKind } from './attacks/attack.ts';
import { ATTACK_KINDS, type PlannedAttack, planAttacks } from './attacks.ts';
import type { Change } from './changes/change.ts';
import { type FleetKind, planChanges } from './changes.ts';
import { drawOrganisation } from './organisation.ts';
import type { ArchetypeName, CredentialInfo, Owner, TrafficPlan } from './owner.ts';
import { Random } from './random.ts';
import { ownersTraffic } from './traffic.ts';
import type { LabelledEvent } from './wire.ts';

export interface FleetOptions {
  readonly seed: string | number;
  readonly kind: FleetKind;
  /** Default: 40 credentials in a plain fleet, 120 in a restless one. */
  readonly credentials?: number;
  /** Default: 8 weeks, plain or restless. */
  readonly days?: number;
  /** First moment, epoch ms, cut to the UTC day. Default: a Monday of 2025, by the seed. */
  readonly start?: number;
  /** True (default): all kinds; else the kinds wanted, or none. */
  readonly attacks?: boolean | readonly AttackKind[];
  /** Default: one to three credentials. */
  readonly attackCount?: number;
  /** Day from which thefts begin. Default: two thirds of the span, when `analyze` has learnt. */
  readonly attacksFromDay?: number;
  /** Default true. */
  readonly changes?: boolean;
  /** Only these archetypes, for fleets of one. */
  readonly archetypes?: readonly ArchetypeName[];
  /** Limits the planned calls of a credential, where a whole fleet at full volume would take too long. Default 100,000. */
  readonly maxCallsPerDay?: number;
}

export interface Fleet {
  readonly start: number;
  readonly end: number;
  readonly credentials: readonly CredentialInfo[];
  readonly changes: readonly Change[];
  readonly attacks: readonly Attack[];
  /** Every event in time order; an hour at a time is in memory. The same each time it is called. */
  events(): Generator<LabelledEvent, void, undefined>;
  /**
   * Plans thefts beside those of the fleet, by randomness of their own. `events()` has none of them: the fleet without
   * them and the fleet with them differ by their lines alone.
   */
  furtherThefts(wish: FurtherThefts): readonly PlannedAttack[];
}

interface FurtherThefts {
  /** At most one a credential; fewer where there are too few that can be victims. */
  readonly count: number;
  /** They begin from here on, and nothing is called from `end` on; epoch ms. */
  readonly from: number;
  readonly end: number;
}

const DEFAULTS: Readonly<Record<FleetKind, { credentials: number; days: number; newborns: number }>> = {
  plain: { credentials: 40, days: 56, newborns: 0.05 },
  restless: { credentials: 120, days: 56, newborns: 0.15 },
};

/** A company's (or some companies') credentials over weeks, with what their owners do and what thieves do. */
export function generateFleet(options: FleetOptions): Fleet {
  const { newborns } = DEFAULTS[options.kind];
  const { credentials: size, days } = sizeOf(options);
  const random = new Random(`fleet/${options.kind}/${options.seed}`);
  const start = Math.floor((options.start ?? mondayOf2025(random.fork('start'))) / DAY) * DAY;
  const end = start + days * DAY;
  const owners = drawOwners({ ...options, size, start, end, newborns }, random);
  const changes =
    options.changes === false
      ? []
      : planChanges(owners, { kind: options.kind, start, end, random: random.fork('changes') });
  const kinds =
    options.attacks === false
      ? []
      : Array.isArray(options.attacks)
        ? (options.attacks as AttackKind[])
        : ATTACK_KINDS;
  const minimumAge = Math.min(14 * DAY, (end - start) / 3);
  const attacks = planAttacks(owners, {
    name: 'attack',
    kinds,
    count:
      kinds.length === 0
        ? 0
        : (options.attackCount ?? Math.max(Math.ceil(size / 3), Math.min(kinds.length, size))),
    from: start + (options.attacksFromDay ?? ((end - start) / DAY) * (2 / 3)) * DAY,
    until: end - 2 * DAY,
    end: end - MINUTE,
    minimumAge,
    random: random.fork('attacks'),
  });
  return {
    start,
    end,
    credentials: owners.map(({ info }) => info),
    changes,
    attacks: attacks.map(({ attack }) => attack),
    events: () => mergeByTime(owners, attacks, start, end),
    furtherThefts: (wish) =>
      planAttacks(owners, {
        ...wish,
        name: 'further',
        kinds: ATTACK_KINDS,
        until: wish.end - 2 * DAY,
        minimumAge,
        random: random.fork('further thefts'),
      }),
  };
}

/** How many credentials a fleet has, over how many days. */
export function sizeOf(options: FleetOptions): { readonly credentials: number; readonly days: number } {
  const { credentials, days } = DEFAULTS[options.kind];
  return { credentials: options.credentials ?? credentials, days: options.days ?? days };
}

/** Merges what owners and thieves do, an hour at a time; what runs over the hour waits for its turn. */
export function* mergeByTime(
  owners: readonly TrafficPlan[],
  attacks: readonly PlannedAttack[],
  start: number,
  end: number,
): Generator<LabelledEvent, void, undefined> {
  const sources = [...owners.map(ownersTraffic), ...attacks.map(({ events }) => replay(events))];
  let waiting: LabelledEvent[] = [];
  for (let hour = start; hour < end; hour += HOUR) {
    // A token is minted a moment before the call that needs it, which may be the first of the next hour.
    const until = hour + HOUR - SECOND;
    const now: LabelledEvent[] = [];
    const later: LabelledEvent[] = [];
    for (const entry of waiting) (entry.event.time < until ? now : later).push(entry);
    for (const source of sources) {
      for (const entry of source(hour)) (entry.event.time < until ? now : later).push(entry);
    }
    waiting = later;
    now.sort((a, b) => a.event.time - b.event.time);
    for (const entry of now) if (entry.event.time >= start) yield entry;
  }
}

/** Hands out ready events by the hour that they lie in. */
function replay(events: readonly LabelledEvent[]): (hourStart: number) => LabelledEvent[] {
  let next = 0;
  return (hourStart) => {
    const first = next;
    while (next < events.length && (events[next] as LabelledEvent).event.time < hourStart + HOUR) next += 1;
    return events.slice(first, next);
  };
}

interface Draft extends FleetOptions {
  readonly size: number;
  readonly start: number;
  readonly end: number;
  readonly newborns: number;
}

function drawOwners(draft: Draft, random: Random): Owner[] {
  const companies = Array.from({ length: Math.max(1, Math.round(draft.size / 35)) }, (_, index) =>
    drawOrganisation(index, random.fork(`organisation/${index}`)),
  );
  const namesakes = new Map<string, number>();
  return archetypesOf(draft, random.fork('archetypes')).map((archetype, index) => {
    const own = random.fork(`credential/${index}`);
    const organisation = companies[index % companies.length] as (typeof companies)[number];
    const { start, end } = draft;
    const site = { organisation, random: own, start, end, maxCallsPerDay: draft.maxCallsPerDay ?? 100_000 };
    const made = ARCHETYPES[archetype].make(site);
    const number = (namesakes.get(made.info.label) ?? 0) + 1;
    namesakes.set(made.info.label, number);
    const owner: Owner =
      number === 1 ? made : { ...made, info: { ...made.info, label: `${made.info.label} ${number}` } };
    const born = own.fork('born');
    return archetype !== 'dormant' && born.chance(draft.newborns) ? newborn(owner, born, start, end) : owner;
  });
}

/**
 * Each archetype once where the fleet is large enough, the others by their share. The first ones stay the same when
 * the fleet grows.
 */
function archetypesOf(draft: Draft, random: Random): ArchetypeName[] {
  const names = draft.archetypes ?? (Object.keys(ARCHETYPES) as ArchetypeName[]);
  const every = draft.size >= names.length ? random.fork('every').shuffle(names) : [];
  const shares = names.map((name) => [name, ARCHETYPES[name].share] as const);
  const rest = Array.from({ length: draft.size - every.length }, () => random.weighted(shares));
  return [...every, ...rest];
}

function mondayOf2025(random: Random): number {
  return Date.UTC(2025, 0, 6) + random.integer(0, 43) * 7 * DAY;
}
