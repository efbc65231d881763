import { bitsOf } from '../stats/bits.ts';
import { poissonTail } from '../stats/poisson.ts';
import { type LedgerCall, matchCalls } from './match-calls.ts';

/** What of one span of time is known from both sides. */
export interface Comparison {
  /** Calls that Zoom logged, of the hours asked for. */
  readonly zoomSide: number;
  readonly matched: number;
  /**
   * Calls of which our log can say nothing: in pauses that its own pace does not explain, since it was down; and where a call
   * of ours was at the same time that Zoom's log does not have under the same name.
   */
  readonly uncovered: number;
  /** Places, in the list of Zoom's, of calls that our log should know of and does not. */
  readonly zoomOnly: readonly number[];
  readonly operations: Readonly<Record<string, OperationCounts>>;
}

export type OperationCounts = readonly [matched: number, zoomOnly: number];

/** Beyond it a Poisson tail is all rounding. */
const MOST_BITS = 40;
/** Operations told apart; the rest count as one. */
const MOST_OPERATIONS = 200;
const OTHERS = 'others';

/** Epoch milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Compares what Zoom logged in a span with what we logged around it.
 *
 * @param ourSide of the span and of some time around it: `skew` at least, more to see when our log was down
 * @param skew how far apart clocks and moments of logging may lie, milliseconds
 */
export function compareCalls(
  zoomSide: readonly LedgerCall[],
  ourSide: readonly LedgerCall[],
  span: Span,
  skew: number,
): Comparison {
  const { ours } = matchCalls(zoomSide, ourSide, skew);
  const isNamedOtherwise = callsUnderAnotherName(zoomSide, ourSide, ours, skew);
  const isOutage = outagesOf(zoomSide, ourSide, span, skew);
  // What the owner never calls is not his, whatever our log has missed.
  const repertoire = new Set(ourSide.map(({ operation }) => operation));
  const operations = new Map<string, [number, number]>();
  const zoomOnly: number[] = [];
  let [matched, uncovered] = [0, 0];
  zoomSide.forEach(({ operation, time }, place) => {
    const found = ours[place] !== null;
    const isOwners = operation === null || repertoire.has(operation);
    if (!found && (isNamedOtherwise(place) || (isOwners && isOutage(time)))) {
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

/**
 * Where both logs have a call at the same time that the other does not know, one call may have two names: Zoom's pattern of a
 * path is not ours, or a proxy answered in Zoom's place. A thief's calls have no counterpart among ours.
 */
function callsUnderAnotherName(
  zoomSide: readonly LedgerCall[],
  ourSide: readonly LedgerCall[],
  ours: readonly (number | null)[],
  skew: number,
): (place: number) => boolean {
  const taken = new Set(ours);
  const places = [...zoomSide.keys()].filter((place) => ours[place] === null);
  const { ours: counterparts } = matchCalls(
    places.map((place) => byMethod(zoomSide[place]!)),
    ourSide.filter((_, place) => !taken.has(place)).map(byMethod),
    skew,
  );
  const found = new Set(places.filter((_, i) => counterparts[i] !== null));
  return (place) => found.has(place);
}

const byMethod = ({ time, operation }: LedgerCall): LedgerCall => ({
  time,
  operation: operation?.split(' ', 1)[0] ?? '',
  status: 0,
  trackingId: null,
});

function nameFor(operation: string | null, known: ReadonlyMap<string, unknown>): string {
  const name = operation ?? OTHERS;
  return known.has(name) || known.size < MOST_OPERATIONS ? name : OTHERS;
}

/**
 * Whether a moment lies in a pause of our log in which Zoom's goes on as before: the log was down. A pause in which Zoom's is
 * quiet, too, is one of the owner's, and calls in it are a stranger's.
 */
function outagesOf(
  zoomSide: readonly LedgerCall[],
  ourSide: readonly LedgerCall[],
  span: Span,
  skew: number,
): (time: number) => boolean {
  const times = ourSide.map(({ time }) => time).sort((a, b) => a - b);
  const pauses = times.slice(1).map((to, i) => ({ from: times[i]!, to, length: to - times[i]! }));
  const all = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const outages = pauses.filter(({ from, to, length }) => {
    const seen = Math.min(to, span.to) - Math.max(from, span.from);
    if (length <= 2 * skew || seen <= 0) return false;
    const pace = times.length / (all - length);
    const inside = zoomSide.filter(({ time }) => time > from && time < to).length;
    return pace * length >= MISSED && 1 - poissonTail(inside + 1, pace * seen) >= GOES_ON;
  });
  // The clocks of both sides may lie apart.
  return (time) => outages.some(({ from, to }) => time > from - skew && time < to + skew);
}

/** Calls that the owner would have made in it, at least: the chance of such a pause of his is e^−4. */
const MISSED = 4;
/** Zoom's log goes on at the owner's pace unless so few calls in it are less likely than this. */
const GOES_ON = 0.02;

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
    return lost === 0 ? 0 : bitsOf(Math.max(poissonTail(lost, calls * lossRate), 2 ** -MOST_BITS));
  }
}
