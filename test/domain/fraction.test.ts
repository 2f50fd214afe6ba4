import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  add,
  compare,
  div,
  type Fraction,
  fraction,
  fromInteger,
  isDecimal,
  mul,
  parseDecimal,
  sub,
  toExactText,
  ZERO,
} from '../../src/domain/fraction.ts';
import { RoamsettleError } from '../../src/errors.ts';

const integer = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
const positive = fc.bigInt({ min: 1n, max: 10n ** 20n });
const anyFraction = fc.tuple(integer, positive).map(([n, d]) => fraction(n, d));

describe('laws of exact arithmetic', () => {
  test('lowest terms: the same value has the same parts, whatever it was made of', () => {
    fc.assert(
      fc.property(integer, positive, positive, fc.boolean(), (n, d, k, turned) => {
        const factor = turned ? -k : k;
        expect(fraction(n * factor, d * factor)).toEqual(fraction(n, d));
        expect(fraction(n, d).d).toBeGreaterThan(0n);
      }),
    );
  });

  test('addition and multiplication: commutative, associative, distributive, with inverses', () => {
    fc.assert(
      fc.property(anyFraction, anyFraction, anyFraction, (a, b, c) => {
        expect(add(a, b)).toEqual(add(b, a));
        expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
        expect(mul(a, add(b, c))).toEqual(add(mul(a, b), mul(a, c)));
        expect(sub(add(a, b), b)).toEqual(a);
        expect(sub(a, a)).toEqual(ZERO);
        if (b.n !== 0n) expect(mul(div(a, b), b)).toEqual(a);
      }),
    );
  });

  test('order: that of the integers over a common denominator', () => {
    fc.assert(
      fc.property(integer, integer, positive, (a, b, d) => {
        expect(compare(fraction(a, d), fraction(b, d))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });

  test('integers are fractions over 1', () => {
    expect(fromInteger(-7n)).toEqual({ n: -7n, d: 1n });
    expect(fraction(21n, -3n)).toEqual({ n: -7n, d: 1n });
  });

  test('nothing is divided by 0', () => {
    expect(() => fraction(1n, 0n)).toThrow(RoamsettleError);
    expect(() => div(fromInteger(1n), ZERO)).toThrow(RoamsettleError);
  });
});

describe('decimal text', () => {
  test.each<[string, Fraction]>([
    ['0', { n: 0n, d: 1n }],
    ['-0.0', { n: 0n, d: 1n }],
    ['007', { n: 7n, d: 1n }],
    ['0.0040', { n: 1n, d: 250n }],
    ['-0.5', { n: -1n, d: 2n }],
    ['-12.25', { n: -49n, d: 4n }],
    ['1.000', { n: 1n, d: 1n }],
  ])('%s', (text, value) => {
    expect(parseDecimal(text)).toEqual(value);
  });

  test.each([
    '',
    '-',
    '.5',
    '5.',
    '1e3',
    '1,5',
    '+1',
    ' 1',
    '0x1',
    '1n',
    '١',
    '--1',
    '1.2.3',
    'NaN',
    '1'.repeat(65),
  ])('no decimal: %j', (text) => {
    expect(isDecimal(text)).toBe(false);
    expect(() => parseDecimal(text)).toThrow(RoamsettleError);
  });

  test('a decimal is read and written back to its shortest form', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.bigInt({ min: 0n, max: 10n ** 25n }),
        fc.stringMatching(/^[0-9]{0,30}$/),
        (minus, whole, places) => {
          const trimmed = places.replace(/0+$/, '');
          const magnitude = trimmed === '' ? `${whole}` : `${whole}.${trimmed}`;
          const shortest = minus && /[1-9]/.test(magnitude) ? `-${magnitude}` : magnitude;
          const written = `${minus ? '-' : ''}${whole}${places === '' ? '' : `.${places}`}`;
          expect(toExactText(parseDecimal(written))).toBe(shortest);
        },
      ),
    );
  });

  test.each<[bigint, bigint, string]>([
    [1n, 3n, '1/3'],
    [-22n, 7n, '-22/7'],
    [1n, 2n ** 30n, '0.000000000931322574615478515625'],
    [1n, 2n ** 31n, '1/2147483648'],
    [1n, 10n ** 30n, `0.${'0'.repeat(29)}1`],
    [-1n, 10n ** 31n, `-1/1${'0'.repeat(31)}`],
    [3n, 2n * 5n ** 3n, '0.012'],
    [10n ** 40n, 1n, `1${'0'.repeat(40)}`],
  ])('%i/%i is %s', (n, d, text) => {
    expect(toExactText(fraction(n, d))).toBe(text);
  });
});
