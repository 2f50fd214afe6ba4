/** A buffer that files are read into one after another, so that only the largest of them pays for its pages. */

const STEP = 4 * 1024 ** 2;

export class Octets {
  #bytes: Uint8Array;
  #used = 0;

  /** `bytes`: the buffer to begin with. */
  constructor(bytes = new Uint8Array(0)) {
    this.#bytes = bytes;
  }

  /** Forgets what it holds; what `taken` gave before is overwritten. */
  clear(): void {
    this.#used = 0;
  }

  /** Makes room for `size` bytes in all, and for files that are a little larger. */
  reserve(size: number): void {
    if (size <= this.#bytes.length) return;
    const wider = new Uint8Array(Math.ceil(size / STEP) * STEP);
    wider.set(this.taken());
    this.#bytes = wider;
  }

  /** Adds bytes; the buffer doubles, up to `most` bytes. Bytes that were read into `room` are not copied. */
  add(chunk: Uint8Array, most: number): void {
    const wanted = this.#used + chunk.length;
    if (wanted > this.#bytes.length) this.reserve(Math.max(wanted, Math.min(most, this.#bytes.length * 2)));
    const isThere =
      chunk.buffer === this.#bytes.buffer && chunk.byteOffset === this.#bytes.byteOffset + this.#used;
    if (!isThere) this.#bytes.set(chunk, this.#used);
    this.#used = wanted;
  }

  /** Where up to `length` of the next bytes may be read to; without room behind what it holds, nothing. */
  room(length: number): Uint8Array {
    return this.#bytes.subarray(this.#used, this.#used + length);
  }

  /** What was added, until the next `clear`. */
  taken(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  get capacity(): number {
    return this.#bytes.length;
  }
}
