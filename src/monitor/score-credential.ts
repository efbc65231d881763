import { cloneProfile, foldHour, type Profile } from '../core/profile/profile.ts';
import { type ProfileJson, profileToJson } from '../core/profile/profile-json.ts';
import { emptyRollup, type HourRollup, mergeRollup } from '../core/rollup.ts';
import { scoreHour } from '../core/score.ts';
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
  /** Stored hours after `start.through`, the touched ones in any case; ascending. */
  readonly stored: ReadonlyMap<HourNumber, UsageHour>;
  /** What this batch adds, by hour. */
  readonly added: ReadonlyMap<HourNumber, HourRollup>;
  /** How late the latest new event of each hour was, ms; absent when in time. */
  readonly lateBy: ReadonlyMap<HourNumber, number>;
  /** Before this, everything is only learnt, epoch ms. */
  readonly learnUntil: number | null;
  /** What its owner has said of it. */
  readonly directives: readonly Directive[];
}

export interface ScoringResult {
  /** The touched hours as they are now, ascending. */
  readonly hours: readonly UsageHour[];
  /** Views worth caching. */
  readonly views: readonly ProfileView[];
  /** A checkpoint when a UTC day was completed on the way. */
  readonly checkpoint: Checkpoint | null;
}

/**
 * Merges a batch into one credential's hours and scores the hours that it touched, each against the fold of the
 * hours that had ended 90 minutes before it began. Pure: the same hours give the same scores, whatever the
 * batches were.
 */
export function scoreCredential(input: ScoringInput): ScoringResult {
  const hours = mergedHours(input);
  const order = [...hours.keys()].sort((a, b) => a - b);
  const folder = input.start === null ? null : new Folder(input.start, order, hours, input.directives);
  const touched: UsageHour[] = [];
  for (const hour of [...input.added.keys()].sort((a, b) => a - b)) {
    const { rollup, lateBy: before } = hours.get(hour)!;
    const lateBy = Math.max(before, input.lateBy.get(hour) ?? 0);
    const from = scoredFrom(hour, input.learnUntil);
    if (from >= HOUR || folder === null) {
      touched.push({ rollup, bits: null, score: null, lateBy });
    } else {
      const profile = folder.advance(lastSettledHour(hour));
      touched.push({
        rollup,
        ...scoreHour({ hour, rollup, profile, standing: standingAt(input.directives, hour), from }, lateBy),
        lateBy,
      });
    }
  }
  return { hours: touched, views: folder?.views() ?? [], checkpoint: folder?.checkpoint ?? null };
}

/** Milliseconds into the hour from which it is scored; a whole hour when it is only learnt. */
export const scoredFrom = (hour: HourNumber, learnUntil: number | null): number =>
  Math.min(HOUR, Math.max(0, (learnUntil ?? 0) - startOfHour(hour)));

function mergedHours({ stored, added }: ScoringInput): Map<HourNumber, UsageHour> {
  const hours = new Map(stored);
  for (const [hour, rollup] of added) {
    const before = hours.get(hour);
    const merged = emptyRollup(hour);
    if (before !== undefined) mergeRollup(merged, before.rollup);
    mergeRollup(merged, rollup);
    hours.set(hour, { rollup: merged, bits: null, score: null, lateBy: before?.lateBy ?? 0 });
  }
  return hours;
}

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
    this.#order = order;
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
