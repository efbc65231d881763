import { HOUR } from '../core/time.ts';

export interface RoundLog {
  info(message: string): void;
  error(message: string): void;
}

/** Work that is done at once and then every hour. A round that fails is told, and tried again in an hour. */
export function startHourly(
  name: string,
  round: () => Promise<void>,
  log: RoundLog,
): { close(): Promise<void> } {
  let running = Promise.resolve();
  const begin = (): void => {
    running = round().catch((error: unknown) => {
      log.error(`${name}: ${error instanceof Error ? error.message : String(error)}; tried again in an hour`);
    });
  };
  begin();
  const timer = setInterval(begin, HOUR);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
