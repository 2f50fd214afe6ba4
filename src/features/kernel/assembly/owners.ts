/**
 * Which agreement a signaling event belongs to (rule 1), by IMSI and PLMN. All IMSIs between two neighbouring bounds of home
 * intervals are of one segment, for which the host has worked out whose the events of each PLMN are (../owners.ts).
 */
import { NOBODY } from '../layout';

/** Where segments begin, ascending, 8 octets each, and how many bounds there are: segment 0 lies before the first. */
let bounds: u32 = 0;
let boundCount: u32 = 0;
/** Where the answers of each segment begin, 4 octets each, and the end of the last. */
let begins: u32 = 0;
/** Answers: PLMN code, ascending within a segment, and agreement, 4 octets each. */
let answers: u32 = 0;

export function setOwners(boundsAt: u32, count: u32, beginsAt: u32, answersAt: u32): void {
  bounds = boundsAt;
  boundCount = count;
  begins = beginsAt;
  answers = answersAt;
}

/** The segment of an IMSI: the number of bounds at or below it. */
export function segmentOf(imsi: u64): u32 {
  let from: u32 = 0;
  let until = boundCount;
  while (from < until) {
    const middle = (from + until) >> 1;
    if (load<u64>(bounds + (middle << 3)) <= imsi) from = middle + 1;
    else until = middle;
  }
  return from;
}

/** Owner of the events in a PLMN (-1: that name none). */
export function ownerOf(segment: u32, plmn: i32): i32 {
  let from = load<u32>(begins + (segment << 2));
  let until = load<u32>(begins + (segment << 2), 4);
  while (from < until) {
    const middle = (from + until) >> 1;
    const found = load<i32>(answers + (middle << 3));
    if (found === plmn) return load<i32>(answers + (middle << 3), 4);
    if (found < plmn) from = middle + 1;
    else until = middle;
  }
  return NOBODY;
}
