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

/** Where text, gateway and lanes of the first `count` codes in ENTITY_CODES stand; 0 where the event is not regular. */
export function entities(count: i32): u32 {
  const words: u32 = (count + 1) >> 1;
  if (words > MAX_WORDS) return resolve(count) ? RESOLVED : 0;
  if ((count & 1) !== 0) store<u32>(ENTITY_CODES + (count << 2), 0);
  const key = (load<u32>(FILE) << 8) | count;
  let hash: u64 = key as u64;
  for (let i: u32 = 0; i < words; i++) {
    hash = (hash ^ load<u64>(ENTITY_CODES + (i << 3))) * FACTOR;
    hash ^= hash >>> 32;
  }
  const slot = ENTITIES + ((hash as u32) & (ENTITY_SLOTS - 1)) * ENTITY_SLOT_OCTETS;
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
