/**
 * Text values of one file-wide column as codes: hash the bytes, compare the bytes, keep the index. A JavaScript string
 * is made once per distinct value.
 */
import { equalTexts, hashText } from './text-octets.ts';

/** Most distinct spellings of one column of one file. */
export const MAX_DICTIONARY_VALUES = 4_194_304;
/** Longest text a dictionary column takes, in octets. */
export const MAX_TEXT_OCTETS = 255;

const UNKNOWN = 0x3f;
/** A dictionary begins small: most files are, and each has one for every column. */
const POOL_OCTETS = 512;
const FIRST_SLOTS = 64;
/** Slots that are searched for a text. */
const MAX_PROBES = 64;
const LOWER = lookup((octet) => (octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet));
const AS_IS = lookup((octet) => octet);

/** Printable ASCII through `map`; every other octet becomes `?`, so no control character passes. */
function lookup(map: (octet: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, octet) =>
    octet >= 0x20 && octet <= 0x7e ? map(octet) : UNKNOWN,
  );
}

/** The text at hand as the dictionary has it. */
const mapped = Buffer.alloc(MAX_TEXT_OCTETS);
/** The text at hand that was made elsewhere. */
const made = new Uint8Array(MAX_TEXT_OCTETS);

export class TextDictionary {
  readonly values: string[] = [];
  /** Two 32-bit lanes of a hash of each value's octets, equal in every file. */
  readonly hashes: number[] = [];
  readonly #map: Uint8Array;
  readonly #codes = new Map<string, number>();
  /** The spellings met so far, as they stand in the file: their octets one after another, ends, codes. */
  #pool: Uint8Array = new Uint8Array(POOL_OCTETS);
  #poolWords: DataView = new DataView(this.#pool.buffer);
  /** The buffer that texts were read from last, and its words. */
  #source: Uint8Array = this.#pool;
  #words: DataView = this.#poolWords;
  readonly #ends: number[] = [0];
  readonly #spelled: number[] = [];
  /** Hash table of spellings; −1 is free. */
  #slots = new Int32Array(FIRST_SLOTS).fill(-1);
  #last = -1;
  /** Spellings without a slot, by their octets as characters. */
  readonly #crowded = new Map<string, number>();

  constructor(options: { lowerCase: boolean }) {
    this.#map = options.lowerCase ? LOWER : AS_IS;
  }

  /** Distinct spellings so far; at most MAX_DICTIONARY_VALUES. */
  get spellings(): number {
    return this.#spelled.length;
  }

  /** Code of the octets `from`…`to`; −1 where they are too long or the dictionary is full. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    if (bytes !== this.#source) {
      this.#source = bytes;
      this.#words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    // Neighbouring records often hold the same text.
    if (this.#last >= 0 && this.#equals(this.#last, from, to)) return this.#spelled[this.#last]!;
    const mask = this.#slots.length - 1;
    let slot = hashText(this.#words, from, to) & mask;
    for (let probes = 0; probes < MAX_PROBES; probes++) {
      const spelling = this.#slots[slot]!;
      if (spelling < 0) return this.#add(slot, bytes, from, to);
      if (this.#equals(spelling, from, to)) {
        this.#last = spelling;
        return this.#spelled[spelling]!;
      }
      slot = (slot + 1) & mask;
    }
    return this.#internCrowded(bytes, from, to);
  }

  /** Texts that a file made to collide: known by a string, so that no search is longer than MAX_PROBES. */
  #internCrowded(bytes: Uint8Array, from: number, to: number): number {
    if (to - from > MAX_TEXT_OCTETS) return -1;
    const key = String.fromCharCode(...bytes.subarray(from, to));
    const known = this.#crowded.get(key);
    if (known !== undefined) return this.#spelled[known]!;
    const code = this.#add(-1, bytes, from, to);
    if (code >= 0) this.#crowded.set(key, this.#spelled.length - 1);
    return code;
  }

  /** Code of a short text made elsewhere. */
  internText(text: string): number {
    const { length } = text;
    if (length > MAX_TEXT_OCTETS) return -1;
    for (let i = 0; i < length; i++) made[i] = text.charCodeAt(i);
    return this.intern(made, 0, length);
  }

  /** The octets of a spelling against those of the source. */
  #equals(spelling: number, from: number, to: number): boolean {
    const start = this.#ends[spelling]!;
    const length = to - from;
    if (this.#ends[spelling + 1]! - start !== length) return false;
    return equalTexts(this.#poolWords, start, this.#words, from, length);
  }

  #add(slot: number, bytes: Uint8Array, from: number, to: number): number {
    const spelling = this.#spelled.length;
    if (to - from > MAX_TEXT_OCTETS || spelling === MAX_DICTIONARY_VALUES) return -1;
    const start = this.#ends[spelling]!;
    const end = start + to - from;
    if (end > this.#pool.length) {
      const wider = new Uint8Array(this.#pool.length * 2);
      wider.set(this.#pool);
      if (this.#source === this.#pool) this.#source = wider;
      this.#pool = wider;
      this.#poolWords = new DataView(wider.buffer);
      if (this.#source === wider) this.#words = this.#poolWords;
    }
    this.#pool.set(bytes.subarray(from, to), start);
    this.#ends.push(end);
    if (slot >= 0) this.#slots[slot] = spelling;
    const code = this.#codeOf(bytes, from, to);
    this.#spelled.push(code);
    if (this.#spelled.length * 2 > this.#slots.length) this.#rehash();
    return code;
  }

  #codeOf(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    for (let i = 0; i < length; i++) mapped[i] = this.#map[bytes[from + i]!]!;
    const text = mapped.toString('latin1', 0, length);
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.values.push(text) - 1;
      this.#codes.set(text, code);
      this.hashes.push(hashOctets(mapped, 0, length, 0x9747b28c), hashOctets(mapped, 0, length, 0x3c6ef372));
    }
    return code;
  }

  #spelling(spelling: number): string {
    return String.fromCharCode(...this.#pool.subarray(this.#ends[spelling]!, this.#ends[spelling + 1]!));
  }

  #rehash(): void {
    const mask = this.#slots.length * 2 - 1;
    const slots = new Int32Array(mask + 1).fill(-1);
    for (let spelling = 0; spelling < this.#spelled.length; spelling++) {
      let slot = hashText(this.#poolWords, this.#ends[spelling]!, this.#ends[spelling + 1]!) & mask;
      let probes = 0;
      while (slots[slot]! >= 0 && ++probes < MAX_PROBES) slot = (slot + 1) & mask;
      if (slots[slot]! < 0) slots[slot] = spelling;
      else this.#crowded.set(this.#spelling(spelling), spelling);
    }
    this.#slots = slots;
  }
}

/** 32-bit hash of octets (murmur3's mixing), the same on every machine. */
export function hashOctets(bytes: Uint8Array, from: number, to: number, seed: number): number {
  let h = seed | 0;
  for (let i = from; i < to; i++) h = mix32(h, bytes[i]!);
  return finish32(h ^ (to - from));
}

/** One step of the mixing: `h` takes the word `k` in. */
function mix32(h: number, k: number): number {
  let m = Math.imul(k, 0xcc9e2d51);
  m = (m << 15) | (m >>> 17);
  let x = h ^ Math.imul(m, 0x1b873593);
  x = (x << 13) | (x >>> 19);
  return (Math.imul(x, 5) + 0xe6546b64) | 0;
}

/** Spreads every input bit over the result. */
export function finish32(h: number): number {
  let x = h ^ (h >>> 16);
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return x ^ (x >>> 16);
}
