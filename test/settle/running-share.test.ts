/** One running sum in numbers gives what it gives in integers, however near its quotients come to whole units. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExactColumn } from '../../src/settle/exact-column.ts';
import { ExactSums } from '../../src/settle/exact-sums.ts';
import { RunningShare } from '../../src/settle/running-share.ts';

/** Rule 7 word for word. */
function sharesOf(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  let running = 0n;
  return weights.map((weight) => {
    const before = total === 0n ? 0n : (amount * running) / total;
    running += weight;
    return total === 0n ? 0n : (amount * running) / total - before;
  });
}

function shared(amount: bigint, weights: readonly bigint[], factor = 1n): bigint[] {
  const scaled = weights.map((weight) => weight * factor);
  const total = scaled.reduce((sum, weight) => sum + weight, 0n);
  const absolute = scaled.reduce((sum, weight) => sum + (weight < 0n ? -weight : weight), 0n);
  const share = new RunningShare(amount, total, absolute);
  return scaled.map((weight) => (share.isNear ? BigInt(share.next(Number(weight))) : share.nextFar(weight)));
}

describe('shares by one running sum', () => {
  const cases = fc.oneof(
    // Everyday: cents and bytes.
    fc.record({
      amount: fc.bigInt(-(10n ** 10n), 10n ** 10n),
      weights: fc.array(fc.bigInt(0n, 2n ** 40n), { minLength: 1, maxLength: 60 }),
    }),
    // Products beyond 2^53 whose quotients are whole, or one part of the total beside it.
    fc
      .record({
        slope: fc.bigInt(1n, 10n ** 6n),
        weights: fc.array(fc.bigInt(1n, 2n ** 36n), { minLength: 2, maxLength: 60 }),
        beside: fc.bigInt(-1n, 1n),
      })
      .map(({ slope, weights, beside }) => ({
        amount: slope * weights.reduce((sum, weight) => sum + weight, 0n) + beside,
        weights,
      }))
      .filter(({ amount }) => amount < 2n ** 53n),
    // Refunds, and sums that no number holds.
    fc.record({
      amount: fc.bigInt(-(10n ** 7n), 10n ** 7n),
      weights: fc.array(fc.bigInt(0n, 2n ** 52n), { minLength: 1, maxLength: 20 }),
    }),
    fc.record({
      amount: fc.bigInt(-1000n, 1000n),
      weights: fc.array(fc.bigInt(-1000n, 1000n), { minLength: 1, maxLength: 60 }),
    }),
  );

  test('are those of integers', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(1n, 10_873n), ({ amount, weights }, factor) => {
        expect(shared(amount, weights, factor)).toEqual(sharesOf(amount, weights));
      }),
      { numRuns: 2000 },
    );
  });

  test('add up over the weights of one device', () => {
    const parts = [5n, 7n, 11n, 13n, 2n];
    const [first, second, ...rest] = shared(1000n, parts);
    expect([first! + second!, ...rest]).toEqual(shared(1000n, [12n, 11n, 13n, 2n]));
  });

  test('everyday lines are shared out in numbers', () => {
    expect(new RunningShare(10n ** 8n, 10n ** 12n, 10n ** 12n).isNear).toBe(true);
    // Refunds nearly cancel the weights: a share may be any multiple of the amount.
    expect(new RunningShare(10n ** 8n, 1n, 10n ** 12n).isNear).toBe(false);
  });
});

test('a column keeps integers beyond 2^53 and 2^63 exact', () => {
  const sizes = fc.constantFrom(10n ** 6n, 2n ** 53n, 2n ** 63n, 10n ** 24n);
  const parts = fc.array(
    sizes.chain((size) => fc.bigInt(-size, size)),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(parts, (values) => {
      const column = new ExactColumn(2);
      for (const value of values) {
        if (Number.isSafeInteger(Number(value))) column.add(1, Number(value));
        else column.addFar(1, value);
      }
      const total = values.reduce((sum, value) => sum + value, 0n);
      expect(column.at(1)).toBe(total);
      const sums = new ExactSums(1);
      column.addTo(sums, 0, 1);
      expect(sums.of(0)).toBe(total);
      expect(column.at(0)).toBe(0n);
    }),
  );
});

test('sums beyond 2^53 stay exact', () => {
  const values = fc.array(fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }));
  fc.assert(
    fc.property(values, (numbers) => {
      const sums = new ExactSums(2);
      for (const number of numbers) sums.add(1, number);
      expect(sums.of(0)).toBe(0n);
      expect(sums.of(1)).toBe(numbers.reduce((sum, number) => sum + BigInt(number), 0n));
    }),
  );
});
