/**
 * A stream of elements of definite length → parts that hold whole elements, cut by the lengths alone. What stands inside
 * an element, and whether its header is sound, is for the decoder of the part to say.
 */

/** Some elements one after another. */
export interface Cut {
  readonly octets: Uint8Array<ArrayBuffer>;
  /** Of the first octet and of the first element, counted from the beginning of the stream. */
  readonly from: number;
  readonly firstIndex: number;
  readonly elements: number;
}

export interface CutterOptions {
  /** Octets of the stream. */
  readonly size: number;
  /** Octets of a part, unless one element is larger. */
  readonly partOctets: number;
  /** Elements of a part, at most. */
  readonly partElements: number;
  /** Makes or finds a buffer of at least so many octets. */
  readonly buffer: (octets: number) => Uint8Array<ArrayBuffer>;
  /** Takes a part, and its buffer for good. */
  readonly onPart: (part: Cut) => void;
}

export class Cutter {
  readonly #options: CutterOptions;
  #buffer: Uint8Array<ArrayBuffer>;
  #filled = 0;
  /** End of the last whole element in the buffer, and how many there are. */
  #end = 0;
  #elements = 0;
  /** Place of the buffer's first octet and element in the stream. */
  #from = 0;
  #firstIndex = 0;
  /** An element of indefinite length, or one that passes the end of the stream: it cannot be cut. */
  isBroken = false;

  constructor(options: CutterOptions) {
    this.#options = options;
    this.#buffer = options.buffer(options.partOctets);
  }

  take(octets: Uint8Array): void {
    let at = 0;
    while (at < octets.length && !this.isBroken) {
      const taken = Math.min(octets.length - at, this.#buffer.length - this.#filled);
      this.#buffer.set(octets.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      this.#walk();
      while (!this.isBroken && this.#isFull()) {
        this.#cut();
        this.#walk();
      }
    }
  }

  /** Ends the stream: the last part goes out. */
  finish(): void {
    if (this.#from + this.#filled !== this.#options.size || this.#end !== this.#filled) this.isBroken = true;
    if (!this.isBroken && this.#elements > 0) this.#cut();
  }

  #isFull(): boolean {
    const { partElements } = this.#options;
    return this.#filled > 0 && (this.#elements === partElements || this.#filled === this.#buffer.length);
  }

  #walk(): void {
    const octets = this.#buffer;
    const filled = this.#filled;
    const { size, partElements } = this.#options;
    const most = size - this.#from;
    let at = this.#end;
    while (at < filled && this.#elements < partElements) {
      const end = elementEnd(octets, at, filled);
      if (end < 0 || end > most) {
        this.isBroken = true;
        return;
      }
      if (end === 0 || end > filled) break;
      this.#elements++;
      at = end;
    }
    this.#end = at;
  }

  /** Hands the whole elements out; what follows them goes on in another buffer, a larger one where it needs it. */
  #cut(): void {
    const { size, buffer, onPart, partOctets } = this.#options;
    const rest = this.#buffer.subarray(this.#end, this.#filled);
    const isLast = this.#from + this.#end === size;
    const next = isLast ? new Uint8Array(0) : buffer(Math.max(partOctets, rest.length * 2));
    next.set(rest);
    const part = {
      octets: this.#buffer.subarray(0, this.#end),
      from: this.#from,
      firstIndex: this.#firstIndex,
      elements: this.#elements,
    };
    this.#from += this.#end;
    this.#firstIndex += this.#elements;
    this.#filled = rest.length;
    this.#buffer = next;
    this.#end = 0;
    this.#elements = 0;
    if (part.elements > 0) onPart(part);
  }
}

/** Most octets of an identifier and of a length that are looked at; longer ones are faults. */
const MAX_IDENTIFIER = 4;
const MAX_LENGTH = 8;

/** End of the element at `at`; 0 where its header is not there yet, −1 where only a walk would tell. */
function elementEnd(octets: Uint8Array, at: number, filled: number): number {
  let i = at + 1;
  if ((octets[at]! & 0x1f) === 0x1f) {
    for (;;) {
      if (i === at + MAX_IDENTIFIER) return -1;
      if (i >= filled) return 0;
      if (octets[i++]! < 0x80) break;
    }
  }
  if (i >= filled) return 0;
  const first = octets[i++]!;
  if (first < 0x80) return i + first;
  const count = first & 0x7f;
  if (count === 0 || count > MAX_LENGTH) return -1;
  if (i + count > filled) return 0;
  let length = 0;
  for (let n = 0; n < count; n++) length = length * 256 + octets[i++]!;
  return i + length;
}
