import { defineConfig } from 'vitest/config';

/** The service killed in the middle of its work, again and again: long, so apart from `npm test`. */
export default defineConfig({
  test: {
    include: ['test/crash/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
