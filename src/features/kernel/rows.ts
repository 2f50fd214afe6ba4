/**
 * Events and records of a slice, grouped by device. A row is one cache line's half (32 bytes): rows arrive in file order
 * and are read device by device, so each is fetched from memory once. Files are sorted by device, so that rows come in
 * stretches of one device, and it is those that are grouped. Memory: 32 bytes a row of the largest slice, or up to twice
 * that after growth, and 12 a stretch.
 */
import type { StreamedColumn } from '../../store/stream.ts';
import { DeviceIndex } from './devices.ts';
import { roomFor } from './grow.ts';
import { tacOf } from './tac.ts';

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
  /** Rows of stretch s are those from begins[s] to begins[s + 1]. */
  begins = new Int32Array(FIRST_ROWS);
  /** Stretches by device: those of device d stand from starts[d] to starts[d + 1], in order of arrival. */
  grouped = new Int32Array(FIRST_ROWS);
  starts = new Int32Array(1);
  #deviceOf = new Int32Array(FIRST_ROWS);
  #stretches = 0;
  #length = 0;

  clear(): void {
    this.devices.clear();
    this.#stretches = 0;
    this.#length = 0;
  }

  /** Adds rows of slice_signal.sql or slice_known_record.sql, whose first columns stand in one order, with their flags. */
  add(columns: readonly StreamedColumn[], rows: number, flags: Int32Array): void {
    const [imsis, instants, imeis, plmnsOrNos, cellsOrDays, apns] = columns;
    const first = this.#reserve(rows);
    const { words } = this;
    const toInstants = this.instants;
    // No IMSI is 0.
    let low = 0;
    let high = 0;
    let imeiLow = 0;
    let imeiHigh = 0;
    let tac = tacOf(0, 0);
    for (let i = 0; i < rows; i++) {
      const row = first + i;
      const at = row * WORDS;
      if (imsis![2 * i] !== low || imsis![2 * i + 1] !== high) {
        low = imsis![2 * i]!;
        high = imsis![2 * i + 1]!;
        this.#open(row, this.devices.numberOf(low, high));
      }
      if (imeis![2 * i] !== imeiLow || imeis![2 * i + 1] !== imeiHigh) {
        imeiLow = imeis![2 * i]!;
        imeiHigh = imeis![2 * i + 1]!;
        tac = tacOf(imeiLow, imeiHigh);
      }
      toInstants[at >> 1] = instants![i]!;
      words[at + Word.flags] = flags[i]!;
      words[at + Word.tac] = tac;
      words[at + Word.apn] = apns![i]!;
      words[at + Word.plmnOrNo] = plmnsOrNos![i]!;
      words[at + Word.cellOrDay] = cellsOrDays![i]!;
    }
  }

  /** Counting sort of the stretches by device. */
  group(): void {
    const devices = this.devices.count;
    const deviceOf = this.#deviceOf;
    const stretches = this.#stretches;
    this.begins = roomFor(this.begins, stretches + 1);
    this.begins[stretches] = this.#length;
    this.grouped = roomFor(this.grouped, stretches);
    this.starts = roomFor(this.starts, devices + 2);
    const { starts, grouped } = this;
    // Counts stand two places on, so that after the sums the place one on is each device's cursor.
    starts.fill(0, 0, devices + 2);
    for (let stretch = 0; stretch < stretches; stretch++) starts[deviceOf[stretch]! + 2]!++;
    for (let device = 2; device < devices + 2; device++) starts[device]! += starts[device - 1]!;
    for (let stretch = 0; stretch < stretches; stretch++)
      grouped[starts[deviceOf[stretch]! + 1]!++] = stretch;
  }

  /** Begins a stretch at a row. */
  #open(row: number, device: number): void {
    const stretch = this.#stretches++;
    this.begins = roomFor(this.begins, stretch + 1);
    this.#deviceOf = roomFor(this.#deviceOf, stretch + 1);
    this.begins[stretch] = row;
    this.#deviceOf[stretch] = device;
  }

  /** Makes room for more rows and gives back the first of them. */
  #reserve(rows: number): number {
    const first = this.#length;
    this.#length += rows;
    if (this.#length * WORDS > this.words.length) {
      this.words = roomFor(this.words, this.#length * WORDS);
      this.instants = new Float64Array(this.words.buffer);
    }
    return first;
  }
}
