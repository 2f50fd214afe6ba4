/**
 * The values of a plain NDJSON line: an object of strings without escapes, whole numbers and nulls, each key once. Any
 * other line is left to SQL.
 */
import { SIGNALING_COLUMNS } from './columns.ts';
import { lineEnd } from './csv-scan.ts';
import { RowPlaces } from './event-rows.ts';

const [SPACE, QUOTE, COMMA, ZERO, COLON] = [0x20, 0x22, 0x2c, 0x30, 0x3a];
const [BACKSLASH, LETTER_N, OPEN, CLOSE] = [0x5c, 0x6e, 0x7b, 0x7d];
/** Digits of a number that are taken: one that is longer may be none to JSON's readers. */
const DIGITS_MAX = 18;
/** 1 for what a string holds without an escape. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, octet) =>
  Number(octet >= 0x20 && octet <= 0x7e && octet !== QUOTE && octet !== BACKSLASH),
);
const NULL = Buffer.from('null');

/** Keys by their length: their bytes and place in SIGNALING_COLUMNS. */
const KEYS: readonly (readonly { readonly name: Uint8Array; readonly place: number }[])[] = Array.from(
  { length: 16 },
  (_, length) =>
    SIGNALING_COLUMNS.map((name, place) => ({ name: Buffer.from(name), place })).filter(
      ({ name }) => name.length === length,
    ),
);

export class NdjsonScan {
  readonly places = new RowPlaces();

  /** Finds the values of the line at `at`, which ends with a line feed; returns where the next begins, or −1. */
  scan(bytes: Uint8Array, at: number): number {
    const { starts, ends } = this.places;
    starts.fill(0);
    ends.fill(0);
    let seen = 0;
    let i = skip(bytes, at);
    if (bytes[i] !== OPEN) return -1;
    do {
      i = skip(bytes, i + 1);
      if (bytes[i] !== QUOTE) return -1;
      const key = i + 1;
      i = stringEnd(bytes, key);
      if (i < 0) return -1;
      const place = placeOf(bytes, key, i);
      i = skip(bytes, i + 1);
      if (bytes[i] !== COLON) return -1;
      const value = skip(bytes, i + 1);
      i = valueEnd(bytes, value);
      if (i < 0) return -1;
      if (place >= 0) {
        if ((seen & (1 << place)) !== 0) return -1;
        seen |= 1 << place;
        const first = bytes[value];
        const quoted = first === QUOTE ? 1 : 0;
        starts[place] = value + quoted;
        ends[place] = first === LETTER_N ? value : i - quoted;
      }
      i = skip(bytes, i);
    } while (bytes[i] === COMMA);
    return bytes[i] === CLOSE ? lineEnd(bytes, skip(bytes, i + 1)) : -1;
  }
}

function skip(bytes: Uint8Array, at: number): number {
  let i = at;
  while (bytes[i] === SPACE) i++;
  return i;
}

/** Where the quote stands that ends a plain string; −1 where it is not plain. */
function stringEnd(bytes: Uint8Array, from: number): number {
  let i = from;
  while (PLAIN[bytes[i]!] === 1) i++;
  return bytes[i] === QUOTE ? i : -1;
}

/** The end of a plain string with its quotes, a whole number or null; −1 for any other value. */
function valueEnd(bytes: Uint8Array, from: number): number {
  if (bytes[from] === QUOTE) {
    const end = stringEnd(bytes, from + 1);
    return end < 0 ? -1 : end + 1;
  }
  if (bytes[from] === LETTER_N) return equals(bytes, from, NULL) ? from + NULL.length : -1;
  let i = from;
  while (bytes[i]! >= ZERO && bytes[i]! <= ZERO + 9) i++;
  const digits = i - from;
  return digits === 0 || digits > DIGITS_MAX || (digits > 1 && bytes[from] === ZERO) ? -1 : i;
}

/** The canonical column of a key; −1 for another. */
function placeOf(bytes: Uint8Array, from: number, to: number): number {
  const keys = KEYS[to - from];
  if (keys === undefined) return -1;
  for (let i = 0; i < keys.length; i++) {
    const { name, place } = keys[i]!;
    if (equals(bytes, from, name)) return place;
  }
  return -1;
}

function equals(bytes: Uint8Array, from: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text[i]) return false;
  return true;
}
