import { seeded } from '../../monitor/support/traffic.ts';

export interface Chance {
  /** From `least` to below `most`. */
  between(least: number, most: number): number;
  pick<T>(from: readonly T[]): T;
  /** True with this probability. */
  happens(probability: number): boolean;
}

/** The moments of a run. They are printed, so that `CRASH_SEED=N npm run test:crash` repeats them as far as a clock can. */
export function chanceOf(test: string): Chance {
  const seed = Number(process.env['CRASH_SEED'] ?? Math.floor(Math.random() * 1_000_000));
  process.stdout.write(`${test}: CRASH_SEED=${seed}\n`);
  const random = seeded(seed);
  return {
    between: (least, most) => least + random() * (most - least),
    pick: (from) => from[Math.floor(random() * from.length)]!,
    happens: (probability) => random() < probability,
  };
}
