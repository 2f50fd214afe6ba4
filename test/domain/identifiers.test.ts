import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  identifierToBigint,
  identifierToNumber,
  identifierToText,
  imsiRangeBounds,
  isPlmn,
  isTadig,
  parseImsiRange,
  tacOfImei,
} from '../../src/domain/identifiers.ts';
import { RoamsettleError } from '../../src/errors.ts';

describe('digits as an integer', () => {
  test.each([
    ['001010123456789', 1001010123456789n],
    ['0', 10n],
    ['9999999999999999', 19999999999999999n],
  ])('%s', (digits, value) => {
    expect(identifierToBigint(digits)).toBe(value);
    expect(identifierToText(value)).toBe(digits);
  });

  test('leading zeros and length survive both forms', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{1,15}$/), (digits) => {
        expect(identifierToText(identifierToBigint(digits))).toBe(digits);
        expect(identifierToText(identifierToNumber(digits))).toBe(digits);
      }),
    );
  });

  test.each(['', '12a', '12345678901234567', ' 1', '-1', '1.0'])(
    'no identifier: %j, and the error does not show it',
    (text) => {
      for (const convert of [identifierToBigint, identifierToNumber]) {
        let message = '';
        try {
          convert(text);
        } catch (error) {
          expect(error).toBeInstanceOf(RoamsettleError);
          message = (error as Error).message;
        }
        expect(message).not.toBe('');
        if (text.length > 2) expect(message).not.toContain(text);
      }
    },
  );

  test('16 digits have no number form, as it might not be exact', () => {
    expect(() => identifierToNumber('9999999999999999')).toThrow(RoamsettleError);
  });

  test.each([1n, 0n, -12n, 29n, 1.5])('%s holds no identifier', (value) => {
    expect(() => identifierToText(value)).toThrow(RoamsettleError);
  });
});

describe('IMSI ranges', () => {
  test.each([
    ['999017000000000-999017999999999', true],
    ['999017-999017', true],
    ['999017000000001-999017000000000', false],
    ['99901700000000-999017999999999', false],
    ['99901-99902', false],
    ['9990170000000000-9990179999999999', false],
    ['999017000000000', false],
    ['999017000000000 - 999017999999999', false],
  ])('%s is one: %s', (text, good) => {
    expect(parseImsiRange(text) !== null).toBe(good);
  });

  // biome-ignore format: one rule a line
  test.each([
    ['001017000000000', true],
    ['001017000000009', true],
    ['001017000000005', true],
    ['001017000000010', false],
    ['001016999999999', false],
    ['00101700000000',  false],
    ['01017000000005',  false],
  ])('%s is in 001017000000000-001017000000009: %s', (imsi, inside) => {
    const bounds = imsiRangeBounds({ from: '001017000000000', to: '001017000000009' });
    const value = identifierToBigint(imsi);
    expect(bounds.from <= value && value <= bounds.to).toBe(inside);
  });
});

test.each([
  ['99970', true],
  ['999701', true],
  ['9997', false],
  ['9997011', false],
  ['9997a', false],
])('PLMN %s: %s', (text, good) => {
  expect(isPlmn(text)).toBe(good);
});

test.each([
  ['AAAVP', true],
  ['A1B2C', true],
  ['AAAV', false],
  ['aaavp', false],
  ['AAAVPX', false],
])('TADIG %s: %s', (text, good) => {
  expect(isTadig(text)).toBe(good);
});

test.each([
  ['35123456789012', '35123456'],
  ['0112345678901234', '01123456'],
  ['3512345678901', null],
  ['35123456789012345', null],
  ['3512345678901x', null],
])('TAC of %s', (imei, tac) => {
  expect(tacOfImei(imei)).toBe(tac);
});
