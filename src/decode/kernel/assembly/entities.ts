/**
 * Sequences of recording entities met in this file: codes in wire order → text, gateway and the text's hash lanes. One
 * slot for a sequence, taken over by newcomers. A slot: key, text, gateway, two lanes, then the codes padded with zeros.
 */
import { ENTITIES, ENTITY_CODES, ENTITY_SLOT_OCTETS, ENTITY_SLOTS, FILE, RESOLVED } from '../layout';
import { resolve } from './host';

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
const CODES_AT: u32 = 24;
/** Codes of the longest sequence that a slot holds, in words of two. */
const MAX_WORDS: u32 = 4;

/**
 * Where text, gateway and lanes of one to four codes stand, two of them in a word, the first one below, filled up with zeros; 0 where the
 * event is not regular. What was met before is found without a store that is read again at once.
 */
export function fewEntities(count: i32, low: u64, high: u64): u32 {
  const key = keyOf(count);
  let hash = mixed(key as u64, low);
  if (count > 2) hash = mixed(hash, high);
  const slot = slotOf(hash);
  const isHere = load<u32>(slot) === key && load<u64>(slot, CODES_AT) === low;
  if (isHere && (count <= 2 || load<u64>(slot, CODES_AT + 8) === high)) return slot + 4;
  store<u64>(ENTITY_CODES, low);
  store<u64>(ENTITY_CODES, high, 8);
  return entities(count);
}

/** Where text, gateway and lanes of the first `count` codes in ENTITY_CODES stand; 0 where the event is not regular. */
export function entities(count: i32): u32 {
  const words: u32 = (count + 1) >> 1;
  if (words > MAX_WORDS) return resolve(count) ? RESOLVED : 0;
  if ((count & 1) !== 0) store<u32>(ENTITY_CODES + (count << 2), 0);
  const key = keyOf(count);
  let hash: u64 = key as u64;
  for (let i: u32 = 0; i < words; i++) hash = mixed(hash, load<u64>(ENTITY_CODES + (i << 3)));
  const slot = slotOf(hash);
  if (load<u32>(slot) === key) {
    let i: u32 = 0;
    while (i < words && load<u64>(slot + (i << 3), CODES_AT) === load<u64>(ENTITY_CODES + (i << 3))) i++;
    if (i === words) return slot + 4;
  }
  if (!resolve(count)) return 0;
  store<u32>(slot, key);
  store<u64>(slot, load<u64>(RESOLVED), 4);
  store<u64>(slot, load<u64>(RESOLVED, 8), 12);
  for (let i: u32 = 0; i < words; i++)
    store<u64>(slot + (i << 3), load<u64>(ENTITY_CODES + (i << 3)), CODES_AT);
  return slot + 4;
}

function keyOf(count: i32): u32 {
  return (load<u32>(FILE) << 8) | count;
}

function mixed(hash: u64, word: u64): u64 {
  const m = (hash ^ word) * FACTOR;
  return m ^ (m >>> 32);
}

function slotOf(hash: u64): u32 {
  return ENTITIES + ((hash as u32) & (ENTITY_SLOTS - 1)) * ENTITY_SLOT_OCTETS;
}
