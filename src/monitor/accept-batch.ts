import type { AccessEvent } from '../core/event.ts';
import { emptyProfile } from '../core/profile/profile.ts';
import { profileFromJson } from '../core/profile/profile-json.ts';
import { HOUR, type HourNumber, hourOf, lastSettledHour, REORDER_WINDOW } from '../core/time.ts';
import { dropCheckpoints, readCheckpoints, writeCheckpoints } from '../store/accept/checkpoints.ts';
import { countCoverage } from '../store/accept/coverage-hours.ts';
import {
  type CredentialState,
  insertCredentials,
  lockStates,
  updateStates,
} from '../store/accept/credentials.ts';
import { readDirectives } from '../store/accept/directives.ts';
import { insertMissingEvents, insertNewEvents } from '../store/accept/insert-events.ts';
import {
  type HourRange,
  readUsageHours,
  type UsageHour,
  writeUsageHours,
} from '../store/accept/usage-hours.ts';
import type { StoreTransaction } from '../store/transaction.ts';
import type { CalibrationCache } from './calibration-cache.ts';
import type { KnownCredentials } from './known-credentials.ts';
import type { ProfileCache, ProfileView } from './profile-cache.ts';
import { HOURS_KEPT, type RecentHours } from './recent-hours.ts';
import { recordFindings } from './record-findings.ts';
import { type ScoringResult, scoreCredential, scoredFrom } from './score-credential.ts';
import type { DetectionSettings } from './settings.ts';

/** Before every hour: where a profile begins that nothing has been folded into. */
const BEFORE_ALL_HOURS: HourNumber = -1;

export interface BatchResult {
  /** The events that were new, in the order of the batch. */
  readonly fresh: readonly AccessEvent[];
  /** To be run after the commit: what was learnt on the way goes into the caches. */
  remember(): void;
}

/** What this process remembers between batches; the database has it all. */
export interface Caches {
  readonly known: KnownCredentials;
  readonly hours: RecentHours;
  readonly profiles: ProfileCache;
  readonly calibration: CalibrationCache;
}

/** One credential's part of a batch. */
interface Work {
  readonly state: CredentialState;
  readonly zone: string;
  /** Of its history, after this batch. */
  readonly version: number;
  readonly added: ReadonlyMap<HourNumber, readonly AccessEvent[]>;
  readonly first: HourNumber;
  readonly last: HourNumber;
  readonly lateBy: ReadonlyMap<HourNumber, number>;
  readonly newest: number;
  readonly historyChanged: boolean;
  /** Epoch ms; null when every hour is scored. */
  readonly learnUntil: number | null;
  /** False when every touched hour is only learnt. */
  readonly scores: boolean;
}

export interface BatchOptions {
  /** Epoch ms: the credentials of this batch learn up to here and are scored from here on (import). */
  readonly learnUntil: number | null;
  /** Whether all events are hoped to be new: half the cost, and a unique violation when one is not. */
  readonly optimistic: boolean;
}

/**
 * Stores a batch, rolls it up, scores it and writes its alerts, in one transaction (docs/path-of-an-event.md).
 * The order of the statements matters: events before the locks, the locks before the roll-ups are read, so that
 * each writer sees what the other committed and none waits in a circle.
 *
 * @param events distinct, in ascending order of (credentialId, time, eventId); their months exist
 */
export async function acceptBatch(
  trx: StoreTransaction,
  events: readonly AccessEvent[],
  caches: Caches,
  settings: DetectionSettings,
  { learnUntil, optimistic }: BatchOptions,
): Promise<BatchResult> {
  const strangers = firstOfEach(events).filter(({ credentialId }) => !caches.known.has(credentialId));
  await insertCredentials(trx, strangers);
  if (optimistic) await insertNewEvents(trx, events);
  const fresh = optimistic ? events : await insertMissingEvents(trx, events);
  const groups = groupByCredential(fresh);
  const states = await lockOrMake(trx, groups);
  const works = [...groups].map(([id, own]) => planWork(states.get(id)!, own, settings, learnUntil));
  const starts = await findStarts(trx, works, caches.profiles);
  const hours = await findHours(trx, works, starts, caches.hours);
  // After the locks, which whoever says something of a credential takes too: nothing said before is missed.
  const directives = await readDirectives(
    trx,
    works
      .filter(({ state }) => state.hasDirectives)
      .map(({ state: { credentialId }, last }) => ({
        credentialId,
        from: hours.get(credentialId)!.from,
        to: last,
      })),
  );
  const results = new Map<Work, ScoringResult>();
  for (const work of works) {
    results.set(
      work,
      scoreCredential({
        start: starts.get(work.state.credentialId) ?? null,
        hours: hours.get(work.state.credentialId)!.hours,
        added: work.added,
        lateBy: work.lateBy,
        learnUntil: work.learnUntil,
        directives: directives.get(work.state.credentialId) ?? [],
      }),
    );
  }
  await writeResults(trx, results);
  for (const [work, result] of results) {
    const evidence = result.touched.filter(({ score }) => score !== null).map(({ rollup }) => rollup.hour);
    if (evidence.length > 0) await recordFindings(trx, work.state, evidence, settings, caches.calibration);
  }
  await countCoverage(trx, fresh, Date.now());
  return {
    fresh,
    remember: () => {
      caches.known.add(strangers.map(({ credentialId }) => credentialId));
      for (const [work, { views }] of results) rememberOne(caches, work, views, hours);
    },
  };
}

/** A database that was put back to an earlier state while this process ran may not know those that it knew. */
async function lockOrMake(
  trx: StoreTransaction,
  groups: ReadonlyMap<string, readonly AccessEvent[]>,
): Promise<Map<string, CredentialState>> {
  const ids = [...groups.keys()];
  const states = await lockStates(trx, ids);
  if (states.size === ids.length) return states;
  await insertCredentials(
    trx,
    ids.filter((id) => !states.has(id)).map((id) => groups.get(id)![0]!),
  );
  return lockStates(trx, ids);
}

function rememberOne(
  caches: Caches,
  { state, version, zone, newest }: Work,
  views: readonly ProfileView[],
  found: ReadonlyMap<string, StoredHours>,
): void {
  const { credentialId, hoursVersion } = state;
  if (views.length > 0) caches.profiles.keep(credentialId, version, zone, views);
  const { from, hours, complete } = found.get(credentialId)!;
  const versions = { historyVersion: version, hoursVersion: hoursVersion + 1 };
  if (complete) caches.hours.keep(credentialId, versions, from, hours, hourOf(newest));
}

function planWork(
  state: CredentialState,
  events: readonly AccessEvent[],
  settings: DetectionSettings,
  importUntil: number | null,
): Work {
  const added = groupByHour(events);
  const hours = [...added.keys()];
  const first = hours[0]!;
  const newestBefore = state.newestEventAt;
  const lateBy = new Map<HourNumber, number>();
  const newest = Math.max(newestBefore ?? Number.NEGATIVE_INFINITY, events.at(-1)!.time);
  if (newestBefore !== null && newestBefore - events[0]!.time > REORDER_WINDOW) {
    for (const [hour, own] of added) {
      const lag = newestBefore - own[0]!.time;
      if (lag > REORDER_WINDOW) lateBy.set(hour, lag);
    }
  }
  // An hour that the newest hour's profile already contains has changed: whatever was folded of it is stale.
  const historyChanged = newestBefore !== null && first <= lastSettledHour(hourOf(newestBefore));
  const learnUntil = importUntil === null ? state.learnUntil : Math.max(importUntil, state.learnUntil ?? 0);
  return {
    state,
    zone: state.timeZone ?? settings.timeZone,
    version: historyChanged ? state.historyVersion + 1 : state.historyVersion,
    added,
    first,
    last: hours.at(-1)!,
    lateBy,
    newest,
    historyChanged,
    learnUntil,
    scores: hours.some((hour) => scoredFrom(hour, learnUntil) < HOUR),
  };
}

/** For each credential that is scored, a profile that reaches no further than its first touched hour may know. */
async function findStarts(
  trx: StoreTransaction,
  works: readonly Work[],
  cache: ProfileCache,
): Promise<Map<string, ProfileView>> {
  await dropCheckpoints(
    trx,
    works
      .filter((work) => work.historyChanged)
      .map(({ state, first }) => ({ credentialId: state.credentialId, from: first })),
  );
  const starts = new Map<string, ProfileView>();
  const missing: Work[] = [];
  for (const work of works) {
    if (!work.scores) continue;
    const { state, zone, version, first } = work;
    const view = cache.find(state.credentialId, version, zone, lastSettledHour(first));
    if (view === null) missing.push(work);
    else starts.set(state.credentialId, view);
  }
  const checkpoints = await readCheckpoints(
    trx,
    missing.map(({ state, first }) => ({
      credentialId: state.credentialId,
      through: lastSettledHour(first),
    })),
  );
  for (const { state, zone } of missing) {
    const checkpoint = checkpoints.get(state.credentialId);
    const profile = checkpoint === undefined ? null : profileFromJson(checkpoint.doc, zone);
    starts.set(
      state.credentialId,
      checkpoint !== undefined && profile !== null
        ? { through: checkpoint.through, profile }
        : { through: BEFORE_ALL_HOURS, profile: emptyProfile(zone) },
    );
  }
  return starts;
}

interface StoredHours {
  /** The first that scoring asks for. */
  readonly from: HourNumber;
  readonly hours: Map<HourNumber, UsageHour>;
  /** Whether every stored hour from `from` on is there. */
  readonly complete: boolean;
}

/** The stored hours that scoring asks for, of each credential: from memory, or read. */
async function findHours(
  trx: StoreTransaction,
  works: readonly Work[],
  starts: ReadonlyMap<string, ProfileView>,
  cache: RecentHours,
): Promise<Map<string, StoredHours>> {
  const found = new Map<string, StoredHours>();
  const missing: HourRange[] = [];
  for (const work of works) {
    const { state, first, last } = work;
    const { credentialId, newestEventAt } = state;
    const from = Math.min(first, (starts.get(credentialId)?.through ?? first) + 1);
    const hours = newestEventAt === null ? new Map<HourNumber, UsageHour>() : cache.take(state, from);
    if (hours !== null) {
      found.set(credentialId, { from, hours, complete: true });
      continue;
    }
    const newest = hourOf(newestEventAt!);
    // The hours after a very late event may be many, and nobody will ask for them soon.
    const complete = newest <= last + HOURS_KEPT;
    const to = complete ? Math.max(last, newest) : last;
    missing.push({ credentialId, from, to });
    found.set(credentialId, { from, hours: new Map(), complete });
  }
  for (const [credentialId, hours] of await readUsageHours(trx, missing)) {
    found.set(credentialId, { ...found.get(credentialId)!, hours });
  }
  return found;
}

async function writeResults(trx: StoreTransaction, results: ReadonlyMap<Work, ScoringResult>): Promise<void> {
  const all = [...results];
  await writeUsageHours(
    trx,
    all.flatMap(([{ state }, { touched }]) =>
      touched.map((hour) => ({ credentialId: state.credentialId, ...hour })),
    ),
  );
  await updateStates(
    trx,
    all.map(([{ state, newest, version, learnUntil }]) => ({
      credentialId: state.credentialId,
      newestEventAt: newest,
      learnUntil,
      historyVersion: version,
    })),
  );
  await writeCheckpoints(
    trx,
    all.flatMap(([{ state }, { checkpoint }]) =>
      checkpoint === null ? [] : [{ credentialId: state.credentialId, ...checkpoint }],
    ),
  );
}

function groupByCredential(events: readonly AccessEvent[]): Map<string, AccessEvent[]> {
  const groups = new Map<string, AccessEvent[]>();
  let group: AccessEvent[] = [];
  for (const event of events) {
    if (event.credentialId !== group[0]?.credentialId) {
      group = [];
      groups.set(event.credentialId, group);
    }
    group.push(event);
  }
  return groups;
}

/** In order of time. */
function groupByHour(events: readonly AccessEvent[]): Map<HourNumber, AccessEvent[]> {
  const groups = new Map<HourNumber, AccessEvent[]>();
  let [group, current] = [[] as AccessEvent[], Number.NaN];
  for (const event of events) {
    const hour = hourOf(event.time);
    if (hour !== current) {
      [group, current] = [[], hour];
      groups.set(hour, group);
    }
    group.push(event);
  }
  return groups;
}

/** One event of each credential. */
const firstOfEach = (events: readonly AccessEvent[]): AccessEvent[] =>
  events.filter(({ credentialId }, i) => credentialId !== events[i - 1]?.credentialId);
