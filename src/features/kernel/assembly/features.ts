/**
 * The kernel: signaling events and known records of a slice → what is known of each device beside the sums of its records
 * (rules 1 to 4). Rows go in chunk by chunk, grouped by IMSI; `run` then takes device by device: order by time, an
 * agreement for each row, and a few passes over the rows of each (agreement, IMSI). SQL of the same meaning is in
 * test/features/reference.
 */
import * as L from '../layout';
import { writeActivity } from './activity';
import { gather } from './device-rows';
import { Device, deviceAt, deviceCount } from './devices';
import * as fees from './fees';
import { writeIdentity } from './identity';
import { apns, strays } from './lists';
import { order, orderedRows } from './order';
import { ownerOf, segmentOf } from './owners';
import { writePresence } from './presence';
import { writeRhythm } from './rhythm';
import { Room } from './room';
import { Row } from './row';
import { Tally } from './tally';
import { termsOf, within } from './terms';

export { addRows, clear, setWords } from './chunk';
export { setFeed } from './feed';
export { setOwners } from './owners';
export { tacOf } from './tac';
export { setTerms } from './terms';

/** The period in UTC: events that belong to nobody have no other (rule 1). */
let periodFromMs: f64 = 0;
let periodUntilMs: f64 = 0;
/** Rows after which `run` lets its caller look after other things: some ten milliseconds. */
const RUN_ROWS: u32 = 200_000;
/** The device that `run` takes next. */
let next: u32 = 0;
/** Agreement of each row of the device at hand, in order of time, 4 octets each; and its agreements. */
const owners = new Room(4096);
const nos = new Room(64);
let noCount: u32 = 0;
/** Events of the device at hand that belong to nobody, by PLMN code. */
const nobodys = new Tally();
/** The agreement that fees are kept of by day; none for a settlement. */
let watched: i32 = L.NOBODY;

/** So many octets that stay where they are: lists of the host. */
export function take(octets: u32): u32 {
  return heap.alloc(octets) as u32;
}

export function setPeriod(fromMs: f64, untilMs: f64): void {
  periodFromMs = fromMs;
  periodUntilMs = untilMs;
}

/** Keeps the fees of an agreement by day, at `feesAt`: those of the device that was worked out last. */
export function watch(no: i32): void {
  watched = no;
  fees.forget();
}

/** Days observed and present as bits of the period, and attaches of each of 32 days: 4 octets each. */
export function feesAt(): u32 {
  return fees.kept;
}

/** Begins with the first device. */
export function start(): void {
  next = 0;
}

/**
 * Works devices out, until they are OUT_ROWS, or had RUN_ROWS rows, or all. Returns how many rows of device_signal came out;
 * those of device_apn and unmatched_event stand at `apnsAt` and `straysAt`. Over when no device is left, which `rest` tells.
 */
export function run(): u32 {
  apns.rows = 0;
  strays.rows = 0;
  let row: u32 = 0;
  let done: u32 = 0;
  for (const count = deviceCount(); next < count && done < RUN_ROWS; next++) {
    const device = deviceAt(next);
    const length = order(device);
    assign(device, length);
    if (row + noCount > (L.OUT_ROWS as u32)) break;
    for (let i: u32 = 0; i < nobodys.size; i++) strays.add(device.imsi, nobodys.value(i), nobodys.count(i));
    for (let i: u32 = 0; i < noCount; i++)
      if (write(load<i32>(nos.at + (i << 2)), device.imsi, length, row)) row++;
    done += length;
  }
  return row;
}

/** Devices that are left. */
export function rest(): u32 {
  return deviceCount() - next;
}

export function apnCount(): u32 {
  return apns.rows;
}

export function apnsAt(): u32 {
  return apns.room.at;
}

export function strayCount(): u32 {
  return strays.rows;
}

export function straysAt(): u32 {
  return strays.room.at;
}

/** Gives each row of the device to an agreement (rule 1), and counts what belongs to none. */
function assign(device: Device, length: u32): void {
  owners.reserve(length << 2);
  nobodys.clear();
  noCount = 0;
  const rows = orderedRows();
  const segment = segmentOf(device.imsi);
  let plmn: i32 = -2;
  let owner: i32 = L.NOBODY;
  let noted: i32 = L.NOBODY;
  for (let i: u32 = 0; i < length; i++) {
    const row = changetype<Row>(load<u32>(rows + (i << 2)));
    let no = row.plmnOrNo;
    if ((row.flags & L.RECORD) === 0) {
      if (no !== plmn) {
        plmn = no;
        owner = ownerOf(segment, plmn);
      }
      no = owner;
    }
    store<i32>(owners.at + (i << 2), no);
    if (no === L.NOBODY) {
      if (row.instant >= periodFromMs && row.instant < periodUntilMs) nobodys.add(plmn, 1);
    } else if (no !== noted) {
      noted = no;
      note(no);
    }
  }
}

function note(no: i32): void {
  for (let i: u32 = 0; i < noCount; i++) if (load<i32>(nos.at + (i << 2)) === no) return;
  nos.reserve((noCount + 1) << 2);
  store<i32>(nos.at + (noCount << 2), no);
  noCount++;
}

/** The row of device_signal of a device under one of its agreements; false where all lies outside the reach. */
function write(no: i32, imsi: u64, length: u32, row: u32): bool {
  const terms = termsOf(no);
  if (!gather(no, terms, owners.at, length, row)) return false;
  store<i32>(row << 2, no, L.NO);
  store<u64>(row << 3, imsi, L.IMSI);
  store<i32>(row << 2, within(terms.declared, terms.declaredCount, imsi) as i32, L.IN_DECLARED_RANGE);
  store<i32>(row << 2, within(terms.excluded, terms.excludedCount, imsi) as i32, L.EXCLUDED);
  writeActivity(terms, row);
  writePresence(terms, row);
  if (no === watched) fees.keep();
  writeRhythm(terms, row);
  writeIdentity(no, imsi, terms, row);
  return true;
}
