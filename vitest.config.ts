import { defineConfig } from 'vitest/config';

/** Whole months again and again, kills, benches: what takes long, and is run apart (`npm run test:slow`, `.ci/run`). */
const SLOW = 'test/**/*.slow.test.ts';

export default defineConfig({
  test: {
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: 'forks',
    // Where threads with WebAssembly come and go, V8 rarely loses track of its compiled pages and the process dies (`Check failed:
    // jit_page.has_value()`, nodejs/node#64500; once in our own CI). Others are rid of it without protection keys.
    execArgv: ['--no-memory-protection-keys'],
    maxWorkers: 2,
    setupFiles: ['test/setup.ts'],
    // Files of one process share the modules: a quarter of the CPU of the small ones. No test changes what they hold.
    isolate: false,
    projects: [
      { extends: true, test: { name: 'quick', include: ['test/**/*.test.ts'], exclude: [SLOW] } },
      { extends: true, test: { name: 'slow', include: [SLOW] } },
    ],
  },
});
