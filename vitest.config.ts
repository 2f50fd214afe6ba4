import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: 'forks',
    maxWorkers: 2,
    // Files of one process share the modules: a quarter of the CPU of the small ones. No test changes what they hold.
    isolate: false,
  },
});
