/**
 * Texts met in this file: column and octets → code and hash lanes. Two slots for a text, the second one is given up to
 * newcomers: what is not here is asked of the host, which knows every text. A slot: key, code, two lanes, the octets
 * padded with zeros.
 */
import { FILE, TEXT, TEXT_SLOT_OCTETS, TEXT_SLOTS, TEXTS } from '../layout';
import { intern } from './host';

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
const CODE_AT: u32 = 4;
const TEXT_AT: u32 = 16;
/** Octets of the longest text that a slot holds. */
const MAX_OCTETS: u32 = 48;

/** Where code and hash lanes of a text stand; 0 for an empty one and where the dictionary cannot take it. */
function text(column: i32, at: u32, to: u32): u32 {
  const octets: u32 = to - at;
  if (octets - 1 >= MAX_OCTETS) return octets !== 0 && intern(column, at, octets) ? TEXT : 0;
  const file = load<u32>(FILE);
  const key = (file << 16) | ((column as u32) << 8) | octets;
  const words = (octets - 1) & ~7;
  const last = load<u64>(at + words) & ((-1 as u64) >>> (((0 - octets) << 3) & 63));
  let hash: u64 = key as u64;
  for (let i: u32 = 0; i < words; i += 8) {
    hash = (hash ^ load<u64>(at + i)) * FACTOR;
    hash ^= hash >>> 32;
  }
  hash = (hash ^ last) * FACTOR;
  const index = ((hash >>> 52) as u32) & (TEXT_SLOTS - 1);
  const slot = TEXTS + index * TEXT_SLOT_OCTETS;
  if (holds(slot, key, at, words, last)) return slot + CODE_AT;
  const other = TEXTS + (index ^ 1) * TEXT_SLOT_OCTETS;
  if (holds(other, key, at, words, last)) return other + CODE_AT;
  if (!intern(column, at, octets)) return 0;
  const into = load<u32>(slot) >>> 16 === file ? other : slot;
  store<u32>(into, key);
  store<u32>(into, load<u32>(TEXT), CODE_AT);
  store<u64>(into, load<u64>(TEXT + 4), CODE_AT + 4);
  for (let i: u32 = 0; i < words; i += 8) store<u64>(into + i, load<u64>(at + i), TEXT_AT);
  store<u64>(into + words, last, TEXT_AT);
  return into + CODE_AT;
}

/** The same; its code goes into the cell of a row. */
export function placeText(column: i32, at: u32, to: u32, cell: u32): u32 {
  const found = text(column, at, to);
  if (found !== 0) store<i32>(cell, load<i32>(found));
  return found;
}

function holds(slot: u32, key: u32, at: u32, words: u32, last: u64): bool {
  if (load<u32>(slot) !== key || load<u64>(slot + words, TEXT_AT) !== last) return false;
  for (let i: u32 = 0; i < words; i += 8)
    if (load<u64>(slot + i, TEXT_AT) !== load<u64>(at + i)) return false;
  return true;
}
