/** Weights of evidence in words and percent, worked out by hand. */
import { expect, test } from 'vitest';
import { weighEvidence } from '../../src/runs/evidence.ts';

const item = (weight: number, source = 'behaviour') => ({ source, weight, words: 'x' });

test('shares come to 100 %, the largest remainders first', () => {
  const shares = weighEvidence([item(10), item(-10), item(10)], 10).map(({ share_percent }) => share_percent);
  expect(shares).toEqual([33.4, 33.3, 33.3]);
});

test('words go by the odds: 2, 5 and 20 to 1', () => {
  // ln 2 = 0.693, ln 5 = 1.609, ln 20 = 2.996.
  const weights = [693, -694, 1609, 1610, -2996, 2997];
  const sum = weights.reduce((total, weight) => total + weight, 0);
  expect(
    weighEvidence(
      weights.map((weight) => item(weight)),
      sum,
    ).map(({ side, strength }) => `${strength} ${side}`),
  ).toEqual([
    'slight for',
    'moderate against',
    'moderate for',
    'strong for',
    'strong against',
    'very strong for',
  ]);
});

test('a bound is weighed against nothing', () => {
  // Without it −2000, which is 1 ÷ (1 + e^2).
  expect(weighEvidence([item(-2000), item(500, 'bound')], -1500)).toMatchObject([
    { side: 'against', strength: 'strong', share_percent: 100 },
    { side: 'bound', strength: null, share_percent: 0, probability_without: 0.119203 },
  ]);
});

test('what the score has beside the items is what was assumed before', () => {
  expect(weighEvidence([item(2000)], 1000)).toMatchObject([
    // Without the prior 1 ÷ (1 + e^−2), without the item 1 ÷ (1 + e^1).
    { source: 'prior', weight: -1000, odds_factor: 2.72, probability_without: 0.880797 },
    { source: 'behaviour', weight: 2000, odds_factor: 7.39, probability_without: 0.268941 },
  ]);
  expect(weighEvidence([item(-500, 'prior'), item(1500)], 1000)).toHaveLength(2);
  expect(weighEvidence([], 0)).toEqual([]);
});
