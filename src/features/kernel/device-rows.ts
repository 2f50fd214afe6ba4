/** Rows of one device under one agreement in order of time, as columns that the passes read. */
import { Flag, HOUR_SHIFT } from './flags.ts';
import { roomFor } from './grow.ts';
import { type SliceRows, Word, wordsOf } from './rows.ts';
import type { Terms } from './scope.ts';
import type { TimeOrder } from './time-order.ts';

const FIRST_ROWS = 1024;
const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

export class DeviceRows {
  length = 0;
  /** Events among them. */
  events = 0;
  instants = new Float64Array(FIRST_ROWS);
  flags = new Int32Array(FIRST_ROWS);
  /** Local day: an event's in the agreement's time zone, a record's as its basis has it (rule 3). */
  days = new Int32Array(FIRST_ROWS);
  tacs = new Int32Array(FIRST_ROWS);
  apns = new Int32Array(FIRST_ROWS);
  cells = new Int32Array(FIRST_ROWS);

  /** Takes the rows that `ownerOf` gives to the agreement and that lie in its reach (rule 2: half-open windows). */
  gather(from: SliceRows, order: TimeOrder, ownerOf: Int32Array, length: number, terms: Terms): void {
    this.#reserve(length);
    const { words, instants } = from;
    const { rows } = order;
    const { no, scanFromMs, scanUntilMs, scanFromDay, periodFromDay, periodEndDay, zone } = terms;
    const {
      instants: toInstants,
      flags: toFlags,
      days: toDays,
      tacs: toTacs,
      apns: toApns,
      cells: toCells,
    } = this;
    let to = 0;
    let events = 0;
    for (let i = 0; i < length; i++) {
      if (ownerOf[i] !== no) continue;
      const at = wordsOf(rows[i]!);
      const instant = instants[at >> 1]!;
      let flags = words[at + Word.flags]!;
      if ((flags & Flag.record) !== 0) {
        const day = words[at + Word.cellOrDay]!;
        // Records of days before the window's reach are only there to be charged.
        if (day >= scanFromDay && day < periodEndDay) flags |= Flag.sign;
        toDays[to] = day;
      } else {
        if (instant < scanFromMs || instant >= scanUntilMs) continue;
        // Local hours since 1970: reach begins after it, so that cutting off is rounding down.
        const hours = ((instant + zone.offsetAt(instant)) / HOUR_MS) | 0;
        const day = (hours / DAY_HOURS) | 0;
        if (day >= periodFromDay && day < periodEndDay) flags |= Flag.inPeriod;
        flags |= (hours - day * DAY_HOURS) << HOUR_SHIFT;
        toDays[to] = day;
        toCells[to] = words[at + Word.cellOrDay]!;
        events++;
      }
      toFlags[to] = flags;
      toInstants[to] = instant;
      toTacs[to] = words[at + Word.tac]!;
      toApns[to] = words[at + Word.apn]!;
      to++;
    }
    this.length = to;
    this.events = events;
  }

  #reserve(length: number): void {
    this.instants = roomFor(this.instants, length);
    this.flags = roomFor(this.flags, length);
    this.days = roomFor(this.days, length);
    this.tacs = roomFor(this.tacs, length);
    this.apns = roomFor(this.apns, length);
    this.cells = roomFor(this.cells, length);
  }
}
