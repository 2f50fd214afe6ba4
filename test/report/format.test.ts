import { describe, expect, test } from 'vitest';
import { formatExact, parseExact } from '../../src/report/exact.ts';
import {
  formatAmount,
  formatChange,
  formatCount,
  formatPercent,
  pricedQuantity,
  printable,
  words,
} from '../../src/report/format.ts';
import { tierRange } from '../../src/report/tiers.ts';

test.each([
  ['0', '0'],
  ['0.00', '0.00'],
  ['999', '999'],
  ['1000', '1,000'],
  ['-1234567.8901', '-1,234,567.8901'],
  ['12345678901234567890123.45', '12,345,678,901,234,567,890,123.45'],
])('amount %s is shown %s', (amount, shown) => {
  expect(formatAmount(amount)).toBe(shown);
});

test.each([
  [{ from: '0', to: '50000' }, '0 – 50,000'],
  [{ from: '50000', to: null }, '50,000 – …'],
  [{ from: '0', to: '10', segment: 'silent' }, 'silent: 0 – 10'],
  [{ from: '0', to: '1000.5', part: 'balanced' }, 'balanced: 0 – 1,000.5'],
  // 20 seconds in minutes.
  [{ from: '1/3', to: null, part: 'unbalanced' }, 'unbalanced: ≈ 0.333333 – …'],
])('a tier %o', (tier, shown) => {
  expect(tierRange({ quantity: '0', price: '0', amount: '0', ...tier })).toBe(shown);
});

test.each(['', '1e5', '1,000', '.5', '5.', '--1', 'NaN', '1/3', ' 1'])('%j is no amount', (text) => {
  expect(() => formatAmount(text)).toThrow('no decimal');
});

test.each([
  ['0.00', '0.00'],
  ['0', '0'],
  ['0.01', '+0.01'],
  ['-0.01', '-0.01'],
  ['1000', '+1,000'],
])('change %s is shown %s', (amount, shown) => {
  expect(formatChange(amount)).toBe(shown);
});

test('percent and counts', () => {
  expect(formatPercent(null)).toBe('n/a');
  expect(formatPercent('1084.30')).toBe('+1,084.30\u00a0%');
  expect(formatCount(9_007_199_254_740_991)).toBe('9,007,199,254,740,991');
  expect(() => formatCount(1.5)).toThrow('no integer');
});

test.each([
  [486_396_657_664, 'MB', 1_048_576, '463,864 MB'],
  [1_572_864, 'MB', 1_048_576, '1.5 MB'],
  [-1_572_864, 'MB', 1_048_576, '-1.5 MB'],
  [1, 'MB', 1_048_576, '≈ 0 MB'],
  [18_001, 'minute', 60, '≈ 300.016 minutes'],
  [0, 'event', 1, '0 events'],
])('%d base units are shown as %s of %d: %s', (quantity, priced_unit, priced_unit_size, shown) => {
  expect(pricedQuantity({ quantity, priced_unit, priced_unit_size })).toBe(shown);
});

test('a unit of no size is refused', () => {
  expect(() => pricedQuantity({ quantity: 1, priced_unit: 'MB', priced_unit_size: 0 })).toThrow('no size');
});

describe('exact amounts', () => {
  test('n/d and decimals are one number', () => {
    expect(parseExact('-7/1500')).toEqual(parseExact('-14/3000'));
    expect(parseExact('1/4')).toEqual(parseExact('0.25'));
    expect(formatExact('900050/3')).toBe('≈ 300,016.666667');
    expect(formatExact('1034.66')).toBe('1,034.66');
  });
  test.each(['1/0', '1/-3', '1/2/3', 'a/b', '/', '1.5/2', ''])('%j is refused', (text) => {
    expect(() => parseExact(text)).toThrow('neither a decimal nor n/d');
  });
});

test('text that could rewrite what is beside it', () => {
  expect(printable('a\u001b[31mb\u202ec\nd\u200be\u0085')).toBe('a\ufffd[31mb\ufffdc\ufffdd\ufffde\ufffd');
  expect(printable('Compañía 日本 Söhne')).toBe('Compañía 日本 Söhne');
});

test.each([
  ['added_without_tap', 'added without TAP'],
  ['access_fees:my_tap', 'access fees: my_tap'],
  ['sms_mo', 'SMS MO'],
])('%s in words: %s', (name, text) => {
  expect(words(name)).toBe(text);
});
