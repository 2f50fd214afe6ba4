/** The views of a device of what is around its number: runs of one TAC (runs.ts), and devices that behave alike (alike.ts). */
import { ALIKES } from './alike.ts';
import type { View } from './latent.ts';
import { RUNS } from './runs.ts';

/** Counts put in for runs of one TAC; no estimate exceeds the bounds, and where nothing is known of them nothing is said. */
const RUN = { count: 20, trust: { from: 0.3, to: 0.7 }, atMost: 3, atLeast: -2 };
/**
 * Counts put in for devices around that behave alike, and by value what no estimate exceeds. No more of them than chance gives says a
 * logit and a quarter for a person at most, a few more nothing: company by number says so too, and small fleets have few.
 */
const ALIKE = { count: 20, trust: { from: 0.3, to: 0.7 }, atMost: 3, atLeast: [0, -1.25, 0, 0, 0, 0, 0] };

/** What nobody alike around a number says against a machine wherever numbers tell nothing, in thousandths of a logit. */
const BY_CHANCE = 500;

/** What the estimate of `alikeView` says, less what it says against a machine where numbers are at random. */
export const beyondChance = (weight: number): number =>
  weight < 0 ? Math.min(0, weight + BY_CHANCE) : weight;

export function runView(values: Uint8Array): View {
  return steps(values, RUNS, RUN, (value) => (value === 0 ? 0 : RUN.atLeast));
}

export function alikeView(values: Uint8Array): View {
  return steps(values, ALIKES, ALIKE, (value) => ALIKE.atLeast[value]!);
}

/** Values from 1 on say more and more for a machine; 0, not known, says nothing. */
function steps(
  values: Uint8Array,
  size: number,
  { count, trust, atMost }: Pick<typeof RUN, 'count' | 'trust' | 'atMost'>,
  atLeast: (value: number) => number,
): View {
  const known = Array.from({ length: size - 1 }, (_, step) => step + 1);
  const shares = [0.5, ...known.map((value) => trusted(trust, (value - 1) / (size - 2)))];
  return {
    values,
    machines: shares.map((share) => count * share),
    humans: shares.map((share) => count * (1 - share)),
    chains: [known],
    atMost: shares.map((_, value) => (value === 0 ? 0 : atMost)),
    atLeast: shares.map((_, value) => atLeast(value)),
  };
}

/** A share of the counts put in, as far as it is trusted beforehand. */
export const trusted = (
  { from, to }: { readonly from: number; readonly to: number },
  share: number,
): number => from + (to - from) * share;
