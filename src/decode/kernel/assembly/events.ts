/**
 * The hot path: regular calls and data, GprsCall [14], MobileOriginatedCall [9] and MobileTerminatedCall [10] of 3.11 and
 * later, one row each. It takes definite lengths, the forms that the grammar asks for and everyday values; at whatever
 * else it stops before the event, and the general walkers in TypeScript decode that one, slowly and with its place.
 * bench/decode.ts pays for it; the property tests hold the two equal.
 *
 * Every header is bounded by the group that holds it, the groups by the event, the event by the octets given. A header
 * or a word that begins inside may be read up to 8 octets beyond them, or before: that is memory all the same.
 */
import * as G from '../grammar';
import * as L from '../layout';
import { event } from './event';
import { formed } from './formed';
import { formOf, keyOf, MAX_OCTETS, setOf } from './forms';
import { earn, learn } from './learn';

export { clearSeldom, fillValidity, sumMoney } from './flush';

/**
 * Decodes events from the address `from` on, into rows from RUN_ROW on, until it stops for the reason in RUN_STOP. Returns the address
 * behind the last one. `base` makes a byte offset of an address, `firstIndex` a record index of a row.
 */
export function run(from: u32, to: u32, base: i32, firstIndex: i32): u32 {
  let row = load<i32>(L.RUN_ROW);
  let stop = L.STOP_FULL;
  let at = from;
  while (row < L.ROWS) {
    stop = L.STOP_BORDER;
    if (at + 2 > to) break;
    const head = load<u32>(at);
    // A group of class APPLICATION whose tag is below 31, and known here.
    const tag = head & 0x1f;
    const state: i32 = (head & 0xe0) === 0x60 ? load<u8>(G.IN_LIST * G.TAGS + tag, L.GRAMMAR) : 0;
    let begin = at + 2;
    let octets = (head >>> 8) & 0xff;
    const isLong = octets >= 0x80;
    if (isLong && octets === 0x81) {
      octets = (head >>> 16) & 0xff;
      begin = at + 3;
    } else if (isLong && octets === 0x82) {
      octets = ((head >>> 8) & 0xff00) | (head >>> 24);
      begin = at + 4;
    }
    const end = begin + octets;
    if (state === 0 || (isLong && begin === at + 2)) {
      stop = L.STOP_IRREGULAR;
      break;
    }
    if (end > to) break;
    stop = L.STOP_IRREGULAR;
    const set = setOf(tag, begin, octets);
    const key = keyOf(tag, octets);
    const form = octets <= MAX_OCTETS ? formOf(set, key, begin, octets) : 0;
    if (form !== 0 && formed(form, tag, begin, row)) {
      earn();
    } else {
      if (!event(tag, state, begin, end, row)) break;
      if (form === 0 && octets <= MAX_OCTETS) learn(set, key, state, begin, end, row);
    }
    store<i32>(row << 2, firstIndex + row, L.RECORD_INDEX);
    store<i64>(row << 3, (base + at) as i64, L.BYTE_OFFSET);
    row++;
    at = end;
    stop = L.STOP_FULL;
  }
  store<i32>(L.RUN_ROW, row);
  store<i32>(L.RUN_STOP, stop);
  return at;
}
