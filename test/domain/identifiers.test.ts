import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identifierToBigint, imsiRangeBounds, parseImsiRange } from '../../src/domain/identifiers.ts';
import { RoamsettleError } from '../../src/errors.ts';

describe('digits as an integer', () => {
  test.each([
    ['001010123456789', 1001010123456789n],
    ['0', 10n],
    ['9999999999999999', 19999999999999999n],
  ])('%s', (digits, value) => {
    expect(identifierToBigint(digits)).toBe(value);
  });

  test('leading zeros and length survive', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{1,15}$/), (digits) => {
        expect(identifierToBigint(digits).toString().slice(1)).toBe(digits);
      }),
    );
  });

  test.each(['', '12a', '12345678901234567', ' 1', '-1', '1.0'])(
    'no identifier: %j, and the error does not show it',
    (text) => {
      let message = '';
      try {
        identifierToBigint(text);
      } catch (error) {
        expect(error).toBeInstanceOf(RoamsettleError);
        message = (error as Error).message;
      }
      expect(message).not.toBe('');
      if (text.length > 2) expect(message).not.toContain(text);
    },
  );
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
