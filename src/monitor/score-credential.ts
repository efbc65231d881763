import type { AccessEvent } from '../core/event.ts';
import { cloneProfile, foldHour, type Profile } from '../core/profile/profile.ts';
import { type ProfileJson, profileToJson } from '../core/profile/profile-json.ts';
import { addEvent, emptyRollup } from '../core/rollup.ts';
import { type ScoredHour, scoreHour } from '../core/score.ts';
import { type Directive, standingAt } from '../core/standing.ts';
import { HOUR, type HourNumber, lastSettledHour, startOfHour } from '../core/time.ts';
import type { Checkpoint } from '../store/accept/checkpoints.ts';
import type { UsageHour } from '../store/accept/usage-hours.ts';
import type { ProfileView } from './profile-cache.ts';

export interface ScoringInput {
  /**
   * Where folding begins: a view that reaches no further than the first touched hour's settled hours. Null when
   * every touched hour is only learnt: then nothing is folded.
   */
  readonly start: ProfileView | null;
  /**
   * Stored hours, all after `start.through` and the touched ones in any case. The caller's to give: the batch goes into
   * them.
   */
  readonly hours: Map<HourNumber, UsageHour>;
  /** What this batch adds, by hour. */
  readonly added: ReadonlyMap<HourNumber, readonly AccessEvent[]>;
  /** How late the latest new event of each hour was, ms; absent when in time. */
  readonly lateBy: ReadonlyMap<HourNumber, number>;
  /** Before this, everything is only learnt, epoch ms. */
  readonly learnUntil: number | null;
  /** What its owner has said of it. */
  readonly directives: readonly Directive[];
}

export interface ScoringResult {
  /** The touched hours as they are now, ascending. */
  readonly touched: readonly UsageHour[];
  /** Views worth caching. */
  readonly views: readonly ProfileView[];
  /** A checkpoint when a UTC day was completed on the way. */
  readonly checkpoint: Checkpoint | null;
}

/**
 * Adds a batch to one credential's hours and scores the hours that it touched, each against the fold of the hours that
 * had ended 90 minutes before it began. No I/O: the same hours give the same scores, whatever the batches were.
 */
export function scoreCredential(input: ScoringInput): ScoringResult {
  const { hours, added, directives, learnUntil } = input;
  for (const [hour, events] of added) {
    const rollup = hours.get(hour)?.rollup ?? emptyRollup(hour);
    for (const event of events) addEvent(rollup, event);
    hours.set(hour, { rollup, bits: null, score: null, lateBy: hours.get(hour)?.lateBy ?? 0 });
  }
  const order = ascending(hours);
  const folder = input.start === null ? null : new Folder(input.start, order, hours, directives);
  const touched: UsageHour[] = [];
  for (const hour of ascending(added)) {
    const { rollup, lateBy: before } = hours.get(hour)!;
    const lateBy = Math.max(before, input.lateBy.get(hour) ?? 0);
    const from = scoredFrom(hour, learnUntil);
    let scored: ScoredHour | null = null;
    if (from < HOUR && folder !== null) {
      const profile = folder.advance(lastSettledHour(hour));
      scored = scoreHour({ hour, rollup, profile, standing: standingAt(directives, hour), from }, lateBy);
    }
    const now = { rollup, bits: scored?.bits ?? null, score: scored?.score ?? null, lateBy };
    hours.set(hour, now);
    touched.push(now);
  }
  return { touched, views: folder?.views() ?? [], checkpoint: folder?.checkpoint ?? null };
}

const ascending = (hours: ReadonlyMap<HourNumber, unknown>): HourNumber[] =>
  hours.size === 1 ? [...hours.keys()] : [...hours.keys()].sort((a, b) => a - b);

/** Milliseconds into the hour from which it is scored; a whole hour when it is only learnt. */
export const scoredFrom = (hour: HourNumber, learnUntil: number | null): number =>
  Math.min(HOUR, Math.max(0, (learnUntil ?? 0) - startOfHour(hour)));

/** Walks a profile forward over stored hours. The view it starts from may be shared, so it works on a copy. */
class Folder {
  checkpoint: Checkpoint | null = null;
  readonly #start: ProfileView;
  readonly #order: readonly HourNumber[];
  readonly #hours: ReadonlyMap<HourNumber, UsageHour>;
  readonly #directives: readonly Directive[];
  #profile: Profile | null = null;
  #through: HourNumber;
  #next = 0;

  constructor(
    start: ProfileView,
    order: readonly HourNumber[],
    hours: ReadonlyMap<HourNumber, UsageHour>,
    directives: readonly Directive[],
  ) {
    this.#start = start;
    this.#order = order.filter((hour) => hour > start.through);
    this.#hours = hours;
    this.#directives = directives;
    this.#through = start.through;
  }

  /** The profile that contains every hour up to and with `target`. */
  advance(target: HourNumber): Profile {
    if (target <= this.#through) return this.#profile ?? this.#start.profile;
    const dayEnd = lastHourOfDayBefore(target);
    if (dayEnd > this.#through) {
      this.#foldTo(dayEnd);
      this.checkpoint = { through: dayEnd, doc: this.#snapshot() };
    }
    this.#foldTo(target);
    return this.#profile ?? this.#start.profile;
  }

  /** The view at which it stands, and the one it started from. */
  views(): readonly ProfileView[] {
    if (this.#through === this.#start.through) return [this.#start];
    return [this.#start, { through: this.#through, profile: this.#profile ?? this.#start.profile }];
  }

  #foldTo(target: HourNumber): void {
    while (this.#next < this.#order.length && this.#order[this.#next]! <= target) {
      this.#profile ??= cloneProfile(this.#start.profile);
      const hour = this.#order[this.#next]!;
      foldHour(this.#profile, this.#hours.get(hour)!.rollup, standingAt(this.#directives, hour));
      this.#next += 1;
    }
    this.#through = target;
  }

  /** A copy: the fold goes on with the original. */
  #snapshot(): ProfileJson {
    return profileToJson(cloneProfile(this.#profile ?? this.#start.profile));
  }
}

/** The last hour (23:00 UTC) of a day that is complete when `hour` is. */
const lastHourOfDayBefore = (hour: HourNumber): HourNumber => Math.floor((hour + 1) / 24) * 24 - 1;
