import closeWithGrace from 'close-with-grace';
import type { Log } from './log.ts';

/** The contract's ten seconds, less the time to end the process. */
const GRACE_MS = 9_500;
/**
 * At a terminal one Ctrl-C comes twice: from the terminal to the whole group, and passed on by npm. Only a signal
 * after this time is a second wish.
 */
const ECHO_MS = 1_000;
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Ends the process in order on SIGTERM, SIGINT, SIGHUP, and after an error that nobody caught: `close` finishes what
 * is in flight. Exit code 0 when it did, 1 after an error, a second signal or ten seconds.
 *
 * @returns what ends it by our own wish
 */
export function closeOnSignals(log: Log, close: () => Promise<void>): () => void {
  const grace = closeWithGrace(
    {
      delay: GRACE_MS,
      logger: { error: (problem: unknown) => log.error(describe(problem)) },
      skip: [...SIGNALS, 'beforeExit'],
    },
    async ({ err }) => {
      if (err !== undefined) log.error(`stopping after an unexpected error: ${describe(err)}`);
      await close();
    },
  );
  let firstAt: number | undefined;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (firstAt === undefined) {
        firstAt = Date.now();
        log.info(`${signal}: finishing what is in flight`);
        grace.close();
      } else if (Date.now() - firstAt > ECHO_MS) {
        log.warn(`second ${signal}: stopping at once; what was acknowledged is safe`);
        process.exit(1);
      }
    });
  }
  return grace.close;
}

const describe = (problem: unknown): string =>
  problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
