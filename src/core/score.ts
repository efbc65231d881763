import type { HourScore, SignalEvidence } from './alert.ts';
import { evidenceOf } from './evidence.ts';
import { signals } from './signals/registry.ts';
import type { Reading, Scene, Signal, Step } from './signals/signal.ts';
import { startOfHour } from './time.ts';

/** Hours of fewer bits are everyday life: they are not kept in words and do not make an episode. */
export const EVIDENCE_FLOOR = 8;

/** What an hour scored: always the sum, the words only where it is worth it. */
export interface ScoredHour {
  readonly bits: number;
  readonly score: HourScore | null;
}

/**
 * Scores one hour of one credential against what was learnt before it. Bits add up; adding events to the hour
 * never lowers the sum.
 *
 * @param lateBy how late the latest of the hour's events was, ms
 */
export function scoreHour(scene: Scene, lateBy = 0): ScoredHour {
  const readings: { signal: Signal; reading: Reading }[] = [];
  let bits = 0;
  for (const signal of signals) {
    const reading = signal.measure(scene);
    if (reading === null) continue;
    readings.push({ signal, reading });
    bits += reading.bits;
  }
  if (bits < EVIDENCE_FLOOR) return { bits, score: null };
  const described: SignalEvidence[] = readings.map(({ signal, reading }) => ({
    signal: signal.name,
    bits: reading.bits,
    ...signal.describe(scene, reading),
  }));
  const growth = totalGrowth(readings.map(({ signal, reading }) => signal.growth(scene, reading)));
  const start = startOfHour(scene.hour);
  return {
    bits,
    score: {
      hour: scene.hour,
      bits,
      signals: described,
      growth: growth.map(([offset, total]) => [start + offset, total]),
      ...evidenceOf(
        scene,
        readings.map(({ reading }) => reading),
      ),
      lateBy,
    },
  };
}

/** Adds up the signals' growth into the growth of the sum, one point for each moment at which it rose. */
function totalGrowth(parts: readonly Step[][]): Step[] {
  const moments = [...new Set(parts.flatMap((steps) => steps.map(([offset]) => offset)))].sort(
    (a, b) => a - b,
  );
  return moments.map((moment) => [moment, parts.reduce((sum, steps) => sum + bitsAt(steps, moment), 0)]);
}

function bitsAt(steps: readonly Step[], moment: number): number {
  let bits = 0;
  for (const [offset, value] of steps) {
    if (offset > moment) break;
    bits = value;
  }
  return bits;
}
