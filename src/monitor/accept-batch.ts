import type { AccessEvent } from '../core/event.ts';
import { emptyProfile } from '../core/profile/profile.ts';
import { profileFromJson } from '../core/profile/profile-json.ts';
import { rollUp } from '../core/rollup.ts';
import { HOUR, type HourNumber, hourOf, lastSettledHour, REORDER_WINDOW } from '../core/time.ts';
import { dropCheckpoints, readCheckpoints, writeCheckpoints } from '../store/accept/checkpoints.ts';
import {
  type CredentialState,
  insertCredentials,
  lockStates,
  updateStates,
} from '../store/accept/credentials.ts';
import { readDirectives } from '../store/accept/directives.ts';
import { eventKey, insertEvents } from '../store/accept/insert-events.ts';
import { readUsageHours, writeUsageHours } from '../store/accept/usage-hours.ts';
import type { StoreTransaction } from '../store/transaction.ts';
import type { CalibrationCache } from './calibration-cache.ts';
import type { ProfileCache, ProfileView } from './profile-cache.ts';
import { recordFindings } from './record-findings.ts';
import { type ScoringResult, scoreCredential, scoredFrom } from './score-credential.ts';
import type { DetectionSettings } from './settings.ts';

/** Before every hour: where a profile begins that nothing has been folded into. */
const BEFORE_ALL_HOURS: HourNumber = -1;

export interface BatchResult {
  /** Keys (`eventKey`) of the events that were new. */
  readonly accepted: ReadonlySet<string>;
  /** To be run after the commit: what was learnt on the way goes into the cache. */
  remember(): void;
}

/** What this process remembers between batches; the database has it all. */
export interface Caches {
  readonly profiles: ProfileCache;
  readonly calibration: CalibrationCache;
}

/** One credential's part of a batch. */
interface Work {
  readonly state: CredentialState;
  readonly zone: string;
  readonly version: number;
  readonly added: ReturnType<typeof rollUp>;
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

/**
 * Stores a batch, rolls it up, scores it and writes its alerts, in one transaction (docs/path-of-an-event.md).
 * The order of the statements matters: events before the locks, the locks before the roll-ups are read, so that
 * each writer sees what the other committed and none waits in a circle.
 *
 * @param events distinct, in ascending order of (credentialId, time, eventId); their months exist
 * @param learnUntil epoch ms: the credentials of this batch learn up to here and are scored from here on (import)
 */
export async function acceptBatch(
  trx: StoreTransaction,
  events: readonly AccessEvent[],
  caches: Caches,
  settings: DetectionSettings,
  learnUntil: number | null = null,
): Promise<BatchResult> {
  await insertCredentials(trx, distinctCredentials(events));
  const accepted = await insertEvents(trx, events);
  const fresh = groupByCredential(
    accepted.size === events.length
      ? events
      : events.filter((event) => accepted.has(eventKey(event.credentialId, event.time, event.eventId))),
  );
  if (fresh.size === 0) return { accepted, remember: () => undefined };

  const states = await lockStates(trx, [...fresh.keys()]);
  const works = [...fresh].map(([id, own]) => planWork(states.get(id)!, own, settings, learnUntil));
  const starts = await findStarts(trx, works, caches.profiles);
  const ranges = works.map(({ state, first, last }) => ({
    credentialId: state.credentialId,
    from: Math.min(first, (starts.get(state.credentialId)?.through ?? first) + 1),
    to: last,
  }));
  const stored = await readUsageHours(trx, ranges);
  // After the locks, which whoever says something of a credential takes too: nothing said before is missed.
  const directives = await readDirectives(
    trx,
    ranges.filter(({ credentialId }) => states.get(credentialId)!.hasDirectives),
  );
  const results = new Map<Work, ScoringResult>();
  for (const work of works) {
    results.set(
      work,
      scoreCredential({
        start: starts.get(work.state.credentialId) ?? null,
        stored: stored.get(work.state.credentialId) ?? new Map(),
        added: work.added,
        lateBy: work.lateBy,
        learnUntil: work.learnUntil,
        directives: directives.get(work.state.credentialId) ?? [],
      }),
    );
  }
  await writeResults(trx, results);
  for (const [work, result] of results) {
    const evidence = result.hours.filter(({ score }) => score !== null).map(({ rollup }) => rollup.hour);
    if (evidence.length > 0) await recordFindings(trx, work.state, evidence, settings, caches.calibration);
  }
  return {
    accepted,
    remember: () => {
      for (const [{ state, version, zone }, { views }] of results) {
        if (views.length > 0) caches.profiles.keep(state.credentialId, version, zone, views);
      }
    },
  };
}

function planWork(
  state: CredentialState,
  events: readonly AccessEvent[],
  settings: DetectionSettings,
  importUntil: number | null,
): Work {
  const added = rollUp(events);
  const hours = [...added.keys()];
  const first = Math.min(...hours);
  const newestBefore = state.newestEventAt;
  const lateBy = new Map<HourNumber, number>();
  let newest = newestBefore ?? Number.NEGATIVE_INFINITY;
  for (const event of events) {
    newest = Math.max(newest, event.time);
    const lag = newestBefore === null ? 0 : newestBefore - event.time;
    if (lag > REORDER_WINDOW) {
      const hour = hourOf(event.time);
      lateBy.set(hour, Math.max(lateBy.get(hour) ?? 0, lag));
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
    last: Math.max(...hours),
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

async function writeResults(trx: StoreTransaction, results: ReadonlyMap<Work, ScoringResult>): Promise<void> {
  const all = [...results];
  await writeUsageHours(
    trx,
    all.flatMap(([{ state }, { hours }]) =>
      hours.map((hour) => ({ credentialId: state.credentialId, ...hour })),
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
  for (const event of events) {
    const group = groups.get(event.credentialId);
    if (group === undefined) groups.set(event.credentialId, [event]);
    else group.push(event);
  }
  return groups;
}

function distinctCredentials(events: readonly AccessEvent[]): AccessEvent[] {
  const found: AccessEvent[] = [];
  for (const event of events) if (event.credentialId !== found.at(-1)?.credentialId) found.push(event);
  return found;
}
