import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateLargestRemainder } from '../../src/settle/allocate.ts';

const total = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 20n }), { minLength: 1, maxLength: 40 });
const signed = fc.array(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), { minLength: 1, maxLength: 40 });
const sum = (values: readonly bigint[]) => values.reduce((a, b) => a + b, 0n);
const abs = (value: bigint) => (value < 0n ? -value : value);

describe('largest remainders', () => {
  // biome-ignore format: one rule a line
  test.each<[string, bigint, bigint[], bigint[]]>([
    ['even',                              100n, [1n, 1n],            [50n, 50n]],
    ['a tie goes to the first',             1n, [1n, 1n],            [1n, 0n]],
    ['the larger remainder wins',          10n, [1n, 2n, 4n],        [1n, 3n, 6n]],
    ['two left over of three equal',        5n, [1n, 1n, 1n],        [2n, 2n, 1n]],
    ['no weight, no share',                 7n, [0n, 3n, 0n],        [0n, 7n, 0n]],
    ['negative is the opposite',          -10n, [1n, 2n, 4n],        [-1n, -3n, -6n]],
    ['negative tie goes to the first',     -1n, [1n, 1n],            [-1n, 0n]],
    ['a refund beside a charge',            5n, [10n, -5n],          [10n, -5n]],
    ['refunds prevail',                    -5n, [-10n, 5n],          [-10n, 5n]],
    ['nothing to share',                    0n, [0n, 0n],            [0n, 0n]],
    ['no proportions: whole to the first',  3n, [0n, 0n],            [3n, 0n]],
    ['weights that cancel out',             2n, [5n, -5n],           [2n, 0n]],
    ['no one, nothing',                     0n, [],                  []],
  ])('%s', (_, amount, parts, shares) => {
    expect(allocateLargestRemainder(amount, parts)).toEqual(shares);
  });

  test('adds up; every share is less than one unit from its proportion', () => {
    fc.assert(
      fc.property(total, weights, (amount, parts) => {
        const shares = allocateLargestRemainder(amount, parts);
        const all = sum(parts);
        expect(sum(shares)).toBe(amount);
        if (all === 0n) return;
        shares.forEach((share, index) => {
          expect(abs(share * all - amount * parts[index]!)).toBeLessThan(all);
        });
      }),
    );
  });

  test('adds up with refunds among the weights; the opposite total has opposite shares', () => {
    fc.assert(
      fc.property(total, signed, (amount, parts) => {
        const shares = allocateLargestRemainder(amount, parts);
        expect(sum(shares)).toBe(amount);
        expect(allocateLargestRemainder(-amount, parts)).toEqual(shares.map((share) => -share));
      }),
    );
  });
});

test('an amount without anyone to share it is refused', () => {
  expect(() => allocateLargestRemainder(1n, [])).toThrow(expect.objectContaining({ code: 'BALANCE_BROKEN' }));
});
