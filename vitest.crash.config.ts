import { defineConfig } from 'vitest/config';

/** The service and what it stands on, killed, cut off and misled in the middle of its work: long, so apart from `npm test`. */
export default defineConfig({
  test: {
    include: ['test/crash/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
