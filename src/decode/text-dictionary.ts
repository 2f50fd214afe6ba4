/**
 * Text values of one file-wide column as codes: hash the bytes, compare the bytes, keep the index. A JavaScript string
 * is made once per distinct value.
 */

/** Most distinct values of one column of one file. */
export const MAX_DICTIONARY_VALUES = 4_194_304;
/** Longest text a dictionary column takes, in octets. */
export const MAX_TEXT_OCTETS = 255;

const UNKNOWN = 0x3f;
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
  #slots = new Int32Array(256).fill(-1);
  #pool = new Uint8Array(4096);
  #starts: number[] = [0];
  readonly #text = new Uint8Array(MAX_TEXT_OCTETS);
  /** The octets of the last call as they came, and their code: neighbours are often equal. */
  readonly #last = new Uint8Array(MAX_TEXT_OCTETS);
  #lastLength = -1;
  #lastCode = -1;

  constructor(options: { lowerCase: boolean }) {
    this.#map = options.lowerCase ? LOWER : AS_IS;
  }

  /** Code of the octets `from`…`to`; −1 where they are too long or the dictionary is full. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    if (length > MAX_TEXT_OCTETS) return -1;
    if (length === this.#lastLength && this.#equalsLast(bytes, from)) return this.#lastCode;
    this.#lastLength = length;
    for (let i = 0; i < length; i++) this.#last[i] = bytes[from + i]!;
    this.#lastCode = this.#find(bytes, from, length);
    return this.#lastCode;
  }

  #equalsLast(bytes: Uint8Array, from: number): boolean {
    for (let i = 0; i < this.#lastLength; i++) if (bytes[from + i] !== this.#last[i]) return false;
    return true;
  }

  #find(bytes: Uint8Array, from: number, length: number): number {
    const map = this.#map;
    const text = this.#text;
    let hash = 0x811c9dc5;
    for (let i = 0; i < length; i++) {
      const octet = map[bytes[from + i]!]!;
      text[i] = octet;
      hash = Math.imul(hash ^ octet, 0x01000193);
    }
    hash ^= hash >>> 15;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let code = this.#slots[slot]!; code >= 0; code = this.#slots[slot]!) {
      if (this.#equals(code, length)) return code;
      slot = (slot + 1) & mask;
    }
    return this.#add(slot, length);
  }

  /** Code of a short text made elsewhere. */
  internText(text: string): number {
    const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
    return this.intern(bytes, 0, bytes.length);
  }

  #equals(code: number, length: number): boolean {
    const start = this.#starts[code]!;
    if (this.#starts[code + 1]! - start !== length) return false;
    for (let i = 0; i < length; i++) if (this.#pool[start + i] !== this.#text[i]) return false;
    return true;
  }

  #add(slot: number, length: number): number {
    const code = this.values.length;
    if (code === MAX_DICTIONARY_VALUES) return -1;
    const start = this.#starts[code]!;
    if (start + length > this.#pool.length) {
      const wider = new Uint8Array(this.#pool.length * 2);
      wider.set(this.#pool);
      this.#pool = wider;
    }
    const text = this.#text.subarray(0, length);
    this.#pool.set(text, start);
    this.#starts.push(start + length);
    this.values.push(String.fromCharCode(...text));
    this.hashes.push(hashOctets(text, 0, length, 0x9747b28c), hashOctets(text, 0, length, 0x3c6ef372));
    this.#slots[slot] = code;
    if (this.values.length * 2 > this.#slots.length) this.#rehash();
    return code;
  }

  #rehash(): void {
    const mask = this.#slots.length * 2 - 1;
    const slots = new Int32Array(mask + 1).fill(-1);
    for (let code = 0; code < this.values.length; code++) {
      let hash = 0x811c9dc5;
      for (let i = this.#starts[code]!; i < this.#starts[code + 1]!; i++)
        hash = Math.imul(hash ^ this.#pool[i]!, 0x01000193);
      hash ^= hash >>> 15;
      let slot = hash & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = code;
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
