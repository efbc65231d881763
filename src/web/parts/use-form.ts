import { useState } from 'preact/hooks';

/** A form that is sent: whether it is on its way, and what was wrong with it. */
export function useForm(submit: () => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Error | null>(null);
  const onSubmit = (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    submit()
      .catch((error: unknown) => setProblem(error instanceof Error ? error : new Error(String(error))))
      .finally(() => setBusy(false));
  };
  return { busy, problem, onSubmit };
}
