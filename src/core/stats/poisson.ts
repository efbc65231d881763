/** P(X ≥ count) for X ~ Poisson(mean), by summing the lower tail, in logarithms, so that no mean is too large. */
export function poissonTail(count: number, mean: number): number {
  let logTerm = -mean;
  let below = 0;
  for (let k = 0; k < count; k += 1) {
    below += Math.exp(logTerm);
    logTerm += Math.log(mean / (k + 1));
  }
  return Math.max(0, 1 - below);
}

/**
 * Exact two-sided interval for the mean of a Poisson count (Garwood 1936): the means under which so many, or so few,
 * have a probability of (1 − level)/2. Bisection on the tails.
 */
export function poissonInterval(count: number, level = 0.9): [low: number, high: number] {
  const tail = (1 - level) / 2;
  const low = count === 0 ? 0 : solve((mean) => poissonTail(count, mean) < tail, count + 1);
  const high = solve((mean) => 1 - poissonTail(count + 1, mean) > tail, 2 * count + 20);
  return [low, high];
}

/** The mean at which `isBelow` turns from true to false, between 0 and `most`. */
function solve(isBelow: (mean: number) => boolean, most: number): number {
  let [low, high] = [0, most];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
