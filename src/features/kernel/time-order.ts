/** Sorts the rows of one device by time. They come as a few runs in order (a file each), so runs are merged. */
import { roomFor } from './grow.ts';

const FIRST_ROWS = 1024;

export class TimeOrder {
  /** Sort keys and the rows that have them; filled by the caller, in order after `sort`. */
  keys = new Float64Array(FIRST_ROWS);
  rows = new Int32Array(FIRST_ROWS);
  #otherKeys = new Float64Array(FIRST_ROWS);
  #otherRows = new Int32Array(FIRST_ROWS);
  /** Where each run begins, and the end of the last. */
  #runs = new Int32Array(FIRST_ROWS + 1);

  reserve(length: number): void {
    this.keys = roomFor(this.keys, length);
    this.rows = roomFor(this.rows, length);
  }

  /** Ascending by key; rows with equal keys come in any order. */
  sort(length: number): void {
    let runs = this.#findRuns(length);
    if (runs < 2) return;
    this.#otherKeys = roomFor(this.#otherKeys, length);
    this.#otherRows = roomFor(this.#otherRows, length);
    while (runs > 1) runs = this.#mergePairs(runs);
  }

  #findRuns(length: number): number {
    const { keys } = this;
    this.#runs = roomFor(this.#runs, length + 1);
    let runs = 0;
    this.#runs[0] = 0;
    for (let i = 1; i < length; i++) if (keys[i]! < keys[i - 1]!) this.#runs[++runs] = i;
    this.#runs[++runs] = length;
    return runs;
  }

  #mergePairs(runs: number): number {
    const merged = this.#runs;
    let out = 0;
    for (let run = 0; run < runs; run += 2) {
      const from = merged[run]!;
      const middle = merged[run + 1]!;
      const end = run + 2 <= runs ? merged[run + 2]! : middle;
      this.#merge(from, middle, end);
      merged[out++] = from;
    }
    merged[out] = merged[runs]!;
    [this.keys, this.#otherKeys] = [this.#otherKeys, this.keys];
    [this.rows, this.#otherRows] = [this.#otherRows, this.rows];
    return out;
  }

  #merge(from: number, middle: number, end: number): void {
    const keys = this.keys;
    const rows = this.rows;
    const toKeys = this.#otherKeys;
    const toRows = this.#otherRows;
    let left = from;
    let right = middle;
    for (let to = from; to < end; to++) {
      const takeLeft = right >= end || (left < middle && keys[left]! <= keys[right]!);
      const at = takeLeft ? left++ : right++;
      toKeys[to] = keys[at]!;
      toRows[to] = rows[at]!;
    }
  }
}
