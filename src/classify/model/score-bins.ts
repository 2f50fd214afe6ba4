/** Scores → ranges of about equal numbers of the devices in question. */

export const BINS_OF_SCORE = 40;

/** `centres` are the middles of the ranges, in thousandths of a logit. */
export function scoreBins(
  scores: Int32Array,
  inQuestion: Uint8Array,
): { readonly bins: Uint8Array; readonly centres: number[] } {
  const sorted = scores.filter((_, i) => inQuestion[i] === 1).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const bounds = Array.from({ length: BINS_OF_SCORE - 1 }, (_, i) => at((i + 1) / BINS_OF_SCORE));
  const bins = new Uint8Array(scores.length);
  for (let i = 0; i < scores.length; i++) bins[i] = below(scores[i]!, bounds);
  const edges = [at(0), ...bounds, at(1)];
  return {
    bins,
    centres: Array.from({ length: BINS_OF_SCORE }, (_, i) => (edges[i]! + edges[i + 1]!) / 2),
  };
}

/** Weight of a score: between the middles of two ranges it lies between their weights. */
export function weightAt(score: number, centres: readonly number[], weights: Int32Array): number {
  const above = below(score, centres);
  if (above === 0) return weights[0]!;
  if (above === centres.length) return weights[above - 1]!;
  const [from, to] = [centres[above - 1]!, centres[above]!];
  const share = (score - from) / (to - from);
  return Math.round(weights[above - 1]! + share * (weights[above]! - weights[above - 1]!));
}

/** How many of the numbers, which rise, are below the score. */
function below(score: number, numbers: readonly number[]): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (score > numbers[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}
