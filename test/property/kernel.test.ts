/** The kernel against the general walkers on files of any events, in any style, and on mutants of them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mutant } from '../fuzz/mutate.ts';
import { makePool } from '../fuzz/pool.ts';
import { sameWithoutKernel } from '../support/kernel-against-walkers.ts';
import { isKernels, withRegularEvents } from '../support/regular-events.ts';
import { anyStyle, tapFile } from '../support/tap-arbitraries.ts';
import { encodeTap } from '../support/tap-encoder.ts';

const MAX_EVENTS = 8;
const MUTANTS = 6000;

test('plain files and files of any style, through windows of any size', () => {
  let taken = 0;
  fc.assert(
    fc.property(tapFile(MAX_EVENTS), anyStyle, fc.integer({ min: 1, max: 4000 }), (file, style, octets) => {
      const regular = withRegularEvents(file);
      if (sameWithoutKernel(encodeTap(regular))) taken++;
      sameWithoutKernel(encodeTap(regular), octets);
      sameWithoutKernel(encodeTap(regular, style));
      sameWithoutKernel(encodeTap(file, style), octets);
    }),
    { numRuns: 200 },
  );
  // The test would be idle otherwise.
  expect(taken).toBeGreaterThan(40);
});

test("a regular event of each kind, alone in its file, is the kernel's", () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(tapFile(MAX_EVENTS), (file) => {
      const regular = withRegularEvents(file);
      for (const event of regular.events!.filter(isKernels)) {
        expect(sameWithoutKernel(encodeTap({ ...regular, events: [event] }))).toBe(true);
        kinds.add(event.kind);
      }
    }),
    { numRuns: 60 },
  );
  expect([...kinds].sort()).toEqual(['gprs', 'moc', 'mtc']);
});

test('mutants', () => {
  const pool = makePool({ withSamples: false });
  let taken = 0;
  for (let index = 0; index < MUTANTS; index++) if (sameWithoutKernel(mutant(pool, 77, index))) taken++;
  expect(taken).toBeGreaterThan(MUTANTS / 50);
});
