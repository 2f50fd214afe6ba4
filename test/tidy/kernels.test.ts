/** The committed kernels are what their sources compile to. */
import { beforeAll, expect, test } from 'vitest';
import { builtKernels, committedKernel } from '../support/built-kernel.ts';

const KERNELS: readonly (readonly [script: string, path: string])[] = [
  ['build:kernel', 'src/decode/kernel/events.wasm'],
  ['build:arrange', 'src/arrow/kernel/arrange.wasm'],
  ['build:features', 'src/features/kernel/features.wasm'],
  ['build:trees', 'src/classify/kernel/trees.wasm'],
];

let built: readonly Buffer[];
beforeAll(() => {
  built = builtKernels(KERNELS.map(([script]) => script));
});

test.each(KERNELS)('`npm run %s` makes %s', (script, path) => {
  const at = KERNELS.findIndex(([name]) => name === script);
  expect(built[at]!.equals(committedKernel(path))).toBe(true);
});
