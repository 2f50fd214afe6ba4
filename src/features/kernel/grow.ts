/** Buffers of the kernel grow by doubling and are kept from slice to slice: what they hold is bounded by the largest slice. */

type Numbers = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** `array` itself where it has room for `length` values, else one of at least twice its size that begins like it. */
export function roomFor<T extends Numbers>(array: T, length: number): T {
  if (length <= array.length) return array;
  const bigger = new (array.constructor as new (n: number) => T)(Math.max(length, array.length * 2));
  bigger.set(array);
  return bigger;
}
