/**
 * Lines of a text file in their two ways: regular rows become columns at once, all others are gathered with their
 * number for SQL, which knows the whole of the rules (sql/staging).
 */
import type { CsvScan } from './csv-scan.ts';
import type { EventRows } from './event-rows.ts';
import type { NdjsonScan } from './ndjson-scan.ts';

const LINE_FEED = 10;
const FEED = Buffer.from('\n');
/** Digits before an odd line that tell its number: see sql/staging/signaling_line_append.sql. */
const NUMBER_DIGITS = 12;

export class RegularLines {
  /** Lines seen so far. */
  line: number;
  readonly odd = new OddLines();
  readonly #rows: EventRows;
  readonly #scan: CsvScan | NdjsonScan;

  /** `line` is the number of the line before the first that is read. */
  constructor(rows: EventRows, scan: CsvScan | NdjsonScan, line: number) {
    this.#rows = rows;
    this.#scan = scan;
    this.line = line;
  }

  /** Reads the lines of a chunk, which ends without a line feed. */
  read(chunk: Buffer): void {
    const last = chunk.lastIndexOf(LINE_FEED) + 1;
    this.#read(chunk, last);
    // The scanners stop at a line feed, so the last line gets its own.
    const rest = Buffer.concat([chunk.subarray(last), FEED]);
    this.#read(rest, rest.length);
  }

  #read(bytes: Buffer, end: number): void {
    const rows = this.#rows;
    const scan = this.#scan;
    const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    while (at < end) {
      this.line++;
      if (bytes[at] === LINE_FEED) {
        at++;
        continue;
      }
      let next = scan.scan(bytes, at);
      if (next < 0 || !rows.add(this.line, bytes, words, scan.places)) {
        next = bytes.indexOf(LINE_FEED, at) + 1;
        this.odd.add(this.line, bytes, at, next - 1);
      }
      at = next;
    }
  }
}

/** Lines that wait for SQL, each behind its number, in one buffer that grows. */
class OddLines {
  #buffer = Buffer.allocUnsafe(65_536);
  #used = 0;
  lines = 0;

  get bytes(): number {
    return this.#used;
  }

  add(line: number, bytes: Buffer, from: number, to: number): void {
    const needed = this.#used + NUMBER_DIGITS + (to - from) + 1;
    if (needed > this.#buffer.length) {
      const wider = Buffer.allocUnsafe(needed * 2);
      this.#buffer.copy(wider, 0, 0, this.#used);
      this.#buffer = wider;
    }
    const number = String(line).padStart(NUMBER_DIGITS, '0');
    this.#used += this.#buffer.write(number, this.#used, 'latin1');
    this.#used += bytes.copy(this.#buffer, this.#used, from, to);
    this.#buffer[this.#used++] = LINE_FEED;
    this.lines++;
  }

  /** The gathered lines, joined by line feeds; use them before the next `add`. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, Math.max(0, this.#used - 1));
    this.#used = 0;
    this.lines = 0;
    return taken;
  }
}
