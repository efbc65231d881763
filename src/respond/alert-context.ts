import type { Finding, HourScore } from '../core/alert.ts';
import { episodesPerDay } from '../core/calibration.ts';
import { clientFamily } from '../core/client.ts';
import { factsInWords } from '../core/explain/explanation.ts';
import { headlineOf } from '../core/explain/headline.ts';
import { span } from '../core/explain/numbers.ts';
import { describeOperation, type Impact, operationImpact } from '../core/operation.ts';
import { addressLevel } from '../core/profile/networks.ts';
import { cloneProfile, emptyProfile, type Profile } from '../core/profile/profile.ts';
import { densities, rarityOfHour } from '../core/profile/rhythm.ts';
import { hourOfWeek, localHourOfWeek } from '../core/stats/week.ts';
import { HOUR, type HourNumber, hourOf, lastSettledHour, startOfHour, toIso } from '../core/time.ts';
import { type CallSeries, CallSeriesBuilder } from '../monitor/incident/call-series.ts';
import { addCalls, type KnownUse, knownUses } from '../monitor/incident/known-uses.ts';
import { FieldWatch, type Unseen, unseenOf } from '../monitor/incident/log-gaps.ts';
import { type NetworkTree, networkTreeOf, type Owner } from '../monitor/incident/network-tree.ts';
import { HourWalk } from '../monitor/incident/walk-hours.ts';
import { type TokenPosture, tokenPosture } from '../monitor/token-posture.ts';
import { type CredentialState, countCredentials, readState } from '../store/accept/credentials.ts';
import { readScores } from '../store/accept/usage-hours.ts';
import { findAlert, listAlerts, type StoredAlert } from '../store/queries/alerts.ts';
import { readCoverage } from '../store/queries/coverage.ts';
import { listExpectations, type StoredDirective } from '../store/queries/directives.ts';
import { summariseEvidence } from '../store/queries/evidence-summary.ts';
import type { Store } from '../store/store.ts';
import { strangersOf } from './lessons.ts';

/** Hours that are drawn before an incident and after it; with the longest episode 480 in all. */
const [HOURS_BEFORE, HOURS_AFTER] = [14 * 24, 72];
const MOST_USES = 60;
const MOST_SIMILAR = 10;
const MOST_DECLARED = 50;
/** Weight of an even week in the picture of one. */
const EVEN_WEEK = 2;

/** What is needed to see an alert beside what was expected, as it was known when it was judged. */
export interface AlertContext {
  readonly alert: StoredAlert;
  readonly headline: string;
  readonly facts: string[];
  readonly rarity: {
    /** Days between two innocent episodes this unusual: of one credential, and over all of them. */
    readonly days: number;
    readonly words: string;
    readonly fleet_days: number;
    readonly fleet_words: string;
    readonly credentials: number;
  };
  /** Hours with evidence, what each scored, and the one that the alert tells of. */
  readonly hours: { readonly start: string; readonly bits: number }[];
  readonly peak: string;
  /** The profile that judged it knows the hours before this time. */
  readonly known_until: string;
  readonly still_going_on: boolean;
  readonly series: CallSeries;
  readonly week: WeekPicture;
  readonly networks: NetworkTree;
  readonly operations: UsesOf<OperationUse>;
  readonly clients: UsesOf<KnownUse>;
  readonly evidence: {
    readonly calls: number;
    readonly user_agents: { readonly user_agent: string | null; readonly calls: number }[];
    readonly statuses: { readonly hundreds: number; readonly calls: number }[];
  };
  readonly tokens: TokenPosture;
  readonly unseen: Unseen;
  readonly similar: { readonly alert: StoredAlert; readonly shared: string[] }[];
  readonly declared: StoredDirective[];
}

interface OperationUse extends KnownUse {
  readonly words: string;
  readonly impact: Impact;
}

interface UsesOf<T> {
  readonly uses: T[];
  readonly left_out: number;
}

/** Share of its activity in each hour of the week, Monday 00:00 first, and the hours that the alert touches. */
interface WeekPicture {
  readonly zone: string;
  /** The clock that it lives by. */
  readonly clock: 'UTC' | 'local';
  readonly utc: number[];
  readonly local: number[];
  readonly touched_utc: number[];
  readonly touched_local: number[];
}

export interface ContextOptions {
  readonly store: Store;
  readonly timeZone: string;
  readonly geo: ((address: string) => Owner) | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Null when there is no such alert. Changes nothing. */
export async function describeAlert(options: ContextOptions, id: string): Promise<AlertContext | null> {
  const { store } = options;
  const alert = await findAlert(store, id);
  if (alert === null) return null;
  const { finding } = alert;
  const { credentialId } = finding;
  const [first, last] = [hourOf(finding.firstEventAt), hourOf(finding.lastEventAt)];
  const state = await readState(store.db, credentialId);
  const scores = await readScores(store.db, credentialId, finding.episodeStart, last);
  const peak = peakOf(scores, first);
  const strangers = strangersOf(finding, scores);
  const from = first - HOURS_BEFORE;
  const newest = state?.newestEventAt == null ? last : hourOf(state.newestEventAt);
  const to = Math.max(last, Math.min(newest, last + HOURS_AFTER));
  const scene = await walk(options, state, { from, to, peak, first, last }, finding, strangers, scores);
  const [sources, evidence, tokens, similar, declared, credentials] = await Promise.all([
    readCoverage(store, { from, to: to + 1 }),
    summariseEvidence(store, {
      credentialId,
      sourceIps: finding.sourceIps,
      from: new Date(finding.firstEventAt),
      to: new Date(finding.lastEventAt),
    }),
    tokenPosture(store, credentialId, finding.lastEventAt),
    similarTo(store, alert),
    listExpectations(
      store,
      { credentialId },
      { limit: MOST_DECLARED, after: null },
      new Date(finding.lastEventAt),
    ),
    countCredentials(store.db),
  ]);
  const clientCalls = new Map<string, number>();
  for (const { userAgent, calls } of evidence.agents) {
    const client = clientFamily(userAgent);
    if (client !== null) addCalls(clientCalls, client, calls);
  }
  const operations = knownUses(scene.profile.operations, scene.operations, scene.alertOperations, MOST_USES);
  return {
    alert,
    headline: headlineOf(finding, alert.label ?? finding.credential),
    facts: factsInWords(finding),
    rarity: rarityOf(finding, credentials),
    hours: scores.map(({ hour, bits }) => ({ start: toIso(startOfHour(hour)), bits })),
    peak: toIso(startOfHour(peak)),
    known_until: toIso(startOfHour(lastSettledHour(peak) + 1)),
    still_going_on: options.now - finding.lastEventAt < HOUR,
    series: scene.series,
    week: weekOf(scene.profile, peak, [first, last, ...scores.map(({ hour }) => hour)]),
    networks: networkTreeOf({
      networks: scene.profile.networks,
      ownerOf: scene.ownerOf,
      calls: scene.addresses,
      alertCalls: scene.alertAddresses,
    }),
    operations: {
      ...operations,
      uses: operations.uses.map((use) => ({
        ...use,
        words: describeOperation(use.value),
        impact: operationImpact(use.value),
      })),
    },
    clients: knownUses(scene.profile.clients, scene.clients, clientCalls, MOST_USES),
    evidence: {
      calls: evidence.calls,
      user_agents: evidence.agents.map(({ userAgent, calls }) => ({ user_agent: userAgent, calls })),
      statuses: [...evidence.statuses],
    },
    tokens,
    unseen: unseenOf(sources, from, { first, last }, scene.fields, to - from + 1),
    similar,
    declared,
  };
}

/** The hour that the alert tells of: the first of those that scored the most. */
const peakOf = (scores: readonly HourScore[], first: HourNumber): HourNumber =>
  scores.reduce<HourScore | null>((best, one) => (best === null || one.bits > best.bits ? one : best), null)
    ?.hour ?? first;

interface Span {
  readonly from: HourNumber;
  readonly to: HourNumber;
  readonly peak: HourNumber;
  readonly first: HourNumber;
  readonly last: HourNumber;
}

/** What the hours around an incident hold, and what was known before its peak. */
async function walk(
  { store, timeZone, geo }: ContextOptions,
  state: CredentialState | null,
  { from, to, peak, first, last }: Span,
  finding: Finding,
  strangers: string[],
  scores: HourScore[],
) {
  const series = new CallSeriesBuilder(from, strangers);
  const fields = new FieldWatch();
  const evidenceHours = new Set(scores.map(({ hour }) => hour));
  const about = new Set(finding.sourceIps);
  const [addresses, alertAddresses] = [new Map<string, number>(), new Map<string, number>()];
  const [operations, alertOperations] = [new Map<string, number>(), new Map<string, number>()];
  const clients = new Map<string, number>();
  const owners = new Map<string, Owner>();
  for (const address of finding.sourceIps) alertAddresses.set(addressLevel(address), 0);
  let profile: Profile | null = null;
  const walk =
    state === null ? null : await HourWalk.start(store, state, state.timeZone ?? timeZone, from, to);
  for await (const walked of walk?.hours() ?? []) {
    const { hour, rollup } = walked;
    series.add(walked);
    if (hour === peak) profile = cloneProfile(walked.profile);
    if (rollup === null) continue;
    if (hour <= last) fields.add(rollup);
    const isEvidence = evidenceHours.has(hour) || (evidenceHours.size === 0 && hour >= first && hour <= last);
    for (const [address, sighting] of rollup.addresses) {
      const place = addressLevel(address);
      owners.set(place, sighting);
      addCalls(addresses, place, sighting.calls);
      if (!isEvidence || !about.has(address)) continue;
      addCalls(alertAddresses, place, sighting.calls);
      for (const [operation, calls] of sighting.operations) addCalls(alertOperations, operation, calls);
    }
    for (const [operation, { calls }] of rollup.operations) {
      addCalls(operations, operation, calls);
      if (isEvidence && about.size === 0) addCalls(alertOperations, operation, calls);
    }
    for (const [client, { calls }] of rollup.clients) addCalls(clients, client, calls);
  }
  const ownerOf = (place: string): Owner =>
    owners.get(place) ?? geo?.(place.split('/')[0]!) ?? { asn: null, asnName: null, country: null };
  return {
    series: series.build(),
    fields,
    profile: profile ?? emptyProfile(state?.timeZone ?? timeZone),
    addresses,
    alertAddresses,
    operations,
    alertOperations,
    clients,
    ownerOf,
  };
}

function rarityOf({ calibration, scoreBits }: Finding, credentials: number): AlertContext['rarity'] {
  const days = 1 / episodesPerDay(calibration, scoreBits);
  const fleetDays = days / Math.max(1, credentials);
  return {
    days,
    words: span(days),
    fleet_days: fleetDays,
    fleet_words: span(fleetDays),
    credentials,
  };
}

function weekOf({ rhythm, zone }: Profile, peak: HourNumber, touched: readonly HourNumber[]): WeekPicture {
  const unique = (bins: readonly number[]): number[] => [...new Set(bins)].sort((a, b) => a - b);
  return {
    zone,
    clock: rarityOfHour(rhythm, peak, zone, 1)?.clock ?? 'UTC',
    utc: densities(rhythm.utc, EVEN_WEEK),
    local: densities(rhythm.local, EVEN_WEEK),
    touched_utc: unique(touched.map(hourOfWeek)),
    touched_local: unique(touched.map((hour) => localHourOfWeek(hour, zone))),
  };
}

/** Earlier alerts of the same credential, and what they have in common with this one. */
async function similarTo(store: Store, { id, finding }: StoredAlert): Promise<AlertContext['similar']> {
  const filter = { credentialId: finding.credentialId, to: new Date(finding.raisedAt + 1) };
  const found = await listAlerts(store, filter, { limit: MOST_SIMILAR + 1, after: null });
  const [signals, addresses] = [finding.signals.map(({ signal }) => signal), finding.sourceIps];
  return found
    .filter((one) => one.id !== id)
    .slice(0, MOST_SIMILAR)
    .map((one) => ({
      alert: one,
      shared: [
        ...one.finding.sourceIps.filter((address) => addresses.includes(address)),
        ...one.finding.signals.map(({ signal }) => signal).filter((signal) => signals.includes(signal)),
      ],
    }));
}
