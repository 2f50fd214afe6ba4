/**
 * Takes the rows of a chunk in. Rows arrive in file order and are read device by device, so that each is fetched from memory
 * once: rows of a device that come one after the other lie in one stretch, and the stretches of a device are chained.
 */
import * as L from '../layout';
import { clearDevices, deviceOf } from './devices';
import { countEvent } from './feed';
import { ROW_OCTETS, Row, STRETCH_OCTETS, Stretch } from './row';
import { tacOf } from './tac';

/** Octets that rows are laid in; the first 4 tell the next block. */
const BLOCK: u32 = 1 << 20;
const LINK: u32 = 8;

const firstBlock: u32 = heap.alloc(BLOCK) as u32;
store<u32>(firstBlock, 0);
let block: u32 = firstBlock;
let cursor: u32 = firstBlock + LINK;
/** The stretch that rows are added to, and its IMSI: no IMSI is 0. */
let stretch: u32 = 0;
let current: u64 = 0;

/** Places of the columns in a chunk. */
const IMSI: u32 = L.CHUNK;
const INSTANT: u32 = L.CHUNK + L.CHUNK_STRIDE;
const IMEI: u32 = L.CHUNK + 2 * L.CHUNK_STRIDE;
const PLMN_OR_NO: u32 = L.CHUNK + 3 * L.CHUNK_STRIDE;
const CELL_OR_DAY: u32 = L.CHUNK + 4 * L.CHUNK_STRIDE;
const APN: u32 = L.CHUNK + 5 * L.CHUNK_STRIDE;
const PACKED: u32 = L.CHUNK + 6 * L.CHUNK_STRIDE;
const PROCEDURE: u32 = PACKED;
const RESULT: u32 = L.CHUNK + 7 * L.CHUNK_STRIDE;
const INTERFACE: u32 = L.CHUNK + 8 * L.CHUNK_STRIDE;
const RAT: u32 = L.CHUNK + 9 * L.CHUNK_STRIDE;
const BYTES: u32 = L.CHUNK + 7 * L.CHUNK_STRIDE;

/** Kilobytes of a record at the most, so that no sum of squares overflows. */
const MOST_KILOBYTES: u64 = (1 << 20) - 1;

/** What the codes of each of these columns are packed to, 2 octets each, from code -1 (none) on. */
let procedures: u32 = 0;
let results: u32 = 0;
let interfaces: u32 = 0;
let rats: u32 = 0;

/** The four tables of codes stand one behind the other, each of so many octets. */
export function setWords(at: u32, octets: u32): void {
  procedures = at + 2;
  results = procedures + octets;
  interfaces = results + octets;
  rats = interfaces + octets;
}

/** Forgets all rows. */
export function clear(): void {
  clearDevices();
  block = firstBlock;
  cursor = firstBlock + LINK;
  stretch = 0;
  current = 0;
}

/**
 * Takes rows of slice_known_record.sql, or of slice_signal.sql. Bit c of `bitmaps` tells that column c has a bitmap, because it
 * has no value somewhere.
 */
export function addRows(rows: u32, bitmaps: u32, areRecords: bool): void {
  for (let c = 0; c < L.CHUNK_COLUMNS; c++) if ((bitmaps >>> c) & 1) fillMissing(c, rows);
  let at = cursor;
  for (let i: u32 = 0; i < rows; i++) {
    const imsi = load<u64>(IMSI + (i << 3));
    if (imsi !== current || at + ROW_OCTETS > block + BLOCK) {
      close(at);
      open(imsi);
      at = cursor;
    }
    const row = changetype<Row>(at);
    row.instant = load<i64>(INSTANT + (i << 3)) as f64;
    row.flags = areRecords ? recordFlags(i << 2) : eventFlags(i << 2, row.instant);
    row.tac = tacOf(load<u64>(IMEI + (i << 3)));
    row.apn = load<i32>(APN + (i << 2));
    row.plmnOrNo = load<i32>(PLMN_OR_NO + (i << 2));
    row.cellOrDay = load<i32>(CELL_OR_DAY + (i << 2));
    if (areRecords) row.kilobytes = min(load<u64>(BYTES + (i << 3)) >>> 10, MOST_KILOBYTES) as i32;
    at += ROW_OCTETS;
  }
  close(at);
}

/** Ends the stretch at hand at an address, for now. */
function close(at: u32): void {
  cursor = at;
  if (stretch !== 0) changetype<Stretch>(stretch).rows = (at - stretch - STRETCH_OCTETS) / ROW_OCTETS;
}

function eventFlags(at: u32, instant: f64): i32 {
  const interface_: u32 = load<u16>(interfaces + (load<i32>(INTERFACE + at) << 1));
  countEvent(load<i32>(PLMN_OR_NO + at), interface_ >>> L.FEED_SHIFT, instant);
  const packed =
    load<u16>(procedures + (load<i32>(PROCEDURE + at) << 1)) |
    load<u16>(results + (load<i32>(RESULT + at) << 1)) |
    (interface_ & (L.COMBINATIONS - 1)) |
    load<u16>(rats + (load<i32>(RAT + at) << 1));
  return load<i32>(L.EVENT_FLAGS + ((packed as u32) << 2));
}

/** Packed: 1 in the period, 2 charged, 4 × local hour, 128 data. */
function recordFlags(at: u32): i32 {
  const packed = load<i32>(PACKED + at);
  return (
    L.RECORD |
    (packed & 1 ? L.IN_PERIOD : 0) |
    (packed & 2 ? L.CHARGED : 0) |
    (packed & 128 ? L.DATA : 0) |
    (((packed >> 2) & L.HOUR_MASK) << L.HOUR_SHIFT)
  );
}

/** Begins a stretch. */
function open(imsi: u64): void {
  if (cursor + STRETCH_OCTETS + ROW_OCTETS > block + BLOCK) nextBlock();
  current = imsi;
  stretch = cursor;
  cursor += STRETCH_OCTETS;
  const opened = changetype<Stretch>(stretch);
  opened.next = 0;
  const device = deviceOf(imsi);
  if (device.first === 0) device.first = stretch;
  else changetype<Stretch>(device.last).next = stretch;
  device.last = stretch;
}

function nextBlock(): void {
  let next = load<u32>(block);
  if (next === 0) {
    next = heap.alloc(BLOCK) as u32;
    store<u32>(next, 0);
    store<u32>(block, next);
  }
  block = next;
  cursor = next + LINK;
}

/** Puts what stands for no value where a column has none: 0 for an IMEI, -1 for a code. */
function fillMissing(column: i32, rows: u32): void {
  const values = L.CHUNK + column * L.CHUNK_STRIDE;
  const isLong = values === IMEI;
  for (let from: u32 = 0; from < rows; from += 64) {
    let missing = ~load<u64>(L.BITMAPS + column * L.BITMAP_STRIDE + (from >>> 3));
    while (missing !== 0) {
      const row = from + (ctz(missing) as u32);
      if (isLong) store<u64>(values + (row << 3), 0);
      else store<i32>(values + (row << 2), -1);
      missing &= missing - 1;
    }
  }
}
