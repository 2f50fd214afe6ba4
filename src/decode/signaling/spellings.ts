/**
 * Texts of a column as they are spelled in the files, each with a number that was found for it once. Open addressing:
 * a slot holds the hash, the place and length of the octets in one pool, and the number, so that a text is known after
 * one look at its slot and one at its octets.
 */
import { equalTexts, hashText } from '../text-octets.ts';

/** Slots that are searched for a text; a file that makes more of them collide is served the slow way. */
const PROBES_MAX = 64;
const SLOT_WORDS = 4;
const FIRST_SLOTS = 1024;
const FIRST_POOL = 16_384;
/** Longest text, in octets, and most texts. */
const OCTETS_MAX = 255;
const TEXTS_MAX = 16_000_000;

export class Spellings {
  size = 0;
  #mask = FIRST_SLOTS - 1;
  /** hash, start, length (0 is free), number. */
  #slots = new Int32Array(FIRST_SLOTS * SLOT_WORDS);
  #pool = new Uint8Array(FIRST_POOL);
  #poolWords = new DataView(this.#pool.buffer);
  #used = 0;
  readonly #found: (text: string) => number;
  readonly #otherwise: number;

  /** `found` gives a text its number; `otherwise` is the number of texts that are not kept. */
  constructor(found: (text: string) => number, otherwise: number) {
    this.#found = found;
    this.#otherwise = otherwise;
  }

  /** Number of the ASCII text `from`…`to`, which is not empty; `words` is a view of `bytes`. */
  number(bytes: Uint8Array, words: DataView, from: number, to: number): number {
    const length = to - from;
    if (length > OCTETS_MAX) return this.#otherwise;
    const hash = hashText(words, from, to);
    const slots = this.#slots;
    let slot = hash & this.#mask;
    for (let probes = 0; probes < PROBES_MAX; probes++) {
      const at = slot * SLOT_WORDS;
      const known = slots[at + 2]!;
      if (known === 0) return this.#add(at, hash, bytes, from, to);
      if (
        known === length &&
        slots[at] === hash &&
        equalTexts(this.#poolWords, slots[at + 1]!, words, from, length)
      ) {
        return slots[at + 3]!;
      }
      slot = (slot + 1) & this.#mask;
    }
    return this.#otherwise;
  }

  #add(at: number, hash: number, bytes: Uint8Array, from: number, to: number): number {
    if (this.size >= TEXTS_MAX) return this.#otherwise;
    let text = '';
    for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]!);
    const number = this.#found(text);
    if (this.#used + OCTETS_MAX > this.#pool.length) this.#widen();
    for (let i = from; i < to; i++) this.#pool[this.#used + i - from] = bytes[i]!;
    this.#slots[at] = hash;
    this.#slots[at + 1] = this.#used;
    this.#slots[at + 2] = to - from;
    this.#slots[at + 3] = number;
    this.#used += to - from;
    this.size++;
    if (this.size * 2 > this.#mask) this.#rehash();
    return number;
  }

  #widen(): void {
    const wider = new Uint8Array(this.#pool.length * 2);
    wider.set(this.#pool);
    this.#pool = wider;
    this.#poolWords = new DataView(wider.buffer);
  }

  /** Twice the slots; a text that finds no place there is met anew. */
  #rehash(): void {
    const old = this.#slots;
    const mask = this.#mask * 2 + 1;
    const slots = new Int32Array((mask + 1) * SLOT_WORDS);
    let size = 0;
    for (let from = 0; from < old.length; from += SLOT_WORDS) {
      if (old[from + 2] === 0) continue;
      let slot = old[from]! & mask;
      for (let probes = 0; probes < PROBES_MAX; probes++) {
        const at = slot * SLOT_WORDS;
        if (slots[at + 2] === 0) {
          for (let word = 0; word < SLOT_WORDS; word++) slots[at + word] = old[from + word]!;
          size++;
          break;
        }
        slot = (slot + 1) & mask;
      }
    }
    this.#slots = slots;
    this.#mask = mask;
    this.size = size;
  }
}
