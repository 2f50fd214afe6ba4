/** The 64-bit hash of a record's duplicate key, in two lanes of 32 bits. */
import { finish32 } from '../text-dictionary.ts';
import { Has } from './record-columns.ts';
import type { TapState } from './state.ts';

/** The optional parts of the key: an absent value differs from every present one. */
const IN_KEY = [
  Has.IMSI,
  Has.REFERENCE,
  Has.REC_ENTITY,
  Has.PARTIAL_TYPE,
  Has.DURATION,
  Has.BYTES_UP,
  Has.BYTES_DOWN,
] as const;

/** Words of the key: 2 for its head, 2 for each part. */
const words = new Int32Array(2 * (IN_KEY.length + 5));

/**
 * Writes the hash of the open row: the duplicate key of contracts.md but for the sender. Each step can be undone, so
 * equal lanes need equal words so far or a true collision.
 */
export function hashRecord(d: TapState): void {
  const count = gather(d);
  const { rows } = d;
  let a = 0x2c1b3c6d;
  let b = 0x297a2d39;
  for (let i = 0; i < count; i += 2) {
    const x = words[i]!;
    const y = words[i + 1]!;
    let m = Math.imul(a ^ x, 0xcc9e2d51);
    m = Math.imul((m ^ (m >>> 15)) + y, 0x1b873593);
    a = m ^ (m >>> 13);
    m = Math.imul(b ^ y, 0x85ebca6b);
    m = Math.imul((m ^ (m >>> 16)) + x, 0xc2b2ae35);
    b = m ^ (m >>> 14);
  }
  rows.duplicateHash[2 * rows.row] = finish32(a);
  rows.duplicateHash[2 * rows.row + 1] = finish32(b ^ Math.imul(a, 0x9e3779b1));
}

/** Collects the key's words; returns their number. */
function gather(d: TapState): number {
  const { rows, entities, texts } = d;
  const { present } = rows;
  const low = 2 * rows.row;
  words[0] = (d.eventTag << 16) ^ d.offset;
  words[1] = presence(present);
  let at = put(2, rows.startLocal, low);
  if (present & Has.IMSI) at = put(at, rows.imsi, low);
  if (present & Has.REFERENCE) at = put(at, rows.reference, low);
  if (present & Has.REC_ENTITY) at = putHash(at, entities.texts.hashes, entities.text);
  if (present & Has.PARTIAL_TYPE) at = putHash(at, texts.partial_type.hashes, rows.partialType[rows.row]!);
  if (present & Has.DURATION) at = put(at, rows.duration, low);
  if (present & Has.BYTES_UP) at = put(at, rows.bytesUp, low);
  if (present & Has.BYTES_DOWN) at = put(at, rows.bytesDown, low);
  at = put(at, rows.charge, low);
  at = put(at, rows.camelFee, low);
  return put(at, rows.refund, low);
}

function put(at: number, column: Int32Array, low: number): number {
  words[at] = column[low]!;
  words[at + 1] = column[low + 1]!;
  return at + 2;
}

function putHash(at: number, hashes: readonly number[], code: number): number {
  words[at] = hashes[2 * code]!;
  words[at + 1] = hashes[2 * code + 1]!;
  return at + 2;
}

function presence(present: number): number {
  let bits = 0;
  for (let i = 0; i < IN_KEY.length; i++) if (present & IN_KEY[i]!) bits |= 1 << i;
  return bits;
}
