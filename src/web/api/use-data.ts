import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiProblem, get } from './client.ts';

export interface Loaded<T> {
  /** The newest answer; that of the last good request while another one runs or has failed. */
  readonly data: T | null;
  readonly problem: ApiProblem | null;
  readonly loading: boolean;
  /** Asks again; what is shown stays until the answer is there. */
  readonly reload: () => void;
}

/** The answer of GET `path`; null asks nothing. An answer that comes after a newer request was sent is dropped. */
export function useData<T>(path: string | null): Loaded<T> {
  const [state, setState] = useState<{ path: string | null; data: T | null; problem: ApiProblem | null }>({
    path: null,
    data: null,
    problem: null,
  });
  const [loading, setLoading] = useState(path !== null);
  const running = useRef<AbortController | null>(null);

  const reload = useCallback(() => {
    running.current?.abort();
    if (path === null) return;
    const request = new AbortController();
    running.current = request;
    setLoading(true);
    get<T>(path, { signal: request.signal })
      .then(
        (data) => setState({ path, data, problem: null }),
        (error: unknown) => {
          if (request.signal.aborted) return;
          setState((before) => ({
            path,
            data: before.path === path ? before.data : null,
            problem: error instanceof ApiProblem ? error : new ApiProblem(0, 'unexpected', String(error)),
          }));
        },
      )
      .finally(() => {
        if (running.current === request) setLoading(false);
      });
  }, [path]);

  useEffect(() => {
    reload();
    return () => running.current?.abort();
  }, [reload]);

  return { data: state.data, problem: state.problem, loading, reload };
}
