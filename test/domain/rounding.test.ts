import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, fraction, parseDecimal, sub } from '../../src/domain/fraction.ts';
import { minorToText, type RoundingMode, roundFraction } from '../../src/domain/rounding.ts';

describe('rules', () => {
  // biome-ignore format: one rule a line
  test.each([
    //  value       decimals  half_up   half_even  down
    ['0',           2,        '0.00',   '0.00',    '0.00'],
    ['1.004',       2,        '1.00',   '1.00',    '1.00'],
    ['1.005',       2,        '1.01',   '1.00',    '1.00'],
    ['1.0050001',   2,        '1.01',   '1.01',    '1.00'],
    ['1.015',       2,        '1.02',   '1.02',    '1.01'],
    ['-1.005',      2,        '-1.01',  '-1.00',   '-1.00'],
    ['-1.015',      2,        '-1.02',  '-1.02',   '-1.01'],
    ['-0.004',      2,        '0.00',   '0.00',    '0.00'],
    ['-0.005',      2,        '-0.01',  '0.00',    '0.00'],
    ['0.5',         0,        '1',      '0',       '0'],
    ['1.5',         0,        '2',      '2',       '1'],
    ['-2.5',        0,        '-3',     '-2',      '-2'],
    ['9.9999',      3,        '10.000', '10.000',  '9.999'],
  ] as const)('%s to %i decimals', (value, decimals, up, even, down) => {
    const written = (mode: RoundingMode) => minorToText(roundFraction(parseDecimal(value), decimals, mode), decimals);
    expect([written('half_up'), written('half_even'), written('down')]).toEqual([up, even, down]);
  });
});

const value = fc
  .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 5000n }))
  .map(([n, d]) => fraction(n, d));
const decimals = fc.integer({ min: 0, max: 6 });

test('the result is the nearest unit, or for down the one towards zero; opposite values round to opposite amounts', () => {
  fc.assert(
    fc.property(
      value,
      decimals,
      fc.constantFrom<RoundingMode>('half_up', 'half_even', 'down'),
      (f, places, mode) => {
        const unit = 10n ** BigInt(places);
        const rounded = roundFraction(f, places, mode);
        const off = sub(fraction(rounded, unit), f);
        const distance = fraction(off.n < 0n ? -off.n : off.n, off.d);
        if (mode === 'down') {
          expect(compare(distance, fraction(1n, unit))).toBe(-1);
          expect(rounded * f.n >= 0n && off.n * f.n <= 0n).toBe(true);
        } else {
          expect(compare(distance, fraction(1n, 2n * unit))).toBeLessThanOrEqual(0);
        }
        expect(roundFraction({ n: -f.n, d: f.d }, places, mode)).toBe(-rounded);
      },
    ),
  );
});

test('what is already in units is not changed, and its text reads back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), decimals, (minor, places) => {
      const text = minorToText(minor, places);
      expect(text).toMatch(places === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${places}}$`));
      for (const mode of ['half_up', 'half_even', 'down'] as const) {
        expect(roundFraction(parseDecimal(text), places, mode)).toBe(minor);
      }
    }),
  );
});

test.each([
  [-5n, 2, '-0.05'],
  [1200n, 2, '12.00'],
  [0n, 3, '0.000'],
  [-7n, 0, '-7'],
])('minorToText(%i, %i)', (minor, places, text) => {
  expect(minorToText(minor, places)).toBe(text);
});
