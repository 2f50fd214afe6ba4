/** Shares of devices with their uncertainty: floats that say how sure a finding is, never an amount. */

/** Half of the 95 % point of the chi-square distribution with one degree of freedom. */
const HALF_CHI_SQUARE = 1.920729;
/** Halvings until a share is found far beyond the four decimals that are shown. */
const HALVINGS = 40;
/** A single device is never taken for surer than this. */
const SUREST = 0.999;

export interface ShareInterval {
  /** The most likely share, and the ends of its 95 % interval, of four decimals. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** How much likelier what is seen of a device is for a machine than for a human, from its probability and the share before. */
export function likelihoodRatio(probability: number, before: number): number {
  const p = Math.min(Math.max(probability, 1 - SUREST), SUREST);
  const prior = Math.min(Math.max(before, 1 - SUREST), SUREST);
  return (p / (1 - p)) * ((1 - prior) / prior);
}

/**
 * Share of machines among some devices by maximum likelihood, each device a machine with this share or a human: so the misses
 * of a detector among many machines do not count as people. The interval is where the likelihood is within the 95 % point of its
 * maximum (Wilks, Annals of Mathematical Statistics 1938); null of nobody. Devices are taken as independent.
 */
export function machineShare(ratios: Float64Array): ShareInterval | null {
  if (ratios.length === 0) return null;
  const share = likeliest(ratios);
  const bound = logLikelihood(ratios, share) - HALF_CHI_SQUARE;
  const outside = (at: number) => logLikelihood(ratios, at) < bound;
  const low = outside(0) ? edge(0, share, outside) : 0;
  const high = outside(1) ? edge(1, share, outside) : 1;
  return { share: fourDecimals(share), low: fourDecimals(low), high: fourDecimals(high) };
}

/** Whether the lower end of the interval is at `least` or above. */
export function isShareAtLeast(ratios: Float64Array, least: number): boolean {
  if (ratios.length === 0) return false;
  const share = likeliest(ratios);
  if (share < least) return false;
  return logLikelihood(ratios, share) - logLikelihood(ratios, least) >= HALF_CHI_SQUARE;
}

/** Where the slope of the likelihood, which only falls, changes its sign. */
function likeliest(ratios: Float64Array): number {
  const slope = (share: number) => {
    let sum = 0;
    for (const ratio of ratios) sum += (ratio - 1) / (1 + share * (ratio - 1));
    return sum;
  };
  if (slope(0) <= 0) return 0;
  if (slope(1) >= 0) return 1;
  return edge(0, 1, (share) => slope(share) > 0);
}

function logLikelihood(ratios: Float64Array, share: number): number {
  let sum = 0;
  for (const ratio of ratios) sum += Math.log(1 + share * (ratio - 1));
  return sum;
}

/** Between `outer`, where the test holds, and `inner`, where it does not: the place where it ceases to. */
function edge(outer: number, inner: number, holds: (at: number) => boolean): number {
  let [out, into] = [outer, inner];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (out + into) / 2;
    if (holds(middle)) out = middle;
    else into = middle;
  }
  return (out + into) / 2;
}

function fourDecimals(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

/** `part` of `whole` in percent of two decimals, half up, by integers; null of nothing. */
export function percentText(part: number, whole: number): string | null {
  if (whole === 0) return null;
  const hundredths = (20_000n * BigInt(part) + BigInt(whole)) / (2n * BigInt(whole));
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}
