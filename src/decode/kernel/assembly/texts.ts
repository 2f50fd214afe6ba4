/**
 * Texts met in this file: column and octets → code and hash lanes. Two slots for a text, the second one is given up to
 * newcomers: what is not here is asked of the host, which knows every text. A slot: key, code, two lanes, the octets
 * padded with zeros.
 */
import { FILE, TEXT_LANES, TEXT_SLOT_OCTETS, TEXT_SLOTS, TEXTS } from '../layout';
import { intern } from './host';

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
const TEXT_AT: u32 = 16;
/** Octets of the longest text that a slot holds. */
const MAX_OCTETS: u32 = 48;

/** Hash lanes of the text that was found last. */
export let laneA: u32 = 0;
export let laneB: u32 = 0;

/** Code of a text that is not empty; −1 for an empty one and where the dictionary cannot take it. */
export function textCode(column: i32, at: u32, to: u32): i32 {
  const octets: u32 = to - at;
  if (octets - 1 >= MAX_OCTETS) return octets === 0 ? -1 : ask(column, at, octets);
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
  if (holds(slot, key, at, words, last)) return found(slot);
  const other = TEXTS + (index ^ 1) * TEXT_SLOT_OCTETS;
  if (holds(other, key, at, words, last)) return found(other);
  const code = ask(column, at, octets);
  if (code < 0) return code;
  const into = load<u32>(slot) >>> 16 === file ? other : slot;
  store<u32>(into, key);
  store<i32>(into, code, 4);
  store<u32>(into, laneA, 8);
  store<u32>(into, laneB, 12);
  for (let i: u32 = 0; i < words; i += 8) store<u64>(into + i, load<u64>(at + i), TEXT_AT);
  store<u64>(into + words, last, TEXT_AT);
  return code;
}

function holds(slot: u32, key: u32, at: u32, words: u32, last: u64): bool {
  if (load<u32>(slot) !== key || load<u64>(slot + words, TEXT_AT) !== last) return false;
  for (let i: u32 = 0; i < words; i += 8)
    if (load<u64>(slot + i, TEXT_AT) !== load<u64>(at + i)) return false;
  return true;
}

function found(slot: u32): i32 {
  laneA = load<u32>(slot, 8);
  laneB = load<u32>(slot, 12);
  return load<i32>(slot, 4);
}

function ask(column: i32, at: u32, octets: u32): i32 {
  const code = intern(column, at, octets);
  laneA = load<u32>(TEXT_LANES);
  laneB = load<u32>(TEXT_LANES, 4);
  return code;
}
