import { expect, test } from 'vitest';
import { plural } from '../../src/domain/plural.ts';

test.each([
  [0, 'days', 'records are'],
  [1, 'day', 'record is'],
  [2, 'days', 'records are'],
  [1n, 'day', 'record is'],
  [21n, 'days', 'records are'],
])('%d', (count, word, words) => {
  expect(plural(count, 'day')).toBe(word);
  expect(plural(count, 'record is', 'records are')).toBe(words);
});
