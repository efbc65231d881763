import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work without a pause of this length makes everybody else wait, ms. */
const LONGEST_MS = 8;

/**
 * For loops over a large batch: the function it returns, called now and then, lets others have the event loop once 8 ms
 * have gone by, so that a small sender is not served at the pace of a large one's batches.
 */
export function breather(): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < LONGEST_MS) return undefined;
    return nextTurn().then(() => {
      since = performance.now();
    });
  };
}
