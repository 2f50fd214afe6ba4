/**
 * The TAP files of a month: one a partner and day, numbered without a gap. A record can be late (filed with a later
 * day), filed twice, or wait for the next day where a partner's day stays quiet.
 */
import { BerWriter } from './ber-writer.ts';
import { filesBefore, type Month } from './calendar.ts';
import type { Usage } from './day.ts';
import type { Packing } from './output.ts';
import { PARTNERS, type Partner } from './partners.ts';
import { mix } from './prng.ts';
import { type TapFile, TapFileWriter } from './tap-file.ts';

/** Usage of the last day before the month opens the first file, so that a month edge is inside a file. */
export const FIRST_TAP_DAY = -1;
/** One record in this many is filed late, and one in this many again. */
const LATE_ONE_IN = 400;
const TWICE_ONE_IN = 900;
const MAX_LATE_DAYS = 4;
/** Days whose first record is late (month edges), and one whose first record is filed twice, however small the month. */
const SURE_TWICE_DAY = 4;
const TEST_DAY = 2;
const TEST_RECORDS = 5;

interface PackedTapFile extends TapFile {
  readonly packing: Packing;
  readonly records: number;
}

interface Waiting {
  readonly usage: Usage;
  readonly due: number;
}

/** The feed of one partner. */
export class TapFeed {
  readonly #partner: Partner;
  readonly #month: Month;
  readonly #buffer = new BerWriter();
  #waiting: Waiting[] = [];
  #writer: TapFileWriter | null = null;
  #day = FIRST_TAP_DAY;
  #seen = 0;
  #filed = 0;
  #test: Usage[] = [];

  constructor(partner: Partner, month: Month) {
    this.#partner = partner;
    this.#month = month;
  }

  /** Opens the file of a day (days come in order) and files what waited for it. */
  open(day: number): void {
    this.#day = day;
    this.#seen = 0;
    this.#filed = 0;
    this.#writer = this.#fileWriter(false);
    const due = this.#waiting.filter((item) => item.due <= day);
    this.#waiting = this.#waiting.filter((item) => item.due > day);
    for (const item of due) this.#file(item.usage);
  }

  /** Takes a usage of the open day. */
  add(usage: Usage): void {
    const day = this.#day;
    const first = this.#seen++ === 0;
    if (day === TEST_DAY && this.#partner === PARTNERS[0] && this.#test.length < TEST_RECORDS)
      this.#test.push(usage);
    const draw = mix(usage.reference, usage.start);
    const edge = first && (day === FIRST_TAP_DAY || day === this.#month.days - 1);
    const delay = edge ? 1 : draw % LATE_ONE_IN === 0 ? 1 + ((draw >>> 9) % MAX_LATE_DAYS) : 0;
    const quiet = this.#partner.quietDays.includes(day) ? 1 : 0;
    const due = Math.min(day + Math.max(delay, quiet), this.#month.days);
    if (due === day) this.#file(usage);
    else this.#waiting.push({ usage, due });
    if (draw % TWICE_ONE_IN === 1 || (first && day === SURE_TWICE_DAY)) {
      this.#waiting.push({ usage, due: Math.min(due + 1 + ((draw >>> 11) % 3), this.#month.days) });
    }
  }

  /** Closes the day's file; a test file may come with it. */
  close(): PackedTapFile[] {
    const files = [this.#packed(this.#writer as TapFileWriter, this.#filed)];
    this.#writer = null;
    if (this.#test.length > 0) {
      const writer = this.#fileWriter(true);
      for (const usage of this.#test) writer.add(usage);
      files.push(this.#packed(writer, this.#test.length));
      this.#test = [];
    }
    return files;
  }

  #file(usage: Usage): void {
    this.#writer?.add(usage);
    this.#filed += 1;
  }

  #fileWriter(test: boolean): TapFileWriter {
    const sequence = test ? 1 : filesBefore(this.#month) + this.#day - FIRST_TAP_DAY + 1;
    return new TapFileWriter(
      { partner: this.#partner, month: this.#month, day: this.#day, sequence, test },
      this.#buffer,
    );
  }

  #packed(writer: TapFileWriter, records: number): PackedTapFile {
    const file = writer.finish();
    const slot = mix(Number(file.name.slice(-5)), this.#partner.weight) % 6;
    return { ...file, records, packing: slot === 0 ? 'gz' : slot === 1 ? 'zst' : 'plain' };
  }
}
