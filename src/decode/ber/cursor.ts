/**
 * A cursor that only holds state, and free functions that move it over BER elements (X.690) of class APPLICATION.
 *
 * A group is walked with `const limit = enter(c); while (more(c, limit)) …`. `limit` is the end offset of a group of
 * definite length, or the bitwise complement of the hard bound of a group of indefinite length. After `more` a
 * primitive element is already stepped over (its value is `vs`…`ve`); a constructed one waits to be entered or skipped.
 *
 * A fault is a number in `c.err`; the position then lies behind every limit, so that all open loops end by themselves.
 */

export const MAX_DEPTH = 32;
/** Three octets after the first one; `readHeader` reads no fourth. */
export const MAX_TAG_NUMBER = 0x1f_ffff;
const MAX_LENGTH_OCTETS = 8;
/** Longest file a cursor takes: offsets stay small integers. */
export const MAX_FILE_OCTETS = 0x4000_0000;
/** Group table of a cursor: `groups[tag] === 1` where the tag is known to hold elements, never octets. */
export const GROUP_TABLE_SIZE = 1024;

/** Longest identifier and length octets together (4 + 9), rounded up. */
const HEADER_OCTETS = 16;
/** Behind every limit. */
const STOPPED = 0x7fff_ffff;

export const Fault = {
  NONE: 0,
  LENGTH_OVERFLOW: 1,
  LENGTH_FORM: 2,
  TAG_FORM: 3,
  CLASS: 4,
  DEPTH: 5,
  UNEXPECTED_EOC: 6,
  MISSING_EOC: 7,
  /** Well framed, but the caller refused a value. */
  VALUE: 8,
} as const;

export class Cursor {
  readonly buf: Uint8Array;
  /** The same octets, to read several at once. */
  readonly view: DataView;
  /** Set again when the release of the file is known. */
  groups: Uint8Array;
  pos = 0;
  /** Offset of the current element's first identifier octet. */
  at = 0;
  tag = 0;
  constructed = false;
  /** Of the current constructed element: what `more` takes. */
  limit = 0;
  /** Value of the current primitive element: start and end in the buffer that `value` returns. */
  vs = 0;
  ve = 0;
  /** Integer results: halves of 64 bits, both as int32. */
  lo = 0;
  hi = 0;
  depth = 0;
  err: number = Fault.NONE;
  /** Offset of the first group that arrived as octets, or octets that arrived as a group; −1 for none. */
  misfit = -1;
  /** Octets by which the faulty element is too long. */
  excess = 0;
  /** Last offset at which a whole header can be read from `buf` without a check. */
  readonly safe: number;
  /** The last octets of the file, zero padded. */
  readonly tail: Uint8Array;
  readonly tailBase: number;
  scratch: Uint8Array | null = null;

  constructor(buf: Uint8Array, groups: Uint8Array) {
    this.buf = buf;
    this.view = new DataView(buf.buffer, buf.byteOffset, buf.byteLength);
    this.groups = groups;
    this.safe = buf.length - HEADER_OCTETS;
    this.tailBase = Math.max(0, this.safe);
    this.tail = new Uint8Array(2 * HEADER_OCTETS);
    this.tail.set(buf.subarray(this.tailBase));
  }
}

/** Records the first fault and moves behind every limit. Returns false. */
export function stop(c: Cursor, fault: number, at: number): boolean {
  if (c.err === Fault.NONE) {
    c.err = fault;
    c.at = at;
  }
  c.pos = STOPPED;
  return false;
}

/** A fault seen in an octet that lies beyond the bound is the bound's fault: the header itself does not fit. */
export function headerFault(c: Cursor, fault: number, at: number, octet: number, bound: number): boolean {
  if (octet < bound) return stop(c, fault, at);
  c.excess = octet + 1 - bound;
  return stop(c, Fault.LENGTH_OVERFLOW, at);
}

/** Reads the header of the root element at `from`. */
export function readRoot(c: Cursor, from = 0): boolean {
  c.pos = from;
  return readHeader(c, c.buf.length);
}

/** Enters the current constructed element; a primitive one is a misfit, and a group without members. */
export function enter(c: Cursor): number {
  if (++c.depth > MAX_DEPTH) stop(c, Fault.DEPTH, c.at);
  if (c.constructed) return c.limit;
  misfit(c, c.at);
  return c.pos;
}

/** Notes an element that is not of the form its tag asks for. */
export function misfit(c: Cursor, at: number): void {
  if (c.misfit < 0) c.misfit = at;
}

/** True when one more element of the group was read; false at its end or on a fault. */
export function more(c: Cursor, limit: number): boolean {
  let bound = limit;
  if (limit < 0) {
    bound = ~limit;
    if (c.pos >= bound) return stop(c, Fault.MISSING_EOC, c.pos);
    if (c.buf[c.pos] === 0) return endOfContents(c, bound);
  } else if (c.pos >= limit) {
    c.depth--;
    return false;
  }
  return readHeader(c, bound);
}

export function endOfContents(c: Cursor, bound: number): boolean {
  const at = c.pos;
  if (at + 1 >= bound) return stop(c, Fault.MISSING_EOC, at);
  if (c.buf[at + 1] !== 0) return stop(c, Fault.CLASS, at);
  c.pos = at + 2;
  c.depth--;
  return false;
}

function readHeader(c: Cursor, bound: number): boolean {
  const at = c.pos;
  let src = c.buf;
  let base = 0;
  if (at > c.safe) {
    src = c.tail;
    base = c.tailBase;
  }
  let i = at - base;
  c.at = at;
  const id = src[i++]!;
  if ((id & 0xc0) !== 0x40) {
    if (at >= bound) return headerFault(c, Fault.CLASS, at, at, bound);
    return stop(c, id === 0 && at + 1 < bound && src[i] === 0 ? Fault.UNEXPECTED_EOC : Fault.CLASS, at);
  }
  let tag = id & 0x1f;
  if (tag === 0x1f) {
    let octet = src[i++]!;
    tag = octet & 0x7f;
    if (octet < 0x80) {
      if (tag < 0x1f) return headerFault(c, Fault.TAG_FORM, at, base + i - 1, bound);
    } else {
      if (tag === 0) return headerFault(c, Fault.TAG_FORM, at, base + i - 1, bound);
      octet = src[i++]!;
      tag = (tag << 7) | (octet & 0x7f);
      if (octet >= 0x80) {
        octet = src[i++]!;
        tag = (tag << 7) | (octet & 0x7f);
        if (octet >= 0x80) return headerFault(c, Fault.TAG_FORM, at, base + i - 1, bound);
      }
    }
  }
  c.tag = tag;
  c.constructed = (id & 0x20) !== 0;
  const length = src[i++]!;
  if (length >= 0x80) return readLongLength(c, length, src, i, base, bound);
  const start = i + base;
  const end = start + length;
  if (end > bound) {
    c.excess = end - bound;
    return stop(c, Fault.LENGTH_OVERFLOW, at);
  }
  if (c.constructed) {
    c.pos = start;
    c.limit = end;
  } else {
    c.vs = start;
    c.ve = end;
    c.pos = end;
  }
  return true;
}

/** The rest of a header whose length octet `first` has its high bit set: indefinite, or 1–8 octets of length. */
export function readLongLength(
  c: Cursor,
  first: number,
  src: Uint8Array,
  from: number,
  base: number,
  bound: number,
): boolean {
  let i = from;
  const octets = first & 0x7f;
  if (octets === 0) {
    if (!c.constructed) return headerFault(c, Fault.LENGTH_FORM, c.at, base + i - 1, bound);
    if (base + i > bound) return headerFault(c, Fault.LENGTH_OVERFLOW, c.at, base + i - 1, bound);
    c.pos = base + i;
    c.limit = ~bound;
    return true;
  }
  if (octets > MAX_LENGTH_OCTETS) return headerFault(c, Fault.LENGTH_FORM, c.at, base + i - 1, bound);
  let length = 0;
  for (let n = 0; n < octets; n++) length = length * 256 + src[i++]!;
  const start = base + i;
  const end = start + length;
  if (end > bound) {
    c.excess = end - bound;
    return stop(c, Fault.LENGTH_OVERFLOW, c.at);
  }
  if (c.constructed) {
    c.pos = start;
    c.limit = end;
  } else {
    c.vs = start;
    c.ve = end;
    c.pos = end;
  }
  return true;
}
