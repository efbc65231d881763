import type { HourScore, Severity, SignalEvidence } from './alert.ts';
import { sharesOf } from './combine.ts';
import { evidenceOf } from './evidence.ts';
import { daysKnown, type Known } from './known.ts';
import { maturityOf } from './maturity.ts';
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

interface Measured {
  readonly signal: Signal;
  readonly reading: Reading;
}

/**
 * Scores one hour of one credential against what was learnt before it. Bits add up, after discounts for what has one
 * cause (combine.ts) and for youth (maturity.ts); adding events to the hour never lowers the sum.
 *
 * @param lateBy how late the latest of the hour's events was, ms
 */
export function scoreHour(scene: Scene, lateBy = 0): ScoredHour {
  const measured: Measured[] = [];
  for (const signal of signals) {
    const reading = signal.measure(scene);
    if (reading !== null) measured.push({ signal, reading });
  }
  if (measured.length === 0) return { bits: 0, score: null };
  const strangeFrom = firstOf(measured.flatMap(({ reading }) => reading.strangeFrom ?? []));
  const known = knownOf(scene);
  const maturity = maturityOf(known.days);
  const shares = sharesOf(
    measured.map(({ signal, reading }) => ({ signal: signal.name, bits: reading.bits })),
    strangeFrom !== null,
    maturity,
  );
  const bits = shares.reduce((sum, share) => sum + share, 0);
  const rule = worstRule(measured);
  if (bits < EVIDENCE_FLOOR && rule === null) return { bits, score: null };
  const described: SignalEvidence[] = measured.map(({ signal, reading }, index) => {
    const { inputs, ...words } = signal.describe(scene, reading);
    return {
      signal: signal.name,
      bits: shares[index]!,
      ...words,
      inputs: { ...inputs, raw_bits: reading.bits, maturity },
    };
  });
  const start = startOfHour(scene.hour);
  return {
    bits,
    score: {
      hour: scene.hour,
      bits,
      signals: described,
      growth: totalGrowth(scene, measured, strangeFrom, maturity).map(([offset, total]) => [
        start + offset,
        total,
      ]),
      rule: rule === null ? null : { severity: rule.severity, from: start + rule.from },
      known,
      ...evidenceOf(
        scene,
        measured.map(({ reading }) => reading),
      ),
      lateBy,
    },
  };
}

const knownOf = ({ hour, profile }: Scene): Known => ({
  days: daysKnown(profile.since, hour),
  activeHours: profile.activeHours,
});

/** Adds up the signals' growth into the growth of the sum, one point for each moment at which it rose. */
function totalGrowth(
  scene: Scene,
  measured: readonly Measured[],
  strangeFrom: number | null,
  maturity: number,
): Step[] {
  const parts = measured.map(({ signal, reading }) => ({
    signal: signal.name,
    steps: signal.growth(scene, reading),
  }));
  const moments = new Set(parts.flatMap(({ steps }) => steps.map(([offset]) => offset)));
  if (strangeFrom !== null) moments.add(strangeFrom);
  return [...moments]
    .sort((a, b) => a - b)
    .map((moment) => {
      const sofar = parts.map(({ signal, steps }) => ({ signal, bits: bitsAt(steps, moment) }));
      const shares = sharesOf(sofar, strangeFrom !== null && moment >= strangeFrom, maturity);
      return [moment, shares.reduce((sum, share) => sum + share, 0)];
    });
}

function bitsAt(steps: readonly Step[], moment: number): number {
  let bits = 0;
  for (const [offset, value] of steps) {
    if (offset > moment) break;
    bits = value;
  }
  return bits;
}

const firstOf = (moments: readonly number[]): number | null =>
  moments.length === 0 ? null : Math.min(...moments);

const RULES: readonly Severity[] = ['medium', 'high', 'critical'];

/** The gravest rule that was broken, and since when (milliseconds into the hour). */
function worstRule(measured: readonly Measured[]): { severity: Severity; from: number } | null {
  const broken = measured.flatMap(({ reading }) =>
    reading.rule === undefined ? [] : [{ severity: reading.rule, from: reading.first ?? 0 }],
  );
  if (broken.length === 0) return null;
  return broken.reduce((worst, one) =>
    RULES.indexOf(one.severity) > RULES.indexOf(worst.severity) ? one : worst,
  );
}
