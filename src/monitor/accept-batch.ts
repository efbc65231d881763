import type { AccessEvent } from '../core/event.ts';
import { hourOf } from '../core/time.ts';
import { writeCheckpoints } from '../store/accept/checkpoints.ts';
import { countCoverage } from '../store/accept/coverage-hours.ts';
import {
  type CredentialState,
  insertCredentials,
  lockStates,
  updateStates,
} from '../store/accept/credentials.ts';
import { readDirectives } from '../store/accept/directives.ts';
import { insertMissingEvents, insertNewEvents } from '../store/accept/insert-events.ts';
import { writeUsageHours } from '../store/accept/usage-hours.ts';
import { breather } from '../store/breather.ts';
import type { StoreTransaction } from '../store/transaction.ts';
import { findHours, findStarts, type StoredHours } from './batch-history.ts';
import { planWork, type Work } from './batch-work.ts';
import type { CalibrationCache } from './calibration-cache.ts';
import type { KnownCredentials } from './known-credentials.ts';
import type { ProfileCache, ProfileView } from './profile-cache.ts';
import type { RecentHours } from './recent-hours.ts';
import { recordFindings } from './record-findings.ts';
import { type ScoringResult, scoreCredential } from './score-credential.ts';
import type { DetectionSettings } from './settings.ts';

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
  const breathe = breather();
  const works: Work[] = [];
  for (const [id, own] of groups) {
    works.push(planWork(states.get(id)!, own, settings, learnUntil));
    await breathe();
  }
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
    await breathe();
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

/** One event of each credential. */
const firstOfEach = (events: readonly AccessEvent[]): AccessEvent[] =>
  events.filter(({ credentialId }, i) => credentialId !== events[i - 1]?.credentialId);
