import { SEVERITIES, type Severity } from './alert.ts';
import type { Budget } from './budget-text.ts';
import { type Calibration, thresholdFor } from './calibration.ts';

/** Below the budget, an episode this often per credential is still written down, as `low`; nobody is told. */
const LOW_PER_DAY = 1 / 30;
/** An alarm this many bits above the threshold is four doublings rarer than the operator asked to hear of. */
const RARE = 4;

/** An alarm is what people are told of: medium or more. */
export const isAlarm = ({ severity }: { readonly severity: Severity }): boolean =>
  SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf('medium');

/** The scores that matter to one credential, in bits. */
export interface Thresholds {
  readonly budget: Budget;
  /** What the two scores were read from. */
  readonly calibration: Calibration;
  /** An episode is written down from here. */
  readonly low: number;
  /** s(B): an episode is an alarm, medium or more, if and only if it reaches this. */
  readonly alarm: number;
}

export function thresholdsOf(budget: Budget, calibration: Calibration): Thresholds {
  const alarm = thresholdFor(calibration, budget.perDay);
  return { budget, calibration, alarm, low: Math.min(alarm, thresholdFor(calibration, LOW_PER_DAY)) };
}

/**
 * Null below `low`. Rarity decides whether it is an alarm; what was called decides, afterwards, only between
 * medium, high and critical. A broken rule lies outside the budget: it is at least as severe as the rule says.
 */
export function severityOf(
  bits: number,
  grave: boolean,
  thresholds: Thresholds,
  rule: Severity | null = null,
): Severity | null {
  const byBits = severityOfBits(bits, grave, thresholds);
  if (rule === null || byBits === null) return rule ?? byBits;
  return SEVERITIES.indexOf(rule) > SEVERITIES.indexOf(byBits) ? rule : byBits;
}

function severityOfBits(bits: number, grave: boolean, thresholds: Thresholds): Severity | null {
  if (bits < thresholds.low) return null;
  if (bits < thresholds.alarm) return 'low';
  const rare = bits >= thresholds.alarm + RARE;
  if (rare && grave) return 'critical';
  return rare || grave ? 'high' : 'medium';
}
