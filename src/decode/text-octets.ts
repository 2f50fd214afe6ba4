/** Short texts as octets in a buffer: what the tables that know texts by their octets need of them. */

const FACTOR = 0x9e3779b1;

/**
 * A hash of the octets for a table alone: word by word, the last word overlapping, so that no loop hangs on what a length
 * leaves over.
 */
export function hashText(words: DataView, from: number, to: number): number {
  let hash = to - from;
  const last = to - 4;
  if (last < from) {
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ words.getUint8(i), FACTOR);
    return hash ^ (hash >>> 16);
  }
  for (let i = from; i < last; i += 4) {
    hash = Math.imul(hash ^ words.getInt32(i, true), FACTOR);
    hash ^= hash >>> 15;
  }
  hash = Math.imul(hash ^ words.getInt32(last, true), FACTOR);
  return hash ^ (hash >>> 16);
}

/** Whether `length` octets are the same in both buffers, a word at a time. */
export function equalTexts(a: DataView, aFrom: number, b: DataView, bFrom: number, length: number): boolean {
  const last = length - 4;
  if (last < 0) {
    for (let i = 0; i < length; i++) if (a.getUint8(aFrom + i) !== b.getUint8(bFrom + i)) return false;
    return true;
  }
  for (let i = 0; i < last; i += 4) {
    if (a.getInt32(aFrom + i, true) !== b.getInt32(bFrom + i, true)) return false;
  }
  return a.getInt32(aFrom + last, true) === b.getInt32(bFrom + last, true);
}
