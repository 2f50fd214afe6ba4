/**
 * Text values of one file-wide column as codes: hash the bytes, compare the bytes, keep the index. A JavaScript string
 * is made once per distinct value.
 */

/** Most distinct spellings of one column of one file. */
export const MAX_DICTIONARY_VALUES = 4_194_304;
/** Longest text a dictionary column takes, in octets. */
export const MAX_TEXT_OCTETS = 255;

const UNKNOWN = 0x3f;
/** FNV-1a, for the table only. */
const HASH_SEED = 0x811c9dc5;
const HASH_FACTOR = 0x01000193;
const LOWER = lookup((octet) => (octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet));
const AS_IS = lookup((octet) => octet);

/** Printable ASCII through `map`; every other octet becomes `?`, so no control character passes. */
function lookup(map: (octet: number) => number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, octet) =>
    octet >= 0x20 && octet <= 0x7e ? map(octet) : UNKNOWN,
  );
}

export class TextDictionary {
  readonly values: string[] = [];
  /** Two 32-bit lanes of a hash of each value's octets, equal in every file. */
  readonly hashes: number[] = [];
  readonly #map: Uint8Array;
  readonly #codes = new Map<string, number>();
  /** The spellings met so far, as they stand in the file: their octets one after another, ends, codes. */
  #pool = new Uint8Array(4096);
  readonly #ends: number[] = [0];
  readonly #spelled: number[] = [];
  /** Hash table of spellings; −1 is free. */
  #slots = new Int32Array(256).fill(-1);
  #last = -1;

  constructor(options: { lowerCase: boolean }) {
    this.#map = options.lowerCase ? LOWER : AS_IS;
  }

  /** Code of the octets `from`…`to`; −1 where they are too long or the dictionary is full. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    // Neighbouring records often hold the same text.
    if (this.#last >= 0 && this.#equals(this.#last, bytes, from, to)) return this.#spelled[this.#last]!;
    let hash = HASH_SEED;
    for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, HASH_FACTOR);
    const mask = this.#slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let spelling = this.#slots[slot]!; spelling >= 0; spelling = this.#slots[slot]!) {
      if (this.#equals(spelling, bytes, from, to)) {
        this.#last = spelling;
        return this.#spelled[spelling]!;
      }
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, bytes, from, to);
  }

  /** Code of a short text made elsewhere. */
  internText(text: string): number {
    const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
    return this.intern(bytes, 0, bytes.length);
  }

  #equals(spelling: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#ends[spelling]!;
    if (this.#ends[spelling + 1]! - start !== to - from) return false;
    const pool = this.#pool;
    for (let i = from, at = start; i < to; i++, at++) if (pool[at] !== bytes[i]) return false;
    return true;
  }

  #add(slot: number, bytes: Uint8Array, from: number, to: number): number {
    const spelling = this.#spelled.length;
    if (to - from > MAX_TEXT_OCTETS || spelling === MAX_DICTIONARY_VALUES) return -1;
    const start = this.#ends[spelling]!;
    const end = start + to - from;
    if (end > this.#pool.length) {
      const wider = new Uint8Array(this.#pool.length * 2);
      wider.set(this.#pool);
      this.#pool = wider;
    }
    this.#pool.set(bytes.subarray(from, to), start);
    this.#ends.push(end);
    this.#slots[slot] = spelling;
    const code = this.#codeOf(bytes.subarray(from, to).map((octet) => this.#map[octet]!));
    this.#spelled.push(code);
    if (this.#spelled.length * 2 > this.#slots.length) this.#rehash();
    return code;
  }

  #codeOf(octets: Uint8Array): number {
    const text = String.fromCharCode(...octets);
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.values.push(text) - 1;
      this.#codes.set(text, code);
      const { length } = octets;
      this.hashes.push(hashOctets(octets, 0, length, 0x9747b28c), hashOctets(octets, 0, length, 0x3c6ef372));
    }
    return code;
  }

  #rehash(): void {
    const mask = this.#slots.length * 2 - 1;
    const slots = new Int32Array(mask + 1).fill(-1);
    for (let spelling = 0; spelling < this.#spelled.length; spelling++) {
      let hash = HASH_SEED;
      for (let i = this.#ends[spelling]!; i < this.#ends[spelling + 1]!; i++) {
        hash = Math.imul(hash ^ this.#pool[i]!, HASH_FACTOR);
      }
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = spelling;
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
export function mix32(h: number, k: number): number {
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
