/** What vitest runs before each test file; with shared modules many times in one process. */
import fc from 'fast-check';
import { shrinkLimit } from './support/shrink-limit.ts';

const SHRINK_MS = 15_000;
const DONE = Symbol.for('roamsettle.setup');

const shared = globalThis as { [DONE]?: true };
if (!shared[DONE]) fc.installGlobalPlugin(shrinkLimit(SHRINK_MS));
shared[DONE] = true;
