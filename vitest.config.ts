import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Whole months again and again, kills, benches: what takes long, and is run apart (`npm run test:slow`, `.ci/run`). */
const SLOW = 'test/**/*.slow.test.ts';

// Node and its threads start hundreds of times: what they compile is kept, for all that the tests start too.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'roamsettle-compile-cache');

export default defineConfig({
  test: {
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: 'forks',
    // As src/wasm.ts has it for the kernels: here for `fetch` too, which has a parser in WebAssembly.
    execArgv: ['--wasm-wrapper-tiering-budget=2147483647'],
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
