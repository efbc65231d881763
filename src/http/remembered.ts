/** How many times as long as it took a result is shown before it is worked out again. */
const KEPT = 20;

/**
 * Makes a costly look at everything cheap to ask for: a result is kept for twenty times as long as it took, so that it is
 * fresh where it costs nothing and at most a twentieth of a core is spent on it where it is not. Past that the old one is
 * shown once more, while the new one is made.
 */
export function remembered<T>(work: () => Promise<T>): () => Promise<T> {
  let known: { readonly value: T; readonly until: number } | null = null;
  let running: Promise<T> | null = null;

  async function renew(): Promise<T> {
    const began = performance.now();
    const value = await work();
    const took = performance.now() - began;
    known = { value, until: performance.now() + KEPT * took };
    return value;
  }

  return () => {
    if (known !== null && performance.now() < known.until) return Promise.resolve(known.value);
    running ??= renew().finally(() => {
      running = null;
    });
    if (known === null) return running;
    // Who gets the old one learns of a failure from the next request.
    running.catch(() => undefined);
    return Promise.resolve(known.value);
  };
}
