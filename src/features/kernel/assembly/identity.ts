/**
 * Equipment and APNs that a device was seen with in the period, in records and events: the most frequent TAC (lowest on a
 * tie), distinct TACs and APNs, and events with a declared one. A device that is only charged late is known by its
 * charged records (rule 5).
 */
import * as L from '../layout';
import { anyFlags, begin, end, TIMED_OCTETS, Timed } from './device-rows';
import { apns as deviceApns } from './lists';
import { Tally } from './tally';
import { holds, Terms } from './terms';

const tacs = new Tally();
const apns = new Tally();

export function writeIdentity(no: i32, imsi: u64, terms: Terms, row: u32): void {
  tacs.clear();
  apns.clear();
  add(L.IN_PERIOD | L.RECORD, L.IN_PERIOD);
  const at = row << 2;
  store<i32>(at, among(tacs, terms.tacs, terms.tacCount), L.DECLARED_TAC_EVENTS);
  store<i32>(at, among(apns, terms.apns, terms.apnCount), L.DECLARED_APN_EVENTS);
  if ((anyFlags & L.RECORD) !== 0) {
    const wanted = (anyFlags & L.IN_PERIOD) === 0 ? L.CHARGED : L.IN_PERIOD;
    add(wanted | L.RECORD, wanted | L.RECORD);
  }
  store<i32>(at, mostFrequent(tacs), L.TAC);
  store<i32>(at, tacs.size, L.TACS);
  store<i32>(at, apns.size === 1 ? apns.value(0) : L.NO_INTEGER, L.ONLY_APN);
  if (apns.size > 1) for (let i: u32 = 0; i < apns.size; i++) deviceApns.add(imsi, no, apns.value(i));
}

/** Counts the rows whose flags under `mask` are `wanted`. */
function add(mask: i32, wanted: i32): void {
  // Most rows of a device repeat what the one before had.
  // At first values that no row has.
  let tac: i32 = L.NO_INTEGER;
  let tacRows: i32 = 0;
  let apn: i32 = L.NO_INTEGER;
  let apnRows: i32 = 0;
  for (let at = begin; at < end; at += TIMED_OCTETS) {
    const timed = changetype<Timed>(at);
    if ((timed.flags & mask) !== wanted) continue;
    // Neither no IMEI nor one that is too short for a TAC. Which rows have one cannot be foreseen: no branch hangs on it.
    if (((timed.tac > 0) as u32) & ((timed.tac !== tac) as u32)) {
      if (tacRows > 0) tacs.add(tac, tacRows);
      tac = timed.tac;
      tacRows = 0;
    }
    tacRows += (timed.tac === tac) as i32;
    if (((timed.apn >= 0) as u32) & ((timed.apn !== apn) as u32)) {
      if (apnRows > 0) apns.add(apn, apnRows);
      apn = timed.apn;
      apnRows = 0;
    }
    apnRows += (timed.apn === apn) as i32;
  }
  if (tacRows > 0) tacs.add(tac, tacRows);
  if (apnRows > 0) apns.add(apn, apnRows);
}

function among(seen: Tally, list: u32, count: u32): i32 {
  let sum: i32 = 0;
  for (let i: u32 = 0; i < seen.size; i++) if (holds(list, count, seen.value(i))) sum += seen.count(i);
  return sum;
}

function mostFrequent(seen: Tally): i32 {
  let best: i32 = L.NO_INTEGER;
  let uses: i32 = 0;
  for (let i: u32 = 0; i < seen.size; i++) {
    const count = seen.count(i);
    const value = seen.value(i);
    if (count > uses || (count === uses && value < best)) {
      best = value;
      uses = count;
    }
  }
  return best;
}
