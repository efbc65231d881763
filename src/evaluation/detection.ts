import type { Budget } from '../core/budget-text.ts';
import { DAY, HOUR } from '../core/time.ts';
import type { Attack } from '../scenario/attacks/attack.ts';
import type { FleetKind } from '../scenario/changes.ts';
import { type FleetOptions, generateFleet } from '../scenario/fleet.ts';
import { type FleetHours, rollUpFleet } from './fleet-hours.ts';
import { judge, pool, type Verdict } from './judge.ts';
import { replayFleet } from './replay-fleet.ts';
import { type TextbookAlert, textbookAlerts } from './textbook.ts';
import { judgeHistory, poolHistories, type TheftsInHistory } from './thefts-in-history.ts';

/** One fleet with thefts to judge the detector on. */
export interface DetectionTask {
  readonly part: 'detection';
  readonly fleet: FleetOptions;
  readonly budgets: readonly Budget[];
}

interface TextbookVerdict {
  readonly caught: number;
  readonly attacks: number;
  readonly trueAlerts: number;
  readonly falseAlerts: number;
  readonly credentialDays: number;
}

/** What one fleet, or several of one kind, came to. */
export interface Detection {
  readonly kind: FleetKind;
  readonly fleets: number;
  readonly events: number;
  /** One for each budget, in their order. */
  readonly withOwners: readonly Verdict[];
  readonly withoutOwners: readonly Verdict[];
  readonly textbook: TextbookVerdict;
  readonly history: TheftsInHistory;
}

/** Learning takes the first two thirds of the span, as `analyze` has it; thefts begin there, so that each can be told of. */
const LEARNING_SHARE = 2 / 3;
/** About the share of the time that the generation of a fleet takes. */
const GENERATING = 0.55;

/**
 * Runs the detector and the textbook rules over one labelled fleet.
 *
 * @param onProgress told how far it is, 0…1
 */
export function detectFleet(
  { fleet: options, budgets }: DetectionTask,
  onProgress: (share: number) => void,
): Detection {
  const fleet = generateFleet(options);
  const hours = rollUpFleet(fleet, (share) => onProgress(GENERATING * share));
  const learnUntil = hours.start + (hours.end - hours.start) * LEARNING_SHARE;
  const withOwners = judgeAll(hours, learnUntil, true, budgets);
  onProgress(0.65);
  const withoutOwners = judgeAll(hours, learnUntil, false, budgets);
  const textbook = judgeTextbook(hours, learnUntil);
  onProgress(0.75);
  const history = judgeHistory(fleet, hours, learnUntil, budgets);
  return {
    kind: options.kind,
    fleets: 1,
    events: hours.events,
    withOwners,
    withoutOwners,
    textbook,
    history,
  };
}

/** Several fleets of one kind as one. */
export function poolDetections(fleets: readonly Detection[]): Detection {
  const pooled = (of: (fleet: Detection) => readonly Verdict[]): Verdict[] =>
    of(fleets[0]!).map((_, budget) => pool(fleets.map((fleet) => of(fleet)[budget]!)));
  return {
    kind: fleets[0]!.kind,
    fleets: fleets.reduce((sum, { fleets: own }) => sum + own, 0),
    events: fleets.reduce((sum, { events }) => sum + events, 0),
    withOwners: pooled(({ withOwners }) => withOwners),
    withoutOwners: pooled(({ withoutOwners }) => withoutOwners),
    textbook: fleets
      .map(({ textbook }) => textbook)
      .reduce((sum, one) => ({
        caught: sum.caught + one.caught,
        attacks: sum.attacks + one.attacks,
        trueAlerts: sum.trueAlerts + one.trueAlerts,
        falseAlerts: sum.falseAlerts + one.falseAlerts,
        credentialDays: sum.credentialDays + one.credentialDays,
      })),
    history: poolHistories(fleets.map(({ history }) => history)),
  };
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
