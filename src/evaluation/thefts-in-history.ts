import type { Budget } from '../core/budget-text.ts';
import { dayOf } from '../core/daily-peaks.ts';
import { EPISODE_SPAN } from '../core/episode.ts';
import { thresholdsOf } from '../core/severity.ts';
import { HOUR, hourOf } from '../core/time.ts';
import type { Fleet } from '../scenario/fleet.ts';
import { type FleetHours, withThefts } from './fleet-hours.ts';
import { type AttackVerdict, judge } from './judge.ts';
import { type FleetEpisodes, replayFleet } from './replay-fleet.ts';

/** What became of the late thefts after one history. */
export interface Aftermath {
  /** With the thresholds that the fleet's own history gives. */
  readonly own: readonly AttackVerdict[];
  /** The same scores with the thresholds of the built-in reference. */
  readonly reference: readonly AttackVerdict[];
  /** What the thresholds rest on, on each late day. */
  readonly days: readonly LateDay[];
}

interface LateDay {
  /** Alarm threshold, bits. */
  readonly threshold: number;
  /** Own moderate peaks a used day, as a multiple of the reference's: they move it, whether the threshold follows or not. */
  readonly peaks: number;
}

/** The same late thefts, judged after a history with thefts and after the same history without them: lists are parallel. */
export interface HistoryPair {
  readonly budget: Budget;
  readonly after: Aftermath;
  readonly without: Aftermath;
}

export interface TheftsInHistory {
  /** Credentials that were stolen in the history. */
  readonly victims: number;
  /** Of each late theft, whether its credential was among them: then its profile knows a thief, too. */
  readonly stolenBefore: readonly boolean[];
  /** One for each budget, in their order. */
  readonly pairs: readonly HistoryPair[];
}

/** A large breach: one credential of so many. */
const ONE_VICTIM_OF = 4;
/** The first third of the span is learnt; the second is the history that calibrates. */
const LEARNING_SHARE = 1 / 3;

/**
 * Whether thefts in the history that calibrates make later ones harder to catch: a quarter of the credentials is stolen in
 * the second third of the span, by thieves who teach profiles and thresholds alike, and the fleet's own thefts of the last
 * third are judged with and without that. Nothing else differs.
 *
 * @param late epoch ms, beginning of the last third
 */
export function judgeHistory(
  fleet: Fleet,
  hours: FleetHours,
  late: number,
  budgets: readonly Budget[],
): TheftsInHistory {
  const from = fleet.start + (fleet.end - fleet.start) * LEARNING_SHARE;
  const thefts = fleet.furtherThefts({
    count: Math.ceil(fleet.credentials.length / ONE_VICTIM_OF),
    from,
    // No episode holds an early theft and a late one, and every early one is counted when the late ones begin.
    end: late - EPISODE_SPAN * HOUR,
  });
  const after = judgeLate(withThefts(hours, thefts), from, late, budgets);
  const without = judgeLate(hours, from, late, budgets);
  const victims = new Set(thefts.map(({ attack }) => attack.credential));
  return {
    victims: victims.size,
    stolenBefore: without[0]!.own.map(({ attack }) => victims.has(attack.credential)),
    pairs: budgets.map((budget, index) => ({ budget, after: after[index]!, without: without[index]! })),
  };
}

/** Several fleets as one. */
export function poolHistories(histories: readonly TheftsInHistory[]): TheftsInHistory {
  const pooled = (aftermaths: readonly Aftermath[]): Aftermath => ({
    own: aftermaths.flatMap(({ own }) => own),
    reference: aftermaths.flatMap(({ reference }) => reference),
    days: aftermaths.flatMap(({ days }) => days),
  });
  return {
    victims: histories.reduce((sum, { victims }) => sum + victims, 0),
    stolenBefore: histories.flatMap(({ stolenBefore }) => stolenBefore),
    pairs: histories[0]!.pairs.map(({ budget }, index) => ({
      budget,
      after: pooled(histories.map(({ pairs }) => pairs[index]!.after)),
      without: pooled(histories.map(({ pairs }) => pairs[index]!.without)),
    })),
  };
}

function judgeLate(
  hours: FleetHours,
  learnUntil: number,
  late: number,
  budgets: readonly Budget[],
): Aftermath[] {
  const replayed = replayFleet(hours, { learnUntil, owners: true });
  return budgets.map((budget) => ({
    own: judge(replayed, budget, { from: late }).attacks,
    reference: judge(replayed, budget, { from: late, own: false }).attacks,
    days: daysSince(replayed, late, budget),
  }));
}

function daysSince({ fleet, calibration }: FleetEpisodes, late: number, budget: Budget): LateDay[] {
  const [first, last] = [dayOf(hourOf(late)), dayOf(hourOf(fleet.end - 1))];
  return Array.from({ length: last - first + 1 }, (_, day) => {
    const known = calibration.on(first + day);
    return { threshold: thresholdsOf(budget, known).alarm, peaks: known.rate };
  });
}
