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

let a = 0;
let b = 0;

/** Two words into both lanes. Each step can be undone, so equal lanes need equal words so far or a true collision. */
function take(x: number, y: number): void {
  let m = Math.imul(a ^ x, 0xcc9e2d51);
  m = Math.imul((m ^ (m >>> 15)) + y, 0x1b873593);
  a = m ^ (m >>> 13);
  m = Math.imul(b ^ y, 0x85ebca6b);
  m = Math.imul((m ^ (m >>> 16)) + x, 0xc2b2ae35);
  b = m ^ (m >>> 14);
}

function takePair(words: Int32Array, row: number): void {
  take(words[2 * row]!, words[2 * row + 1]!);
}

/** Writes the hash of the open row: the duplicate key of contracts.md but for the sender. */
export function hashRecord(d: TapState): void {
  const { rows, entities, texts } = d;
  const { present, row } = rows;
  a = 0x2c1b3c6d;
  b = 0x297a2d39;
  take((d.eventTag << 16) ^ d.offset, presence(present));
  takePair(rows.startLocal, row);
  if (present & Has.IMSI) takePair(rows.imsi, row);
  if (present & Has.REFERENCE) takePair(rows.reference, row);
  if (present & Has.REC_ENTITY) {
    const { hashes } = entities.texts;
    const { text } = entities;
    take(hashes[2 * text]!, hashes[2 * text + 1]!);
  }
  if (present & Has.PARTIAL_TYPE) {
    const { hashes } = texts.partial_type;
    const code = rows.partialType[row]!;
    take(hashes[2 * code]!, hashes[2 * code + 1]!);
  }
  if (present & Has.DURATION) takePair(rows.duration, row);
  if (present & Has.BYTES_UP) takePair(rows.bytesUp, row);
  if (present & Has.BYTES_DOWN) takePair(rows.bytesDown, row);
  takePair(rows.charge, row);
  takePair(rows.camelFee, row);
  takePair(rows.refund, row);
  rows.duplicateHash[2 * row] = finish32(a);
  rows.duplicateHash[2 * row + 1] = finish32(b ^ Math.imul(a, 0x9e3779b1));
}

function presence(present: number): number {
  let bits = 0;
  for (let i = 0; i < IN_KEY.length; i++) if (present & IN_KEY[i]!) bits |= 1 << i;
  return bits;
}
