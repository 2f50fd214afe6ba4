/**
 * Signaling events by PLMN, interface and quarter of an hour, over all slices: of the PLMNs that an agreement names, whoever the
 * IMSI belongs to (sql/period/feed_day.sql).
 */
import * as L from '../layout';

/** By PLMN code from -1 (none) on, 2 octets each: its place from 1 on; 0 is counted nowhere. */
let places: u32 = 0;
/** By place and interface, 4 octets each: address of the counts of all quarters; 0 where there is no event yet. */
let tables: u32 = 0;
let fromMs: f64 = 0;
let octets: u32 = 0;

/** `from`: where the first quarter begins, no event lies before it; `quarters`: how many they are, no event lies behind. */
export function setFeed(placesAt: u32, tablesAt: u32, from: f64, quarters: u32): void {
  places = placesAt + 2;
  tables = tablesAt;
  fromMs = from;
  octets = quarters << 2;
}

export function countEvent(plmn: i32, feed: u32, instant: f64): void {
  const place: u32 = load<u16>(places + (plmn << 1));
  if (place === 0) return;
  const table = tables + ((place * (L.FEEDS as u32) + feed) << 2);
  const counts = load<u32>(table) || begin(table);
  // Half a millisecond keeps what is rounded from the next quarter: instants are whole.
  const quarter = ((instant - fromMs + 0.5) * (1.0 / L.QUARTER_MS)) as u32;
  const at = counts + (quarter << 2);
  store<u32>(at, load<u32>(at) + 1);
}

function begin(table: u32): u32 {
  const counts = heap.alloc(octets) as u32;
  memory.fill(counts, 0, octets);
  store<u32>(table, counts);
  return counts;
}
