// The score of the Numenta Anomaly Benchmark, by its own formula (Lavin & Ahmad, ICMLA 2015; the rules of NAB 1.1):
// rows of a window that reach the threshold earn the sigmoid credit of the earliest of them, a window without one
// costs the weight of a miss, every row outside that reaches it costs up to the weight of a false alarm.
const WEIGHTS = {
  standard: { falseAlarm: 0.11, miss: 1 },
  reward_low_FP_rate: { falseAlarm: 0.22, miss: 1 },
  reward_low_FN_rate: { falseAlarm: 0.11, miss: 2 },
};
/** Share of a series, of its first 5,000 rows at most, in which nothing is scored. */
const PROBATION = 0.15;
const PROBATION_ROWS = 5000;
/** Window widths past a window after which a false alarm costs its full weight. */
const FAR = 3;

export const scaledSigmoid = (position) => (position >= FAR ? -1 : 2 / (1 + Math.exp(5 * position)) - 1);

export function nabScore(corpus, profile, threshold) {
  const weights = WEIGHTS[profile];
  const windows = corpus.reduce((sum, series) => sum + series.windows.length, 0);
  const points = corpus.flatMap((series) => pointsOf(series, weights.falseAlarm));
  points.sort((a, b) => b.score - a.score);
  const nothing = -weights.miss * windows;
  let [raw, best, at] = [nothing, nothing, 1.1];
  const earned = new Map();
  for (const [i, point] of points.entries()) {
    if (threshold !== undefined && point.score < threshold) break;
    if (point.window === null) raw += point.credit;
    else {
      const before = earned.get(point.window) ?? -weights.miss;
      earned.set(point.window, Math.max(before, point.credit));
      raw += Math.max(0, point.credit - before);
    }
    // Rows of the same score pass a threshold together.
    if (points[i + 1]?.score === point.score) continue;
    if (threshold !== undefined || raw > best) [best, at] = [raw, point.score];
  }
  return { score: (100 * (best - nothing)) / (windows - nothing), threshold: threshold ?? at, windows };
}

/** What each row is worth as a detection, the rows of the probation left out. */
function pointsOf({ name, timestamps, scores, windows }, falseAlarm) {
  const probation = Math.floor(PROBATION * Math.min(timestamps.length, PROBATION_ROWS));
  const bounds = windows.map(([first, last]) => [timestamps.indexOf(first), timestamps.indexOf(last)]);
  const points = [];
  let k = 0;
  for (let i = 0; i < timestamps.length; i += 1) {
    while (k < bounds.length && i > bounds[k][1]) k += 1;
    if (i < probation) continue;
    const inside = k < bounds.length && i >= bounds[k][0];
    points.push({
      score: scores[i],
      window: inside ? `${name} ${k}` : null,
      credit: inside ? hit(i, bounds[k]) : falseAlarm * miss(i, bounds[k - 1]),
    });
  }
  return points;
}

/** 1 in the first row of the window, towards 0 in its last. */
const hit = (i, [first, last]) => scaledSigmoid(-(last - i + 1) / (last - first + 1)) / scaledSigmoid(-1);

/** Mild shortly after a window, −1 far from one and before the first. */
const miss = (i, window) =>
  window === undefined ? -1 : scaledSigmoid((i - window[1]) / (window[1] - window[0]));
