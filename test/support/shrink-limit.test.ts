import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { shrinkLimit } from './shrink-limit.ts';

const RUNS = 50;
const atOnce = { seed: 1, numRuns: RUNS, plugins: [shrinkLimit(0)] };

/** A predicate that holds but for its third run and those after it, and how often it was asked. */
function fromTheThird() {
  let asked = 0;
  return { holds: () => ++asked < 3, asked: () => asked };
}

test('every property of the tests has a limit: after 30 seconds of shrinking nothing is run any more', () => {
  let asked = 0;
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const failsFirst = fc.property(fc.nat(), () => {
    now += 30_000;
    return ++asked > 1;
  });
  const result = fc.check(failsFirst, { seed: 1 });
  vi.restoreAllMocks();
  expect(result).toMatchObject({ failed: true, interrupted: true });
  // The failure, and one run that began within the limit.
  expect(asked).toBe(2);
});

describe('the clock starts at the first failure', () => {
  test('what fails is told with its counterexample, not shrunk any more', () => {
    const { holds, asked } = fromTheThird();
    const result = fc.check(fc.property(fc.nat(), holds), atOnce);
    expect(result).toMatchObject({ failed: true, interrupted: true, numShrinks: 0 });
    expect(result.counterexample).toHaveLength(1);
    expect(asked()).toBe(3);
  });

  test('without promises and with', async () => {
    const { holds, asked } = fromTheThird();
    const result = await fc.check(
      fc.asyncProperty(fc.nat(), async () => holds()),
      atOnce,
    );
    expect(result).toMatchObject({ failed: true, interrupted: true, numShrinks: 0 });
    expect(asked()).toBe(3);
  });

  test('what holds is run as often as was asked for', () => {
    let asked = 0;
    const result = fc.check(
      fc.property(fc.nat(), () => ++asked > 0),
      atOnce,
    );
    expect(result).toMatchObject({ failed: false, interrupted: false, numRuns: RUNS });
    expect(asked).toBe(RUNS);
  });

  test('a wrong value that a precondition leaves out does not start it', () => {
    const result = fc.check(
      fc.property(fc.nat(), (n) => {
        fc.pre(n % 2 === 0);
        return true;
      }),
      atOnce,
    );
    expect(result).toMatchObject({ failed: false, interrupted: false, numRuns: RUNS });
  });
});
