import { emptyProfile, foldHour, type Profile } from '../../core/profile/profile.ts';
import { profileFromJson } from '../../core/profile/profile-json.ts';
import type { HourRollup } from '../../core/rollup.ts';
import { type Directive, standingAt } from '../../core/standing.ts';
import { type HourNumber, hourOf, toIso } from '../../core/time.ts';
import { readCheckpoints } from '../../store/accept/checkpoints.ts';
import type { CredentialState } from '../../store/accept/credentials.ts';
import { readDirectives } from '../../store/accept/directives.ts';
import { eventsKeptSince } from '../../store/partitions.ts';
import { newestEventTime, nextActiveHour, readCheckpointHours } from '../../store/queries/recount.ts';
import type { StoreTransaction } from '../../store/transaction.ts';
import { compareProfiles } from './compare.ts';
import { type Difference, differenceOf } from './difference.ts';
import { NetworkNames } from './network-names.ts';
import { recountHours } from './recount.ts';
import { readStoredHours, type StoredHour, unlessUnreadable } from './stored-hours.ts';

/** Hours that are counted and compared at a time. */
const CHUNK = 7 * 24;
/** Differences of one credential that are kept; all of them are counted. */
const MOST_KEPT = 1_000;

export interface CredentialVerdict {
  /** Roll-ups compared with their events. */
  hours: number;
  /** Roll-ups whose events are no longer kept. */
  unverifiableHours: number;
  checkpoints: number;
  /** Checkpoints of another version of the fold, or for another time zone: the service does not use them either. */
  ignoredCheckpoints: number;
  /** The first of them. */
  differences: Difference[];
  differenceCount: number;
  repairableCount: number;
}

/** What is done about differences, in the transaction that found them. */
export interface Mender {
  /** The roll-up as the events say; null when there are no events. `stored` is null when there was no roll-up. */
  hour(hour: HourNumber, recount: HourRollup | null, stored: StoredHour | null): Promise<void>;
  checkpoint(through: HourNumber): void;
  /** Epoch ms. */
  newestEvent(time: number): void;
}

/**
 * Counts one credential's hours anew from its events, folds its profile anew from them, and compares with what is
 * stored. Holds a week of hours at a time.
 *
 * @param trx sees one state of the credential throughout: a snapshot, or the credential is locked; months are kept
 * @param zone time zone of the profile
 */
export async function verifyCredential(
  trx: StoreTransaction,
  state: CredentialState,
  zone: string,
  mender: Mender | null = null,
): Promise<CredentialVerdict> {
  const walk = new Walk(trx, state, zone, mender);
  return walk.run();
}

class Walk {
  readonly #trx: StoreTransaction;
  readonly #state: CredentialState;
  readonly #mender: Mender | null;
  readonly #names = new NetworkNames();
  readonly #verdict: CredentialVerdict = {
    hours: 0,
    unverifiableHours: 0,
    checkpoints: 0,
    ignoredCheckpoints: 0,
    differences: [],
    differenceCount: 0,
    repairableCount: 0,
  };
  readonly #profile: Profile;
  #directives: readonly Directive[] = [];
  /** Checkpoints that the fold has not come to yet, ascending. */
  #checkpoints: HourNumber[] = [];
  /** False once an hour is lost for good: what follows cannot be folded. */
  #foldable = true;

  constructor(trx: StoreTransaction, state: CredentialState, zone: string, mender: Mender | null) {
    this.#trx = trx;
    this.#state = state;
    this.#mender = mender;
    this.#profile = emptyProfile(zone);
  }

  async run(): Promise<CredentialVerdict> {
    const { credentialId } = this.#state;
    const keptSince = await eventsKeptSince(this.#trx);
    const firstCounted = keptSince === null ? Number.POSITIVE_INFINITY : hourOf(keptSince);
    this.#checkpoints = await readCheckpointHours(this.#trx, credentialId);
    for (let after = -1; ; ) {
      const from = await nextActiveHour(this.#trx, credentialId, after);
      if (from === null) break;
      await this.#walkHours(from, from + CHUNK - 1, firstCounted);
      after = from + CHUNK - 1;
    }
    await this.#compareCheckpointsBefore(Number.POSITIVE_INFINITY);
    await this.#compareNewestEvent();
    return this.#verdict;
  }

  async #walkHours(from: HourNumber, to: HourNumber, firstCounted: HourNumber): Promise<void> {
    const { credentialId, hasDirectives } = this.#state;
    const stored = await readStoredHours(this.#trx, credentialId, from, to);
    const counted =
      to < firstCounted
        ? new Map<HourNumber, HourRollup>()
        : await recountHours(this.#trx, credentialId, Math.max(from, firstCounted), to);
    const range = { credentialId, from, to };
    const directives = await readDirectives(this.#trx, hasDirectives ? [range] : []);
    this.#directives = directives.get(credentialId) ?? [];
    const hours = [...new Set([...stored.keys(), ...counted.keys()])].sort((a, b) => a - b);
    for (const hour of hours) {
      await this.#compareCheckpointsBefore(hour);
      const own = stored.get(hour) ?? null;
      const recount = counted.get(hour) ?? null;
      const right =
        hour < firstCounted ? this.#withoutEvents(hour, own) : await this.#compareHour(hour, own, recount);
      if (right !== null) foldHour(this.#profile, right, standingAt(this.#directives, hour));
    }
  }

  /** Of an hour whose events are gone the roll-up is all that there is. */
  #withoutEvents(hour: HourNumber, stored: StoredHour | null): HourRollup | null {
    this.#verdict.unverifiableHours += 1;
    const rollup = stored?.rollup ?? null;
    if (rollup === null) {
      this.#foldable = false;
      this.#note(
        'hour_unreadable',
        hour,
        'the stored roll-up cannot be read, and its events are no longer kept',
        false,
      );
    } else this.#names.learn(rollup);
    return rollup;
  }

  /** Returns the right roll-up; null when the hour should have none. */
  async #compareHour(
    hour: HourNumber,
    stored: StoredHour | null,
    recount: HourRollup | null,
  ): Promise<HourRollup | null> {
    this.#verdict.hours += 1;
    const rollup = stored?.rollup ?? null;
    if (recount !== null) this.#names.name(recount, rollup);
    if (rollup !== null) this.#names.learn(rollup);
    const difference = differenceOf(stored, recount);
    if (difference === null) return rollup;
    this.#note(difference.what, hour, difference.message);
    await this.#mender?.hour(hour, recount, stored);
    return recount;
  }

  /** Compares the checkpoints that end before `hour`, to which the fold has come. */
  async #compareCheckpointsBefore(hour: HourNumber): Promise<void> {
    while (this.#checkpoints[0] !== undefined && this.#checkpoints[0] < hour) {
      const through = this.#checkpoints.shift()!;
      if (this.#foldable) await this.#compareCheckpoint(through);
      else this.#verdict.ignoredCheckpoints += 1;
    }
  }

  async #compareCheckpoint(through: HourNumber): Promise<void> {
    const { credentialId } = this.#state;
    const read = await unlessUnreadable(async () => {
      const checkpoint = (await readCheckpoints(this.#trx, [{ credentialId, through }])).get(credentialId);
      return { profile: profileFromJson(checkpoint!.doc, this.#profile.zone) };
    });
    if (read !== null && read.profile === null) {
      this.#verdict.ignoredCheckpoints += 1;
      return;
    }
    this.#verdict.checkpoints += 1;
    const stored = read?.profile ?? null;
    const message =
      stored === null ? 'the checkpoint cannot be read' : compareProfiles(stored, this.#profile);
    if (message === null) return;
    this.#note(stored === null ? 'checkpoint_unreadable' : 'checkpoint_differs', through, message);
    this.#mender?.checkpoint(through);
  }

  async #compareNewestEvent(): Promise<void> {
    const newest = await newestEventTime(this.#trx, this.#state.credentialId);
    const stored = this.#state.newestEventAt;
    // Without any event left there is nothing to compare with.
    if (newest === null || newest === stored) return;
    const said = stored === null ? 'no newest event' : `the newest event at ${toIso(stored)}`;
    this.#note('newest_event_differs', null, `stored ${said}, events say ${toIso(newest)}`);
    this.#mender?.newestEvent(newest);
  }

  #note(what: Difference['what'], hour: HourNumber | null, message: string, repairable = true): void {
    const verdict = this.#verdict;
    verdict.differenceCount += 1;
    if (repairable) verdict.repairableCount += 1;
    if (verdict.differences.length < MOST_KEPT) verdict.differences.push({ what, hour, message, repairable });
  }
}
