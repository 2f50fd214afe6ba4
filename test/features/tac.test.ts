import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tacOf } from '../../src/features/kernel/tac.ts';

/** By the digits as text. */
const expected = (digits: string): number => (digits.length < 14 ? 0 : Number(`1${digits.slice(0, 8)}`));

function tacOfDigits(digits: string): number {
  const imei = BigInt(`1${digits}`);
  return tacOf(Number(BigInt.asIntN(32, imei)), Number(imei >> 32n));
}

test('the TAC is the first 8 digits, whatever follows: 9s and 0s lie at the bounds of what a float tells apart', () => {
  const tail = fc.oneof(
    fc.constantFrom('99999999', '00000000', '00000001', '99999998'),
    fc.stringMatching(/^\d{8}$/),
  );
  fc.assert(
    fc.property(fc.stringMatching(/^\d{8}$/), tail, fc.integer({ min: 0, max: 8 }), (head, rest, length) => {
      const digits = head + rest.slice(0, length);
      expect(tacOfDigits(digits)).toBe(expected(digits));
    }),
    { numRuns: 2000, seed: 7 },
  );
});

test('no IMEI is not an IMEI that is too short', () => {
  expect(tacOf(0, 0)).toBe(-1);
  expect(tacOfDigits('1')).toBe(0);
});
