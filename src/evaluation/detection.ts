import type { Budget } from '../core/budget-text.ts';
import { DAY, HOUR } from '../core/time.ts';
import type { Attack } from '../scenario/attacks/attack.ts';
import type { FleetKind } from '../scenario/changes.ts';
import { generateFleet } from '../scenario/fleet.ts';
import { type FleetHours, rollUpFleet } from './fleet-hours.ts';
import { judge, pool, type Verdict } from './judge.ts';
import { replayFleet } from './replay-fleet.ts';
import { type TextbookAlert, textbookAlerts } from './textbook.ts';

/** Tuning seeds made the constants; validation seeds were looked at only through results. */
export type SeedSet = 'tuning' | 'validation';

export interface DetectionOptions {
  readonly kind: FleetKind;
  readonly set: SeedSet;
  /** How many fleets. */
  readonly seeds: number;
  readonly maxCallsPerDay: number;
  readonly budgets: readonly Budget[];
  /** Told how far it is, 0…1 over all fleets. */
  readonly onProgress: (share: number) => void;
}

export interface TextbookVerdict {
  readonly caught: number;
  readonly attacks: number;
  readonly trueAlerts: number;
  readonly falseAlerts: number;
  readonly credentialDays: number;
}

export interface DetectionResult {
  readonly kind: FleetKind;
  readonly fleets: number;
  readonly events: number;
  /** One for each budget, in their order. */
  readonly withOwners: readonly Verdict[];
  readonly withoutOwners: readonly Verdict[];
  readonly textbook: TextbookVerdict;
}

/** Learning takes the first two thirds of the span, as `analyze` has it. */
const LEARNING_SHARE = 2 / 3;

/** Runs the detector and the textbook rules over labelled fleets of one kind. */
export function evaluateDetection(options: DetectionOptions): DetectionResult {
  const withOwners: Verdict[][] = [];
  const withoutOwners: Verdict[][] = [];
  const textbook: TextbookVerdict[] = [];
  let events = 0;
  for (let seed = 1; seed <= options.seeds; seed += 1) {
    const fleet = makeFleet(options, seed);
    events += fleet.events;
    const learnUntil = fleet.start + (fleet.end - fleet.start) * LEARNING_SHARE;
    withOwners.push(judgeAll(fleet, learnUntil, true, options.budgets));
    withoutOwners.push(judgeAll(fleet, learnUntil, false, options.budgets));
    textbook.push(judgeTextbook(fleet, learnUntil));
    options.onProgress(seed / options.seeds);
  }
  const pooled = (verdicts: Verdict[][]): Verdict[] =>
    options.budgets.map((_, index) => pool(verdicts.map((own) => own[index]!)));
  return {
    kind: options.kind,
    fleets: options.seeds,
    events,
    withOwners: pooled(withOwners),
    withoutOwners: pooled(withoutOwners),
    textbook: textbook.reduce((sum, one) => ({
      caught: sum.caught + one.caught,
      attacks: sum.attacks + one.attacks,
      trueAlerts: sum.trueAlerts + one.trueAlerts,
      falseAlerts: sum.falseAlerts + one.falseAlerts,
      credentialDays: sum.credentialDays + one.credentialDays,
    })),
  };
}

function makeFleet(
  { kind, set, seeds, maxCallsPerDay, onProgress }: DetectionOptions,
  seed: number,
): FleetHours {
  // Thefts begin when learning ends, so that each can be told of.
  const fleet = generateFleet({ kind, seed: `${set}-${seed}`, maxCallsPerDay });
  return rollUpFleet(fleet, (share) => onProgress((seed - 1 + 0.7 * share) / seeds));
}

function judgeAll(
  fleet: FleetHours,
  learnUntil: number,
  owners: boolean,
  budgets: readonly Budget[],
): Verdict[] {
  const replayed = replayFleet(fleet, { learnUntil, owners });
  return budgets.map((budget) => judge(replayed, budget));
}

function judgeTextbook(fleet: FleetHours, learnUntil: number): TextbookVerdict {
  const verdict = { caught: 0, attacks: 0, trueAlerts: 0, falseAlerts: 0, credentialDays: 0 };
  for (const { info, hours, attacks } of fleet.credentials) {
    const alerts = textbookAlerts(hours, learnUntil);
    const isDuring = ({ at }: TextbookAlert, { start, end }: Attack): boolean =>
      at >= start - HOUR && at <= end + HOUR;
    const about = alerts.filter((alert) => attacks.some((attack) => isDuring(alert, attack))).length;
    verdict.trueAlerts += about;
    verdict.falseAlerts += alerts.length - about;
    verdict.attacks += attacks.length;
    verdict.caught += attacks.filter((attack) => alerts.some((alert) => isDuring(alert, attack))).length;
    verdict.credentialDays += Math.max(0, fleet.end - Math.max(learnUntil, info.newborn ?? 0)) / DAY;
  }
  return verdict;
}
