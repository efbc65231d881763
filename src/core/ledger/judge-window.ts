import { bitsOf } from '../stats/bits.ts';
import { poissonTail } from '../stats/poisson.ts';
import { type LedgerCall, matchCalls } from './match-calls.ts';

/** What of one span of time is known from both sides. */
export interface Comparison {
  /** Calls that Zoom logged, of the hours asked for. */
  readonly zoomSide: number;
  readonly matched: number;
  /** Calls in pauses of our log that its own pace does not explain: it was down, and knows nothing of them. */
  readonly uncovered: number;
  /** Places, in the list of Zoom's, of calls that our log should know of and does not. */
  readonly zoomOnly: readonly number[];
  readonly operations: Readonly<Record<string, OperationCounts>>;
}

export type OperationCounts = readonly [matched: number, zoomOnly: number];

/** A pause of our log as unlikely as this, at its own pace, is an outage. */
const OUTAGE = 1e-3;
/** Operations told apart; the rest count as one. */
const MOST_OPERATIONS = 200;
const OTHERS = 'others';

/**
 * Compares what Zoom logged in a span with what we logged around it.
 *
 * @param ourSide of the span and `skew` on both sides of it
 * @param skew how far apart clocks and moments of logging may lie, milliseconds
 */
export function compareCalls(
  zoomSide: readonly LedgerCall[],
  ourSide: readonly LedgerCall[],
  skew: number,
): Comparison {
  const { ours } = matchCalls(zoomSide, ourSide, skew);
  const isOutage = outagesOf(ourSide);
  const operations = new Map<string, [number, number]>();
  const zoomOnly: number[] = [];
  let [matched, uncovered] = [0, 0];
  zoomSide.forEach(({ operation, time }, place) => {
    const found = ours[place] !== null;
    if (!found && isOutage(time)) {
      uncovered += 1;
      return;
    }
    const name = nameFor(operation, operations);
    const counts = operations.get(name) ?? [0, 0];
    operations.set(name, counts);
    counts[found ? 0 : 1] += 1;
    if (found) matched += 1;
    else zoomOnly.push(place);
  });
  return {
    zoomSide: zoomSide.length,
    matched,
    uncovered,
    zoomOnly,
    operations: Object.fromEntries(operations),
  };
}

function nameFor(operation: string | null, known: ReadonlyMap<string, unknown>): string {
  const name = operation ?? OTHERS;
  return known.has(name) || known.size < MOST_OPERATIONS ? name : OTHERS;
}

/** Whether a moment lies in a pause of our log that is too long for its pace: e^(−rate · pause) below `OUTAGE`. */
function outagesOf(ourSide: readonly LedgerCall[]): (time: number) => boolean {
  const times = ourSide.map(({ time }) => time).sort((a, b) => a - b);
  const pauses = times.slice(1).map((time, i) => time - times[i]!);
  // The median pause: a long outage must not make the pace look slow.
  const median = pauses.toSorted((a, b) => a - b)[pauses.length >> 1] ?? 0;
  if (pauses.length < 20 || median === 0) return () => false;
  const longest = (-Math.log(OUTAGE) * median) / Math.LN2;
  const outages = pauses.flatMap((pause, i) =>
    pause > longest * BURSTS ? [[times[i]!, times[i + 1]!]] : [],
  );
  return (time) => outages.some(([from, to]) => time > from! && time < to!);
}

/** Calls come in bursts: pauses are so many times as long as those of a Poisson process with the same median. */
const BURSTS = 10;

/**
 * How unlikely it is that so many of our lines were lost, and these: the larger of the evidence of the whole and that of
 * the most striking operation (lost lines are spread over what the owner calls, a thief's calls are his own choice), less what
 * looking at every operation costs.
 *
 * @param lossRate share of our lines that are lost
 * @returns bits: −log2 of a Poisson tail
 */
export function evidenceOfStrangers(
  operations: Readonly<Record<string, OperationCounts>>,
  lossRate: number,
): number {
  const all = Object.values(operations);
  const total = all.reduce((sum, [matched, zoomOnly]) => sum + matched + zoomOnly, 0);
  const strangers = all.reduce((sum, [, zoomOnly]) => sum + zoomOnly, 0);
  const looks = bitsOf(1 / Math.max(1, all.length));
  const byOperation = all.map(([matched, zoomOnly]) => evidence(zoomOnly, matched + zoomOnly) - looks);
  return Math.max(0, evidence(strangers, total), ...byOperation);

  function evidence(lost: number, calls: number): number {
    return lost === 0 ? 0 : bitsOf(Math.max(poissonTail(lost, calls * lossRate), Number.EPSILON));
  }
}
