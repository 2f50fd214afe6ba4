/** The fields of a plain CSV line: printable ASCII, quotes around whole fields alone. Any other line is left to SQL. */
import type { ColumnMap } from './columns.ts';
import { SIGNALING_COLUMNS } from './columns.ts';
import { RowPlaces } from './event-rows.ts';

const [QUOTE, COMMA, LINE_FEED, RETURN] = [0x22, 0x2c, 0x0a, 0x0d];
/** 1 for what may stand in a field without quotes; `INSIDE` also has the comma. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, octet) =>
  Number(octet >= 0x20 && octet <= 0x7e && octet !== QUOTE && octet !== COMMA),
);
const INSIDE = PLAIN.with(COMMA, 1);

export class CsvScan {
  readonly places = new RowPlaces();
  /** By column of the file: its place in SIGNALING_COLUMNS, or −1. */
  readonly #columns: Int8Array;

  constructor({ positions, width }: ColumnMap) {
    this.#columns = new Int8Array(width).fill(-1);
    for (const [at, name] of SIGNALING_COLUMNS.entries()) {
      if (positions[name] > 0) this.#columns[positions[name] - 1] = at;
    }
  }

  /** Finds the fields of the line at `at`, which ends with a line feed; returns where the next begins, or −1. */
  scan(bytes: Uint8Array, at: number): number {
    const columns = this.#columns;
    const { starts, ends } = this.places;
    let i = at;
    for (let column = 0; column < columns.length; column++) {
      let start = i;
      let end: number;
      if (bytes[i] === QUOTE) {
        start = ++i;
        while (INSIDE[bytes[i]!] === 1) i++;
        if (bytes[i] !== QUOTE) return -1;
        end = i++;
      } else {
        while (PLAIN[bytes[i]!] === 1) i++;
        end = i;
      }
      const place = columns[column]!;
      if (place >= 0) {
        starts[place] = start;
        ends[place] = end;
      }
      if (bytes[i] === COMMA) i++;
      else if (column + 1 < columns.length) return -1;
      else return lineEnd(bytes, i);
    }
    return -1;
  }
}

/** Where the next line begins, if a line ends at `at`; else −1. */
export function lineEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] === LINE_FEED) return at + 1;
  return bytes[at] === RETURN && bytes[at + 1] === LINE_FEED ? at + 2 : -1;
}
