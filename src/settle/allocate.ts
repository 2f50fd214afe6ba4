/**
 * Sharing out a rounded amount so that the shares add up to it by construction (docs/rules.md, rule 7). Amounts are
 * integers of the last decimal; weights are integers of any common unit and may be negative (a device whose refunds
 * prevail).
 */
import { RoamsettleError } from '../errors.ts';

/**
 * Shares of segments: each gets the part of its proportion that is whole, and what is left goes, one unit each, to the
 * largest remainders, ties to the earlier. A negative total gives the shares of its opposite, negated. Where the weights
 * add up to 0 there are no proportions: the whole goes to the first. Throws BALANCE_BROKEN when there is no one to share.
 */
export function allocateLargestRemainder(totalMinor: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum === 0n) return wholeToFirst(totalMinor, weights.length);
  const direction = totalMinor < 0n ? -1n : 1n;
  const turn = sum < 0n ? -1n : 1n;
  const base = sum * turn;
  const parts = weights.map((weight, index) => {
    const scaled = totalMinor * direction * weight * turn;
    const rest = ((scaled % base) + base) % base;
    return { index, share: (scaled - rest) / base, rest };
  });
  let left = totalMinor * direction - parts.reduce((a, part) => a + part.share, 0n);
  const byRemainder = [...parts].sort((a, b) =>
    a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1,
  );
  for (const part of byRemainder) {
    if (left === 0n) break;
    part.share += 1n;
    left -= 1n;
  }
  return parts.map((part) => part.share * direction);
}

function wholeToFirst(totalMinor: bigint, count: number): bigint[] {
  if (count === 0 && totalMinor !== 0n)
    throw new RoamsettleError('BALANCE_BROKEN', 'An amount has no one to be shared to.');
  return Array.from({ length: count }, (_, index) => (index === 0 ? totalMinor : 0n));
}
