/** Values → bins of about equal numbers of devices. */
import { BINS } from './trees.ts';

/** A value that is not known; it gets bin 0. */
export const UNKNOWN = -0x80000000;

/** Values that a sample has at most, evenly from all of them. */
const MOST_VALUES = 50_000;
/** Values below it have their bins in a table. */
const SMALL = 1024;

/** Upper bounds (inclusive) of the bins 1, 2, …; the last bin has none. Equal values share a bin. */
export function boundsOf(values: Int32Array): Int32Array {
  const known = sampled(values).sort();
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

/** The known ones among every n-th value. */
export function sampled(values: Int32Array): Int32Array {
  const step = Math.max(1, Math.ceil(values.length / MOST_VALUES));
  const known = new Int32Array(Math.ceil(values.length / step));
  let count = 0;
  for (let i = 0; i < values.length; i += step) if (values[i] !== UNKNOWN) known[count++] = values[i]!;
  return known.subarray(0, count);
}

export function binsOf(values: Int32Array, bounds: Int32Array): Uint8Array {
  const bins = new Uint8Array(values.length);
  // Most values are small, and looking a bin up is cheaper than searching for it.
  const small = Uint8Array.from({ length: SMALL }, (_, value) => binOf(value, bounds));
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value >= 0 && value < SMALL) bins[i] = small[value]!;
    else if (value !== UNKNOWN) bins[i] = binOf(value, bounds);
  }
  return bins;
}

function binOf(value: number, bounds: Int32Array): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= bounds[middle]!) high = middle;
    else low = middle + 1;
  }
  return low + 1;
}
