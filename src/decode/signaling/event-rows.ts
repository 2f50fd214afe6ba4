/**
 * Regular rows → columns in Arrow layout, straight from their bytes. A row is regular when every value is plainly
 * right, empty, or plainly to be left out; any other row is refused here and judged in SQL, so that the rules for odd
 * rows stand there alone.
 */

import type { ColumnBatch } from '../../arrow/batch.ts';
import { BATCH_ROWS } from '../../arrow/batch-builder.ts';
import { SIGNALING_COLUMNS, type SignalingColumn } from './columns.ts';
import { readTime } from './event-time.ts';
import { ABSENT, type CodeOf, EventWords, IRREGULAR, UNUSABLE, WORD_COLUMNS } from './event-words.ts';

const place = (name: SignalingColumn): number => SIGNALING_COLUMNS.indexOf(name);
const [TIME, IMSI, IMEI] = [place('event_time'), place('imsi'), place('imei')];
const WORD_PLACES = WORD_COLUMNS.map(({ name }) => place(name as SignalingColumn));
const PROCEDURE = WORD_COLUMNS.findIndex(({ name }) => name === 'procedure');
const RAT = WORD_COLUMNS.findIndex(({ name }) => name === 'rat');
const [ZERO, SPACE] = [0x30, 0x20];
const TWO_32 = 4_294_967_296;
/** Digits that fit the lower of two parts of an identifier. */
const LOW_DIGITS = 8;

/** Where the values of a row stand in its bytes, by SIGNALING_COLUMNS; equal where a value is empty or absent. */
export class RowPlaces {
  readonly starts = new Int32Array(SIGNALING_COLUMNS.length);
  readonly ends = new Int32Array(SIGNALING_COLUMNS.length);
}

/** Buffers of a batch: 64-bit columns as halves, text columns as codes. */
class OpenBatch {
  readonly line = new Int32Array(BATCH_ROWS * 2);
  readonly time = new Int32Array(BATCH_ROWS * 2);
  readonly imsi = new Int32Array(BATCH_ROWS * 2);
  readonly imei = new Int32Array(BATCH_ROWS * 2);
  readonly words = WORD_COLUMNS.map(() => new Int32Array(BATCH_ROWS));

  /** The columns of `signaling_coded` behind `file_id`. Nulls are where an IMEI is 0 or a code is ABSENT. */
  finish(rows: number): ColumnBatch {
    const column = (name: string, values: Int32Array, validity: Uint8Array | null) => ({
      name,
      values: values.buffer as ArrayBuffer,
      validity: validity === null ? null : (validity.buffer as ArrayBuffer),
    });
    return {
      rows,
      columns: [
        column('line', this.line, null),
        column('event_ms', this.time, null),
        column('imsi', this.imsi, null),
        column('imei', this.imei, present(this.imei, rows, 2, 0)),
        ...WORD_COLUMNS.map(({ name }, i) =>
          column(name, this.words[i]!, present(this.words[i]!, rows, 1, ABSENT)),
        ),
      ],
    };
  }
}

/** Validity bitmap of a column: a value is there unless its first word is `absent`; null where all are there. */
function present(words: Int32Array, rows: number, step: number, absent: number): Uint8Array | null {
  const bitmap = new Uint8Array(((rows + 63) >> 6) << 3);
  let missing = 0;
  for (let row = 0, at = 0; row < rows; row++, at += step) {
    if (words[at] === absent && (step === 1 || words[at + 1] === absent)) missing++;
    else bitmap[row >> 3]! |= 1 << (row & 7);
  }
  return missing === 0 ? null : bitmap;
}

export class EventRows {
  /** Rows taken since `start`. */
  rows = 0;
  imeiUnusable = 0;
  ratUnknown = 0;
  readonly #words: readonly EventWords[];
  readonly #codes = new Int32Array(WORD_COLUMNS.length);
  readonly #pair = new Int32Array(2);
  #open = new OpenBatch();
  #used = 0;
  #full: { readonly batch: OpenBatch; readonly rows: number }[] = [];
  readonly #free: OpenBatch[] = [];

  constructor(codeOf: CodeOf) {
    this.#words = WORD_COLUMNS.map(({ normal }) => new EventWords(normal, codeOf));
  }

  /** Begins a file. */
  start(): void {
    this.#used = 0;
    this.#free.push(...this.#full.map(({ batch }) => batch));
    this.#full = [];
    this.rows = 0;
    this.imeiUnusable = 0;
    this.ratUnknown = 0;
    for (const words of this.#words) words.forget();
  }

  /** Rows that wait for `take`. */
  get waiting(): number {
    return this.#full.length * BATCH_ROWS + this.#used;
  }

  /** Adds a row, whose values are printable ASCII; false where it is not regular. `words` is a view of `bytes`. */
  add(line: number, bytes: Uint8Array, words: DataView, { starts, ends }: RowPlaces): boolean {
    const time = readTime(bytes, starts[TIME]!, ends[TIME]!);
    if (time < 0) return false;
    const digits = ends[IMSI]! - starts[IMSI]!;
    const pair = this.#pair;
    if (digits < 6 || digits > 15 || !readDigits(bytes, starts[IMSI]!, ends[IMSI]!, pair)) return false;
    const imsiLow = pair[0]!;
    const imsiHigh = pair[1]!;
    const codes = this.#codes;
    for (let i = 0; i < codes.length; i++) {
      const at = WORD_PLACES[i]!;
      const code = this.#words[i]!.code(bytes, words, starts[at]!, ends[at]!);
      if (code === IRREGULAR) return false;
      codes[i] = code;
    }
    if (codes[PROCEDURE] === ABSENT) return false;
    const imei = this.#readImei(bytes, starts[IMEI]!, ends[IMEI]!);
    if (imei === IRREGULAR) return false;
    if (imei === UNUSABLE) this.imeiUnusable++;
    if (codes[RAT] === UNUSABLE) {
      codes[RAT] = ABSENT;
      this.ratUnknown++;
    }
    this.#write(line, time, imsiLow, imsiHigh);
    return true;
  }

  /** The waiting rows; use them before the next file, and `give` nothing back to others. */
  take(): ColumnBatch[] {
    const batches = this.#full.map(({ batch, rows }) => batch.finish(rows));
    if (this.#used > 0) batches.push(this.#open.finish(this.#used));
    this.#free.push(...this.#full.map(({ batch }) => batch));
    this.#full = [];
    this.#used = 0;
    return batches;
  }

  /** ABSENT and UNUSABLE leave zeros in the pair; 0 is a value. */
  #readImei(bytes: Uint8Array, from: number, to: number): number {
    const pair = this.#pair;
    const length = to - from;
    if (length >= 14 && length <= 16 && readDigits(bytes, from, to, pair)) return 0;
    pair[0] = 0;
    pair[1] = 0;
    if (length === 0) return ABSENT;
    return bytes[from] === SPACE || bytes[to - 1] === SPACE ? IRREGULAR : UNUSABLE;
  }

  #write(line: number, time: number, imsiLow: number, imsiHigh: number): void {
    if (this.#used === BATCH_ROWS) {
      this.#full.push({ batch: this.#open, rows: this.#used });
      this.#open = this.#free.pop() ?? new OpenBatch();
      this.#used = 0;
    }
    const row = this.#used;
    const at = row * 2;
    const open = this.#open;
    open.line[at] = line;
    open.line[at + 1] = 0;
    const timeHigh = Math.floor(time / TWO_32);
    open.time[at] = time - timeHigh * TWO_32;
    open.time[at + 1] = timeHigh;
    open.imsi[at] = imsiLow;
    open.imsi[at + 1] = imsiHigh;
    open.imei[at] = this.#pair[0]!;
    open.imei[at + 1] = this.#pair[1]!;
    for (let i = 0; i < this.#codes.length; i++) open.words[i]![row] = this.#codes[i]!;
    this.#used = row + 1;
    this.rows++;
  }
}

/** `1` and the 6 to 16 digits `from`…`to` as a 64-bit number in two halves; false where they are no digits. */
function readDigits(bytes: Uint8Array, from: number, to: number, pair: Int32Array): boolean {
  const cut = Math.max(from, to - LOW_DIGITS);
  let wrong = 0;
  let high = 1;
  for (let i = from; i < cut; i++) {
    const digit = bytes[i]! - ZERO;
    wrong |= digit | (9 - digit);
    high = high * 10 + digit;
  }
  let low = 0;
  let unit = 1;
  for (let i = cut; i < to; i++) {
    const digit = bytes[i]! - ZERO;
    wrong |= digit | (9 - digit);
    low = low * 10 + digit;
    unit *= 10;
  }
  if (wrong < 0) return false;
  // The low half is exact by Math.imul, the high half by what is then left to round.
  const lowHalf = (Math.imul(high, unit) + low) | 0;
  pair[0] = lowHalf;
  pair[1] = Math.round((high * unit + low - (lowHalf >>> 0)) / TWO_32);
  return true;
}
