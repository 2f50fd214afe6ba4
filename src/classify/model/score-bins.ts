/** Scores → ranges of about equal numbers of the devices in question. */

export const BINS_OF_SCORE = 24;

/** `centres` are the middles of the ranges, in thousandths of a logit. */
export function scoreBins(
  scores: Int32Array,
  inQuestion: Uint8Array,
): { readonly bins: Uint8Array; readonly centres: number[] } {
  const sorted = scores.filter((_, i) => inQuestion[i] === 1).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const bounds = Array.from({ length: BINS_OF_SCORE - 1 }, (_, i) => at((i + 1) / BINS_OF_SCORE));
  const bins = Uint8Array.from(scores, (score) => {
    let bin = 0;
    while (bin < BINS_OF_SCORE - 1 && score > bounds[bin]!) bin++;
    return bin;
  });
  const edges = [at(0), ...bounds, at(1)];
  return {
    bins,
    centres: Array.from({ length: BINS_OF_SCORE }, (_, i) => (edges[i]! + edges[i + 1]!) / 2),
  };
}
