/** Rows of one device under one agreement in order of time, as columns that the passes read. */
import { Flag, HOUR_SHIFT } from './flags.ts';
import { roomFor } from './grow.ts';
import type { SignalColumns } from './output.ts';
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
  /** Flags that any of them has. */
  anyFlags = 0;
  /** First and last day that they reach; the first is above the last where none does. */
  firstDay = 0;
  lastDay = 0;
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
    let anyFlags = 0;
    let firstDay = 0x7fffffff;
    let lastDay = -0x7fffffff;
    for (let i = 0; i < length; i++) {
      if (ownerOf[i] !== no) continue;
      const at = wordsOf(rows[i]!);
      const instant = instants[at >> 1]!;
      let flags = words[at + Word.flags]!;
      let day: number;
      let reaches = true;
      if ((flags & Flag.record) !== 0) {
        day = words[at + Word.cellOrDay]!;
        // A record charged late may lie long before every window: it says nothing of what is loaded now.
        reaches = day >= scanFromDay;
        if (reaches && day < periodEndDay) flags |= Flag.sign;
      } else {
        if (instant < scanFromMs || instant >= scanUntilMs) continue;
        // Local hours since 1970: reach begins after it, so that cutting off is rounding down.
        const hours = ((instant + zone.offsetAt(instant)) / HOUR_MS) | 0;
        day = (hours / DAY_HOURS) | 0;
        if (day >= periodFromDay && day < periodEndDay) flags |= Flag.inPeriod;
        flags |= (hours - day * DAY_HOURS) << HOUR_SHIFT;
        toCells[to] = words[at + Word.cellOrDay]!;
        events++;
      }
      if (reaches && day < firstDay) firstDay = day;
      if (reaches && day > lastDay) lastDay = day;
      anyFlags |= flags;
      toDays[to] = day;
      toFlags[to] = flags;
      toInstants[to] = instant;
      toTacs[to] = words[at + Word.tac]!;
      toApns[to] = words[at + Word.apn]!;
      to++;
    }
    this.length = to;
    this.events = events;
    this.anyFlags = anyFlags;
    this.firstDay = firstDay;
    this.lastDay = lastDay;
  }

  /** What makes the device part of the period's list (rule 5), and the days that its loaded rows reach. */
  write(out: SignalColumns, row: number): void {
    const { ints } = out;
    if (this.firstDay <= this.lastDay) {
      ints.first_day[row] = this.firstDay;
      ints.last_day[row] = this.lastDay;
    }
    ints.reach_events[row] = this.events;
    ints.in_period[row] = (this.anyFlags & Flag.inPeriod) === 0 ? 0 : 1;
    ints.has_charged[row] = (this.anyFlags & Flag.charged) === 0 ? 0 : 1;
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
