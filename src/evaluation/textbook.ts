import type { HourRollup } from '../core/rollup.ts';
import { hourOfWeek } from '../core/stats/week.ts';
import { startOfHour } from '../core/time.ts';

/** An alert of a textbook rule. */
export interface TextbookAlert {
  readonly rule: 'new_address' | 'rare_hour' | 'z_score';
  /** Epoch ms, the first call of the hour. */
  readonly at: number;
}

const RARE_SHARE = 0.001;
const DEVIATIONS = 3;

/**
 * What most monitors ship: the first use of an address; an hour of the day that held less than 0.1 % of past calls;
 * an hourly count over mean + 3 standard deviations of past active hours. One alert per credential, rule and hour.
 *
 * @param hours of one credential, ascending
 * @param from epoch ms before which they only learn
 */
export function textbookAlerts(hours: readonly HourRollup[], from: number): TextbookAlert[] {
  const alerts: TextbookAlert[] = [];
  const addresses = new Set<string>();
  const byHour = new Array<number>(24).fill(0);
  let [calls, squares, active] = [0, 0, 0];
  for (const rollup of hours) {
    const at = startOfHour(rollup.hour) + rollup.first;
    const bin = hourOfWeek(rollup.hour) % 24;
    const mean = calls / active;
    const deviation = Math.sqrt(Math.max(0, squares / active - mean * mean));
    if (at >= from && active > 0) {
      if ([...rollup.addresses.keys()].some((address) => !addresses.has(address))) {
        alerts.push({ rule: 'new_address', at });
      }
      if (byHour[bin]! < RARE_SHARE * calls) alerts.push({ rule: 'rare_hour', at });
      if (rollup.calls > mean + DEVIATIONS * deviation) alerts.push({ rule: 'z_score', at });
    }
    for (const address of rollup.addresses.keys()) addresses.add(address);
    byHour[bin] = byHour[bin]! + rollup.calls;
    calls += rollup.calls;
    squares += rollup.calls ** 2;
    active += 1;
  }
  return alerts;
}
