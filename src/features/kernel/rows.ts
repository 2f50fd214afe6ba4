/**
 * Events and records of a slice, grouped by device. A row is one cache line's half (32 bytes): rows arrive in file order
 * and are read device by device, so each is fetched from memory once. Memory: 40 bytes a row of the largest slice, or up
 * to twice that after growth.
 */
import type { StreamedColumn } from '../../store/stream.ts';
import { DeviceIndex } from './devices.ts';
import { roomFor } from './grow.ts';

const FIRST_ROWS = 1 << 16;
const WORDS = 8;

/** Places of a row's 32-bit words. The first two hold its instant as a float. */
export const Word = {
  flags: 2,
  tac: 3,
  apn: 4,
  /** PLMN code of an event, agreement (`no`) of a record. */
  plmnOrNo: 5,
  /** Cell of an event, day of a record. */
  cellOrDay: 6,
} as const;

/** Index of a row's word 0; half of it is the index of its instant among the floats. */
export const wordsOf = (row: number): number => row * WORDS;

export class SliceRows {
  readonly devices = new DeviceIndex();
  words = new Int32Array(FIRST_ROWS * WORDS);
  instants = new Float64Array(this.words.buffer);
  /** Rows by device: those of device d stand from starts[d] to starts[d + 1]. */
  grouped = new Int32Array(FIRST_ROWS);
  starts = new Int32Array(1);
  #deviceOf = new Int32Array(FIRST_ROWS);
  #length = 0;

  clear(): void {
    this.devices.clear();
    this.#length = 0;
  }

  /**
   * Adds rows of slice_signal.sql or slice_known_record.sql, whose columns stand in one order; `flagsOf` gives flags to
   * what either packed.
   */
  add(columns: StreamedColumn[], rows: number, flagsOf: Int32Array): void {
    const [imsis, instants, tacs, packed, plmnsOrNos, cellsOrDays, apns] = columns;
    const first = this.#reserve(rows);
    const { words, devices } = this;
    const toInstants = this.instants;
    const deviceOf = this.#deviceOf;
    for (let i = 0; i < rows; i++) {
      const row = first + i;
      const at = row * WORDS;
      deviceOf[row] = devices.numberOf(imsis![2 * i]!, imsis![2 * i + 1]!);
      toInstants[at >> 1] = instants![i]!;
      words[at + Word.flags] = flagsOf[packed![i]!]!;
      words[at + Word.tac] = tacs![i]!;
      words[at + Word.apn] = apns![i]!;
      words[at + Word.plmnOrNo] = plmnsOrNos![i]!;
      words[at + Word.cellOrDay] = cellsOrDays![i]!;
    }
  }

  /** Counting sort by device, in order of arrival within each. */
  group(): void {
    const devices = this.devices.count;
    const deviceOf = this.#deviceOf;
    const length = this.#length;
    this.grouped = roomFor(this.grouped, length);
    this.starts = roomFor(this.starts, devices + 2);
    const { starts, grouped } = this;
    // Counts stand two places on, so that after the sums the place one on is each device's cursor.
    starts.fill(0, 0, devices + 2);
    for (let row = 0; row < length; row++) starts[deviceOf[row]! + 2]!++;
    for (let device = 2; device < devices + 2; device++) starts[device]! += starts[device - 1]!;
    for (let row = 0; row < length; row++) grouped[starts[deviceOf[row]! + 1]!++] = row;
  }

  /** Makes room for more rows and gives back the first of them. */
  #reserve(rows: number): number {
    const first = this.#length;
    this.#length += rows;
    if (this.#length * WORDS > this.words.length) {
      this.words = roomFor(this.words, this.#length * WORDS);
      this.instants = new Float64Array(this.words.buffer);
    }
    this.#deviceOf = roomFor(this.#deviceOf, this.#length);
    return first;
  }
}
