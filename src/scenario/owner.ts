import type { HolidayCalendar } from './calendar.ts';
import type { Client } from './clients.ts';
import { sampler } from './distributions.ts';
import type { Egress, Person, Worker } from './egress.ts';
import type { LogContext } from './log-line.ts';
import type { Region } from './networks.ts';
import type { OperationName } from './operations.ts';
import type { Organisation } from './organisation.ts';
import type { PurposeName } from './purposes.ts';
import type { Random } from './random.ts';
import type { Rhythm, WorkingHours } from './rhythm.ts';
import type { TokenStyle } from './tokens.ts';

export type ArchetypeName =
  | 'cron'
  | 'nightly_batch'
  | 'business_hours'
  | 'service'
  | 'serverless'
  | 'ci_runners'
  | 'developer'
  | 'support_team'
  | 'high_volume'
  | 'low_volume'
  | 'monthly_report'
  | 'vendor'
  | 'dormant';

/** What a reader of results may know of a credential. */
export interface CredentialInfo {
  readonly credential: string;
  readonly label: string;
  readonly archetype: ArchetypeName;
  readonly purpose: PurposeName;
  readonly organisation: string;
  readonly zone: string;
  /** Calls on a usual working day, as planned. */
  readonly callsPerDay: number;
  /** First day of use, epoch ms; null when it was in use before the span began. */
  readonly newborn: number | null;
  /** When a dormant credential fell asleep, epoch ms. */
  readonly asleepFrom: number | null;
}

/** Something that holds from a moment on, until the next of its kind. */
export interface Phase<T> {
  readonly from: number;
  readonly value: T;
}

/** Where an owner's calls come from, for those who change it or imitate it. */
export type Residence =
  | { readonly kind: 'workers'; readonly region: Region; readonly workers: Worker[] }
  | { readonly kind: 'pool'; readonly regions: readonly Region[] }
  | { readonly kind: 'runners'; readonly regions: readonly Region[] }
  | { readonly kind: 'people'; readonly people: readonly Person[] };

/** A mix of operations, ready to draw from. */
export interface OperationMix {
  readonly names: readonly OperationName[];
  readonly weights: readonly number[];
  readonly draw: (random: Random) => number;
}

export interface ClientMix {
  readonly clients: readonly Client[];
  readonly draw: (random: Random) => number;
}

/** More or fewer calls for a while. `growth` is compound, a day. */
export interface VolumeChange {
  readonly from: number;
  readonly until: number;
  readonly factor: number;
  readonly growth: number;
}

/** Calls beside the usual ones, once. */
export interface Burst {
  readonly start: number;
  readonly length: number;
  readonly calls: number;
  readonly egress?: Egress;
  readonly clients?: ClientMix;
  readonly operations?: OperationMix;
}

/** A time in which calls fail and are repeated. */
export interface Trouble {
  readonly from: number;
  readonly until: number;
  /** Share of calls that fail. */
  readonly share: number;
  readonly statuses: readonly number[];
  /** How often a failed call is repeated within seconds. */
  readonly retries: number;
}

/** Everyday chances of answers that are no success. */
export interface Faults {
  readonly notFound: number;
  readonly refused: number;
  readonly throttled: number;
  readonly server: number;
  readonly expired: number;
}

/** All that decides what calls are made: plans that changes edit before the first event is made. */
export interface TrafficPlan {
  readonly random: Random;
  readonly context: LogContext;
  /** First and last moment of use. */
  readonly from: number;
  readonly until: number;
  readonly egress: Phase<Egress>[];
  /** One address for a whole run (a script), else one for each call (a load balancer). */
  readonly addressPerRun: boolean;
  readonly clients: Phase<ClientMix>[];
  readonly operations: Phase<OperationMix>[];
  readonly rhythm: Phase<Rhythm>[];
  readonly volume: VolumeChange[];
  readonly bursts: Burst[];
  readonly troubles: Trouble[];
  readonly faults: Faults;
  readonly tokens: TokenStyle;
}

/** The owner of a credential: his traffic, and what changes and thefts need to know of him. */
export interface Owner extends TrafficPlan {
  readonly info: CredentialInfo;
  readonly organisation: Organisation;
  readonly calendar: HolidayCalendar;
  readonly hours: WorkingHours;
  readonly residence: Phase<Residence>[];
}

/** What holds at `time`; the first phase holds before its beginning too. */
export function phaseAt<T>(phases: readonly Phase<T>[], time: number): T {
  let index = phases.length - 1;
  while (index > 0 && (phases[index] as Phase<T>).from > time) index -= 1;
  return (phases[index] as Phase<T>).value;
}

/** Lets `value` hold from `from` on; what was planned for later stays planned. */
export function addPhase<T>(phases: Phase<T>[], from: number, value: T): void {
  const index = phases.findIndex((phase) => phase.from > from);
  phases.splice(index === -1 ? phases.length : index, 0, { from, value });
}

export function operationMix(parts: readonly (readonly [OperationName, number])[]): OperationMix {
  const weights = parts.map(([, weight]) => weight);
  return { names: parts.map(([name]) => name), weights, draw: sampler(weights) };
}

export function clientMix(parts: readonly (readonly [Client, number])[]): ClientMix {
  return { clients: parts.map(([client]) => client), draw: sampler(parts.map(([, weight]) => weight)) };
}

/** Product of the volume changes in force. */
export function volumeAt(changes: readonly VolumeChange[], time: number): number {
  let factor = 1;
  for (const change of changes) {
    if (time < change.from || time >= change.until) continue;
    factor *= change.factor;
    if (change.growth !== 0) factor *= (1 + change.growth) ** ((time - change.from) / 86_400_000);
  }
  return factor;
}
