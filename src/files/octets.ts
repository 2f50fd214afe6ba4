/** A buffer that files are read into one after another, so that only the largest of them pays for its pages. */

export class Octets {
  #bytes: Uint8Array;
  #used = 0;

  /** `capacity`: bytes to begin with. */
  constructor(capacity: number) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Forgets what it holds; what `taken` gave before is overwritten. */
  clear(): void {
    this.#used = 0;
  }

  /** Makes room for `size` bytes in all. */
  reserve(size: number): void {
    if (size <= this.#bytes.length) return;
    const wider = new Uint8Array(size);
    wider.set(this.taken());
    this.#bytes = wider;
  }

  /** Adds bytes; the buffer doubles, up to `most` bytes. */
  add(chunk: Uint8Array, most: number): void {
    const wanted = this.#used + chunk.length;
    if (wanted > this.#bytes.length) this.reserve(Math.max(wanted, Math.min(most, this.#bytes.length * 2)));
    this.#bytes.set(chunk, this.#used);
    this.#used = wanted;
  }

  /** What was added, until the next `clear`. */
  taken(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  get capacity(): number {
    return this.#bytes.length;
  }
}
