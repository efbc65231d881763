import { useEffect, useRef, useState } from 'preact/hooks';
import type { Backtest } from '../../../http/backtest-schema.ts';
import { get, send } from '../../api/client.ts';

const [WINDOW, LOOK_EVERY] = [90 * 86_400_000, 400];

type Result = NonNullable<Backtest['result']>;

/** A backtest of the last 90 days in the service: starts it, follows it, gives what it found. */
export function useBacktest() {
  const [state, setState] = useState<{
    running: boolean;
    progress: number;
    result: Result | null;
    problem: Error | null;
  }>({
    running: false,
    progress: 0,
    result: null,
    problem: null,
  });
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const fail = (error: unknown): void =>
    setState({
      running: false,
      progress: 0,
      result: null,
      problem: error instanceof Error ? error : new Error(String(error)),
    });

  const look = async (id: string): Promise<void> => {
    const found = await get<Backtest>(`/v1/backtests/${id}`);
    if (found.status === 'failed') throw new Error(found.error ?? 'The backtest failed.');
    setState({
      running: found.status === 'running',
      progress: found.progress,
      result: found.result ?? null,
      problem: null,
    });
    if (found.status === 'running') timer.current = setTimeout(() => void look(id).catch(fail), LOOK_EVERY);
  };

  const start = (budget: string): void => {
    setState({ running: true, progress: 0, result: null, problem: null });
    const from = new Date(Date.now() - WINDOW).toISOString();
    send<{ id: string }>('POST', '/v1/backtests', { budget, from })
      .then(({ id }) => look(id))
      .catch(fail);
  };

  return { ...state, start };
}
