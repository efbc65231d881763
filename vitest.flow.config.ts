import { defineConfig } from 'vitest/config';

/** The service among real programs (nginx, HAProxy, Squid, syslog-ng), which must be installed: see .ci/run. */
export default defineConfig({
  test: {
    include: ['test/flow/{nginx,haproxy,squid,pages}*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 1,
  },
});
