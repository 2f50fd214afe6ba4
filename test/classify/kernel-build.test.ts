/** The committed kernel of the trees is what its source compiles to. */
import { expect, test } from 'vitest';
import { builtKernel, committedKernel } from '../support/built-kernel.ts';

test('the committed kernel is what `npm run build:trees` makes of the source', () => {
  expect(builtKernel('build:trees').equals(committedKernel('src/classify/kernel/trees.wasm'))).toBe(true);
});
