/**
 * Writes BER elements of class APPLICATION forwards into one growing buffer. A group's length is patched when it is
 * closed; a group longer than 127 bytes is moved up to make room. Knows no TAP.
 */

const FIRST_SIZE = 1 << 16;
/** Bytes one header (identifier and length) can take. */
const HEADER_ROOM = 16;
const MAX_DEPTH = 16;
const INDEFINITE = -1;

export class BerWriter {
  #bytes = new Uint8Array(FIRST_SIZE);
  #at = 0;
  readonly #open = new Float64Array(MAX_DEPTH);
  #depth = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.#at;
  }

  /** Starts a group. An indefinite one is closed with end-of-contents octets. */
  open(tag: number, indefinite = false): void {
    this.#room(HEADER_ROOM);
    this.#identifier(tag, 0x60);
    this.#bytes[this.#at++] = indefinite ? 0x80 : 0;
    this.#open[this.#depth++] = indefinite ? INDEFINITE : this.#at;
  }

  /** Ends the group that was opened last. */
  close(): void {
    const start = this.#open[--this.#depth] as number;
    if (start === INDEFINITE) {
      this.#room(2);
      this.#bytes[this.#at++] = 0;
      this.#bytes[this.#at++] = 0;
      return;
    }
    const size = this.#at - start;
    if (size < 0x80) {
      this.#bytes[start - 1] = size;
      return;
    }
    const octets = size < 0x100 ? 1 : size < 0x1_0000 ? 2 : size < 0x100_0000 ? 3 : 4;
    this.#room(octets);
    this.#bytes.copyWithin(start + octets, start, this.#at);
    this.#bytes[start - 1] = 0x80 | octets;
    for (let i = 0; i < octets; i++) this.#bytes[start + i] = (size >>> (8 * (octets - 1 - i))) & 0xff;
    this.#at += octets;
  }

  /** A non-negative INTEGER below 2^53: two's complement, so a leading 00 where the top bit is set. */
  integer(tag: number, value: number): void {
    this.#room(HEADER_ROOM + 8);
    this.#identifier(tag, 0x40);
    let octets = 1;
    for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 256)) octets++;
    this.#bytes[this.#at++] = octets;
    let rest = value;
    for (let i = octets - 1; i >= 0; i--) {
      this.#bytes[this.#at + i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    this.#at += octets;
  }

  /** Text of at most 127 ASCII characters. */
  text(tag: number, value: string): void {
    this.#room(HEADER_ROOM + value.length);
    this.#identifier(tag, 0x40);
    this.#bytes[this.#at++] = value.length;
    for (let i = 0; i < value.length; i++) this.#bytes[this.#at++] = value.charCodeAt(i);
  }

  /** Digits, high nibble first; `f` fills an odd tail. */
  bcd(tag: number, digits: string): void {
    this.#room(HEADER_ROOM + digits.length);
    this.#identifier(tag, 0x40);
    this.#bytes[this.#at++] = (digits.length + 1) >> 1;
    for (let i = 0; i < digits.length; i += 2) {
      const low = i + 1 < digits.length ? digits.charCodeAt(i + 1) - 48 : 15;
      this.#bytes[this.#at++] = ((digits.charCodeAt(i) - 48) << 4) | low;
    }
  }

  /** A number as exactly `octets` bytes, big-endian. */
  octets(tag: number, value: number, octets: number): void {
    this.#room(HEADER_ROOM + octets);
    this.#identifier(tag, 0x40);
    this.#bytes[this.#at++] = octets;
    let rest = value;
    for (let i = octets - 1; i >= 0; i--) {
      this.#bytes[this.#at + i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    this.#at += octets;
  }

  /** The finished bytes, as a copy; the writer starts again empty. */
  take(): Uint8Array {
    if (this.#depth !== 0) throw new Error('a group is still open');
    const bytes = this.#bytes.slice(0, this.#at);
    this.#at = 0;
    return bytes;
  }

  #identifier(tag: number, bits: number): void {
    if (tag < 31) {
      this.#bytes[this.#at++] = bits | tag;
      return;
    }
    this.#bytes[this.#at++] = bits | 31;
    if (tag > 127) this.#bytes[this.#at++] = 0x80 | (tag >> 7);
    this.#bytes[this.#at++] = tag & 0x7f;
  }

  #room(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * this.#bytes.length + count);
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
  }
}
