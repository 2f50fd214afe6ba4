/** What a device's evidence weighs, as somebody who never saw a logit can follow it. Items add up to the device's score. */

export interface EvidenceItem {
  /**
   * What found it, as in `detected_by`; `prior`: what is assumed before anything is known of the device; `bound`: no evidence, but what the
   * score is raised to or lowered to when everything is said.
   */
  readonly source: string;
  /** Thousandths of a logit; above zero it speaks for a machine. */
  readonly weight: number;
  readonly words: string;
}

export interface WeighedItem extends EvidenceItem {
  readonly side: 'for' | 'against' | 'bound';
  /** Null of a bound, which is not weighed against anything. */
  readonly strength: Strength | null;
  /** What it multiplies the odds of a machine by (against: those of a person); two decimals. */
  readonly odds_factor: number;
  /** Of all that was said, on either side; one decimal, 100.0 over all items but bounds, which have none. */
  readonly share_percent: number;
  /** The probability that all other items come to; six decimals. */
  readonly probability_without: number;
}

export type Strength = 'slight' | 'moderate' | 'strong' | 'very strong';

/** Up to which odds a word holds, in thousandths of a logit: 2, 5 and 20 to 1. */
const STRENGTHS: readonly (readonly [number, Strength])[] = [
  [693, 'slight'],
  [1609, 'moderate'],
  [2996, 'strong'],
  [Number.POSITIVE_INFINITY, 'very strong'],
];
const TENTHS = 1000;
const BOUND = 'bound';

/**
 * The items with what they weigh. `score`: what they add up to; where the prior is not among them (fixed rules), it is put
 * first, so that they do.
 */
export function weighEvidence(given: readonly EvidenceItem[], score: number): WeighedItem[] {
  const said = given.reduce((sum, { weight }) => sum + weight, 0);
  const prior = { source: 'prior', weight: score - said, words: 'before anything is known of the device' };
  const items = prior.weight === 0 ? given : [prior, ...given];
  const shares = largestRemainders(
    items.map(({ source, weight }) => (source === BOUND ? 0 : Math.abs(weight))),
  );
  return items.map(({ source, weight, words }, i) => ({
    source,
    weight,
    words,
    side: source === BOUND ? BOUND : weight > 0 ? 'for' : 'against',
    strength: source === BOUND ? null : STRENGTHS.find(([most]) => Math.abs(weight) <= most)![1],
    odds_factor: Number(Math.exp(Math.abs(weight) / 1000).toFixed(2)),
    share_percent: shares[i]! / 10,
    probability_without: probabilityOf(score - weight),
  }));
}

/** Of a score in thousandths of a logit, to six decimals. */
function probabilityOf(score: number): number {
  return Number((1 / (1 + Math.exp(-score / 1000))).toFixed(6));
}

/** Tenths of a percent that add up to 100 %; ties go to the first. */
function largestRemainders(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return weights.map(() => 0);
  const shares = weights.map((weight) => Math.floor((weight * TENTHS) / total));
  const left = TENTHS - shares.reduce((sum, share) => sum + share, 0);
  const byRest = weights
    .map((weight, i) => ({ i, rest: (weight * TENTHS) % total }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of byRest.slice(0, left)) shares[i]!++;
  return shares;
}
