/** Values → bins of about equal numbers of devices. */
import { BINS } from './trees.ts';

/** A value that is not known; it gets bin 0. */
export const UNKNOWN = -0x80000000;

/** Values that bounds are taken from at most, evenly from all of them. */
const MOST_VALUES = 50_000;

/** Upper bounds (inclusive) of the bins 1, 2, …; the last bin has none. Equal values share a bin. */
export function boundsOf(values: Int32Array): Int32Array {
  const step = Math.ceil(values.length / MOST_VALUES);
  const known = values.filter((value, i) => value !== UNKNOWN && i % step === 0).sort();
  const bounds: number[] = [];
  const bins = BINS - 1;
  let from = 0;
  while (from < known.length && bounds.length < bins - 1) {
    const size = Math.max(1, Math.ceil((known.length - from) / (bins - bounds.length)));
    const bound = known[Math.min(from + size, known.length) - 1]!;
    bounds.push(bound);
    while (from < known.length && known[from]! <= bound) from++;
  }
  return Int32Array.from(bounds);
}

export function binsOf(values: Int32Array, bounds: Int32Array): Uint8Array {
  const bins = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value === UNKNOWN) continue;
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= bounds[middle]!) high = middle;
      else low = middle + 1;
    }
    bins[i] = low + 1;
  }
  return bins;
}
