/** Rows of the device at hand by time. They come as a few runs in order (a file each), so runs are merged. */
import { DETACH } from '../layout';
import { Device } from './devices';
import { Room } from './room';
import { ROW_OCTETS, Row, STRETCH_OCTETS, Stretch } from './row';

const FIRST_ROWS: u32 = 1024;

/** Places that a stretch is moved by at the most; what is later than that is left to the sort of the rows. */
const MAX_LATE: u32 = 16;

/** The stretches: the instant of the first row, 8 octets, and the address, in 16. */
const stretches = new Room(64 * 16);
/** Addresses of the rows, in order. */
let rows = new Room(FIRST_ROWS * 4);
let otherRows = new Room(FIRST_ROWS * 4);
/** Sort keys of the rows, where they do not come in order by themselves. */
let keys = new Room(FIRST_ROWS * 8);
let otherKeys = new Room(FIRST_ROWS * 8);
/** Where each run begins, and the end of the last. */
const runs = new Room(FIRST_ROWS * 4 + 4);

/** Address of the list of row addresses; holds until the next `order`. */
export function orderedRows(): u32 {
  return rows.at;
}

/** Puts the device's rows in order; at equal times the sign of life comes last (rule 3). Returns how many they are. */
export function order(device: Device): u32 {
  const count = orderStretches(device);
  let length: u32 = 0;
  let before: f64 = -Infinity;
  let inOrder = true;
  for (let i: u32 = 0; i < count; i++) {
    const stretch = load<u32>(stretches.at + (i << 4), 8);
    const added = changetype<Stretch>(stretch).rows;
    rows.reserve((length + added) << 2);
    let row = stretch + STRETCH_OCTETS;
    for (const end = row + added * ROW_OCTETS; row < end; row += ROW_OCTETS) {
      const key = keyOf(row);
      inOrder = inOrder && key >= before;
      before = key;
      store<u32>(rows.at + (length << 2), row);
      length++;
    }
  }
  if (!inOrder) sort(length);
  return length;
}

/**
 * Lists the device's stretches by their first instant; returns how many they are. Two threads read files that follow each
 * other, so that most come in order and the others a few places late.
 */
function orderStretches(device: Device): u32 {
  let count: u32 = 0;
  for (let at = device.first; at !== 0; at = changetype<Stretch>(at).next) {
    stretches.reserve((count + 1) << 4);
    const instant = changetype<Row>(at + STRETCH_OCTETS).instant;
    let place = stretches.at + (count << 4);
    const last = max(place - (MAX_LATE << 4), stretches.at);
    while (place > last && load<f64>(place - 16) > instant) {
      store<f64>(place, load<f64>(place - 16));
      store<u32>(place, load<u32>(place - 16, 8), 8);
      place -= 16;
    }
    store<f64>(place, instant);
    store<u32>(place, at, 8);
    count++;
  }
  return count;
}

function keyOf(at: u32): f64 {
  const row = changetype<Row>(at);
  return row.instant * 2 + ((row.flags & DETACH) === 0 ? 1.0 : 0.0);
}

/** Ascending by key; rows with equal keys come in any order. */
function sort(length: u32): void {
  keys.reserve(length << 3);
  otherKeys.reserve(length << 3);
  otherRows.reserve(length << 2);
  runs.reserve((length << 2) + 4);
  let count: u32 = 0;
  let before: f64 = -Infinity;
  store<u32>(runs.at, 0);
  for (let i: u32 = 0; i < length; i++) {
    const key = keyOf(load<u32>(rows.at + (i << 2)));
    store<f64>(keys.at + (i << 3), key);
    if (key < before) store<u32>(runs.at + (++count << 2), i);
    before = key;
  }
  store<u32>(runs.at + (++count << 2), length);
  while (count > 1) count = mergePairs(count);
}

/** Merges each two neighbouring runs; returns how many are left. */
function mergePairs(count: u32): u32 {
  let out: u32 = 0;
  for (let run: u32 = 0; run < count; run += 2) {
    const from = load<u32>(runs.at + (run << 2));
    const middle = load<u32>(runs.at + (run << 2), 4);
    const end = run + 2 <= count ? load<u32>(runs.at + (run << 2), 8) : middle;
    merge(from, middle, end);
    store<u32>(runs.at + (out++ << 2), from);
  }
  store<u32>(runs.at + (out << 2), load<u32>(runs.at + (count << 2)));
  const mergedRows = otherRows;
  otherRows = rows;
  rows = mergedRows;
  const mergedKeys = otherKeys;
  otherKeys = keys;
  keys = mergedKeys;
  return out;
}

function merge(from: u32, middle: u32, end: u32): void {
  const fromKeys = keys.at;
  const fromRows = rows.at;
  const toKeys = otherKeys.at;
  const toRows = otherRows.at;
  let left = from;
  let right = middle;
  for (let to = from; to < end; to++) {
    const takeLeft =
      right >= end ||
      (left < middle && load<f64>(fromKeys + (left << 3)) <= load<f64>(fromKeys + (right << 3)));
    const at = takeLeft ? left++ : right++;
    store<f64>(toKeys + (to << 3), load<f64>(fromKeys + (at << 3)));
    store<u32>(toRows + (to << 2), load<u32>(fromRows + (at << 2)));
  }
}
