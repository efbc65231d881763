import { SECOND } from '../core/time.ts';
import { beginBacktest, endBacktest, reportBacktest } from '../store/queries/backtests.ts';
import type { Store } from '../store/store.ts';
import type { BacktestRequest } from './backtest.ts';
import { runBacktest } from './backtest-result.ts';
import type { DetectionSettings } from './settings.ts';

const REPORT_EVERY = 5 * SECOND;

/** Runs backtests in the background, one at a time in the whole installation. */
export interface BacktestRunner {
  /** Its id; null while another one runs. */
  start(request: BacktestRequest, requestedBy: string): Promise<string | null>;
  /** Ends what runs here, which is then failed. */
  close(): Promise<void>;
}

/** @param onError what made one fail, for the log: those who asked are not told more than that it did */
export function createBacktestRunner(
  store: Store,
  settings: DetectionSettings,
  onError: (error: unknown) => void,
): BacktestRunner {
  const closing = new AbortController();
  let running = Promise.resolve();

  async function run(id: string, request: BacktestRequest): Promise<void> {
    let progress = 0;
    const report = (): void => void reportBacktest(store, id, progress).catch(onError);
    const timer = setInterval(report, REPORT_EVERY);
    try {
      const result = await runBacktest(store, request, settings, {
        signal: closing.signal,
        onProgress: (share) => {
          progress = share;
        },
      });
      await endBacktest(store, id, { result });
    } catch (error) {
      if (!closing.signal.aborted) onError(error);
      await endBacktest(store, id, { error: closing.signal.aborted ? STOPPED : FAILED }).catch(onError);
    } finally {
      clearInterval(timer);
    }
  }

  return {
    start: async (request, requestedBy) => {
      const id = await beginBacktest(store, requestedBy);
      if (id !== null) running = run(id, request);
      return id;
    },
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

const STOPPED = 'The service was stopped before it was done. Ask for it again.';
const FAILED = 'It failed here; the log explains it. Ask for a shorter range or a single credential.';
