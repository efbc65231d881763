import { useState } from 'preact/hooks';

/** Something that a button does: one at a time, and what went wrong with it. @param after is called when it was done */
export function useAction(after: () => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Error | null>(null);
  const run = (work: () => Promise<unknown>): void => {
    setBusy(true);
    setProblem(null);
    work()
      .then(after)
      .catch((error: unknown) => setProblem(error instanceof Error ? error : new Error(String(error))))
      .finally(() => setBusy(false));
  };
  return { busy, problem, run };
}
