/** The 64-bit hash of a record's duplicate key, in two lanes of 32 bits. */
import { finish32 } from '../text-dictionary.ts';
import { Has } from './record-columns.ts';
import type { TapState } from './state.ts';

/** The optional parts of the key: an absent value differs from every present one. */
const IN_KEY =
  Has.IMSI | Has.REFERENCE | Has.REC_ENTITY | Has.PARTIAL_TYPE | Has.DURATION | Has.BYTES_UP | Has.BYTES_DOWN;

/**
 * Writes the hash of the open row: the duplicate key (docs/rules.md, rule 15) but for the sender. Each step can be undone, so
 * equal lanes need equal words so far or a true collision.
 */
export function hashRecord(d: TapState): void {
  const { rows, entities, texts } = d;
  const { present, row } = rows;
  const low = 2 * row;
  const high = low + 1;
  let a = first(0x2c1b3c6d, (d.eventTag << 16) ^ d.offset);
  let b = second(0x297a2d39, present & IN_KEY, a);
  a = first(a, rows.startLocal[low]!);
  b = second(b, rows.startLocal[high]!, a);
  if (present & Has.IMSI) {
    a = first(a, rows.imsi[low]!);
    b = second(b, rows.imsi[high]!, a);
  }
  if (present & Has.REFERENCE) {
    a = first(a, rows.reference[low]!);
    b = second(b, rows.reference[high]!, a);
  }
  if (present & Has.REC_ENTITY) {
    a = first(a, entities.texts.hashes[2 * entities.text]!);
    b = second(b, entities.texts.hashes[2 * entities.text + 1]!, a);
  }
  if (present & Has.PARTIAL_TYPE) {
    const code = rows.partialType[row]!;
    a = first(a, texts.partial_type.hashes[2 * code]!);
    b = second(b, texts.partial_type.hashes[2 * code + 1]!, a);
  }
  if (present & Has.DURATION) {
    a = first(a, rows.duration[low]!);
    b = second(b, rows.duration[high]!, a);
  }
  if (present & Has.BYTES_UP) {
    a = first(a, rows.bytesUp[low]!);
    b = second(b, rows.bytesUp[high]!, a);
  }
  if (present & Has.BYTES_DOWN) {
    a = first(a, rows.bytesDown[low]!);
    b = second(b, rows.bytesDown[high]!, a);
  }
  a = first(a, rows.charge[low]!);
  b = second(b, rows.charge[high]!, a);
  a = first(a, rows.camelFee[low]!);
  b = second(b, rows.camelFee[high]!, a);
  a = first(a, rows.refund[low]!);
  b = second(b, rows.refund[high]!, a);
  rows.duplicateHash[low] = finish32(a);
  rows.duplicateHash[high] = finish32(b ^ Math.imul(a, 0x9e3779b1));
}

/** The first lane takes the low word of a pair in. */
function first(a: number, low: number): number {
  const m = Math.imul(a ^ low, 0xcc9e2d51);
  return m ^ (m >>> 15);
}

/** The second lane takes the high word in, and what the first lane has become. */
function second(b: number, high: number, a: number): number {
  const m = Math.imul(b ^ high, 0x85ebca6b);
  return ((m ^ (m >>> 13)) + a) | 0;
}
