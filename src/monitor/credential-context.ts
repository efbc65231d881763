import { clientFamily } from '../core/client.ts';
import { daysKnown, isLearning } from '../core/known.ts';
import { describeOperation, type Impact, operationImpact } from '../core/operation.ts';
import { addressLevel } from '../core/profile/networks.ts';
import type { Profile } from '../core/profile/profile.ts';
import { densities, rarityOfHour } from '../core/profile/rhythm.ts';
import type { HourRollup } from '../core/rollup.ts';
import { type HourNumber, hourOf, startOfHour, toIso } from '../core/time.ts';
import { readState } from '../store/accept/credentials.ts';
import { readAgents } from '../store/queries/caller-agents.ts';
import type { Store } from '../store/store.ts';
import { type Caller, CallerCount } from './callers.ts';
import { type CallSeries, CallSeriesBuilder } from './incident/call-series.ts';
import { addCalls, type KnownUse, knownUses } from './incident/known-uses.ts';
import { type NetworkTree, networkTreeOf, type Owner } from './incident/network-tree.ts';
import { HourWalk } from './incident/walk-hours.ts';
import { type TokenPosture, tokenPosture } from './token-posture.ts';

/** Hours of callers, and of the series. */
const [CALLER_HOURS, SERIES_HOURS] = [30 * 24, 14 * 24];
const MOST_USES = 60;
const EVEN_WEEK = 2;

/** Who calls with a credential and how, up to its newest event. */
export interface CredentialContext {
  /** What is told ends at this time: the credential's newest event. Null: it never called. */
  readonly newest_event_at: string | null;
  readonly learning: {
    readonly since: string | null;
    readonly days: number;
    readonly active_hours: number;
    readonly is_learning: boolean;
  };
  readonly callers: (Caller & { readonly clients: string[] })[];
  readonly left_out: { readonly callers: number; readonly calls: number };
  readonly series: CallSeries;
  readonly week: {
    readonly zone: string;
    readonly clock: 'UTC' | 'local';
    readonly utc: number[];
    readonly local: number[];
  };
  readonly networks: NetworkTree;
  readonly operations: {
    readonly uses: (KnownUse & { readonly words: string; readonly impact: Impact })[];
    readonly left_out: number;
  };
  readonly clients: { readonly uses: KnownUse[]; readonly left_out: number };
  readonly tokens: TokenPosture;
}

/** Null when there is no such credential. Changes nothing. */
export async function describeCredential(
  store: Store,
  credentialId: string,
  timeZone: string,
  geo: ((address: string) => Owner) | undefined,
  now: number,
): Promise<CredentialContext | null> {
  const state = await readState(store.db, credentialId);
  if (state === null) return null;
  const zone = state.timeZone ?? timeZone;
  const newest = hourOf(state.newestEventAt ?? now);
  const from = newest - CALLER_HOURS + 1;
  const counted = new UseCount(from, newest);
  const series = new CallSeriesBuilder(newest - SERIES_HOURS + 1);
  const walk = await HourWalk.start(store, state, zone, newest - SERIES_HOURS + 1, newest);
  for await (const walked of walk.hours((rollup) => counted.add(rollup), from)) series.add(walked);
  const profile = walk.finish();
  const { callers, left_out } = counted.callers.build(profile);
  const agents = await readAgents(
    store,
    credentialId,
    callers.map(({ addresses, last_seen }) => ({
      addresses: addresses.map(({ address }) => address),
      from: new Date(last_seen),
    })),
  );
  const operations = knownUses(profile.operations, counted.operations, new Map(), MOST_USES);
  return {
    newest_event_at: state.newestEventAt === null ? null : new Date(state.newestEventAt).toISOString(),
    learning: learningOf(profile, newest),
    callers: callers.map((caller, index) => ({ ...caller, clients: clientsOf(agents[index] ?? []) })),
    left_out,
    series: series.build(),
    week: {
      zone,
      clock: rarityOfHour(profile.rhythm, newest, zone, 1)?.clock ?? 'UTC',
      utc: densities(profile.rhythm.utc, EVEN_WEEK),
      local: densities(profile.rhythm.local, EVEN_WEEK),
    },
    networks: networkTreeOf({
      networks: profile.networks,
      ownerOf: (place) =>
        counted.owners.get(place) ??
        geo?.(place.split('/')[0]!) ?? { asn: null, asnName: null, country: null },
      calls: counted.addresses,
      alertCalls: new Map(),
    }),
    operations: {
      ...operations,
      uses: operations.uses.map((use) => ({
        ...use,
        words: describeOperation(use.value),
        impact: operationImpact(use.value),
      })),
    },
    clients: knownUses(profile.clients, counted.clients, new Map(), MOST_USES),
    tokens: await tokenPosture(store, credentialId, state.newestEventAt ?? now),
  };
}

/** What the roll-ups of a range say, taken together. */
class UseCount {
  readonly callers: CallerCount;
  readonly addresses = new Map<string, number>();
  readonly operations = new Map<string, number>();
  readonly clients = new Map<string, number>();
  readonly owners = new Map<string, Owner>();

  constructor(from: HourNumber, to: HourNumber) {
    this.callers = new CallerCount(from, to);
  }

  add(rollup: HourRollup): void {
    this.callers.add(rollup);
    for (const [address, sighting] of rollup.addresses) {
      addCalls(this.addresses, addressLevel(address), sighting.calls);
      this.owners.set(addressLevel(address), sighting);
    }
    for (const [operation, { calls }] of rollup.operations) addCalls(this.operations, operation, calls);
    for (const [client, { calls }] of rollup.clients) addCalls(this.clients, client, calls);
  }
}

function learningOf(profile: Profile, newest: HourNumber): CredentialContext['learning'] {
  const days = daysKnown(profile.since, newest);
  return {
    since: profile.since === null ? null : toIso(startOfHour(profile.since)),
    days,
    active_hours: profile.activeHours,
    is_learning: isLearning({ days, activeHours: profile.activeHours }),
  };
}

const clientsOf = (agents: readonly (string | null)[]): string[] => [
  ...new Set(agents.flatMap((agent) => clientFamily(agent) ?? [])),
];
