/**
 * Elements whose content is not walked: stepping over them, and OCTET STRINGs that arrive in segments (UNIVERSAL 4).
 */
import {
  type Cursor,
  endOfContents,
  enter,
  Fault,
  GROUP_TABLE_SIZE,
  headerFault,
  misfit,
  more,
  readLongLength,
  stop,
} from './cursor.ts';

/** Longest primitive value that may arrive in segments. */
export const MAX_SEGMENTED_OCTETS = 4096;

/** True when the current constructed element holds segments (UNIVERSAL 4), not elements. */
export function isSegmented(c: Cursor): boolean {
  return (
    (c.buf[c.pos]! & 0xdf) === 0x04 &&
    (c.limit < 0 || c.pos < c.limit) &&
    !(c.tag < GROUP_TABLE_SIZE && c.groups[c.tag] === 1)
  );
}

/** Like `more`, inside a constructed OCTET STRING: takes UNIVERSAL 4 only. */
export function moreSegment(c: Cursor, limit: number): boolean {
  let bound = limit;
  if (limit < 0) {
    bound = ~limit;
    if (c.pos >= bound) return stop(c, Fault.MISSING_EOC, c.pos);
    if (c.buf[c.pos] === 0) return endOfContents(c, bound);
  } else if (c.pos >= limit) {
    c.depth--;
    return false;
  }
  const at = c.pos;
  c.at = at;
  const id = c.buf[at]!;
  if ((id & 0xdf) !== 0x04) {
    const eoc = id === 0 && at + 1 < bound && c.buf[at + 1] === 0;
    return stop(c, eoc ? Fault.UNEXPECTED_EOC : Fault.CLASS, at);
  }
  c.tag = 4;
  c.constructed = id === 0x24;
  const near = at > c.safe;
  const src = near ? c.tail : c.buf;
  const base = near ? c.tailBase : 0;
  const i = at - base + 1;
  const length = src[i]!;
  if (at + 1 >= bound) return headerFault(c, Fault.LENGTH_FORM, at, at + 1, bound);
  if (length >= 0x80) return readLongLength(c, length, src, i + 1, base, bound);
  const end = at + 2 + length;
  if (end > bound) {
    c.excess = end - bound;
    return stop(c, Fault.LENGTH_OVERFLOW, at);
  }
  c.pos = c.constructed ? at + 2 : end;
  c.vs = at + 2;
  c.ve = end;
  c.limit = end;
  return true;
}

/** Steps over the current element; the framing of everything inside it is checked. */
export function skip(c: Cursor): void {
  if (!c.constructed) return;
  if (isSegmented(c)) {
    skipSegments(c);
    return;
  }
  const limit = enter(c);
  while (more(c, limit)) skip(c);
}

function skipSegments(c: Cursor): void {
  const limit = enter(c);
  while (moreSegment(c, limit)) if (c.constructed) skipSegments(c);
}

/**
 * The buffer that holds the current element's value between `c.vs` and `c.ve`: the file itself, or the joined
 * segments. An element that holds no octets (a group), or more than MAX_SEGMENTED_OCTETS in segments, is a misfit and
 * gives an empty value.
 */
export function value(c: Cursor): Uint8Array {
  return c.constructed ? joinSegments(c) : c.buf;
}

function joinSegments(c: Cursor): Uint8Array {
  c.scratch ??= new Uint8Array(MAX_SEGMENTED_OCTETS);
  const { at, tag } = c;
  let length = -1;
  if (c.pos === c.limit || isSegmented(c) || (c.limit < 0 && c.buf[c.pos] === 0)) {
    length = appendSegments(c, c.scratch, 0);
  } else {
    skip(c);
  }
  if (length < 0) misfit(c, at);
  if (c.err === Fault.NONE) {
    c.at = at;
    c.tag = tag;
  }
  c.constructed = false;
  c.vs = 0;
  c.ve = Math.max(length, 0);
  return c.scratch;
}

/** Returns the new length, or −1 where the limit is passed; walks to the end of the segments either way. */
function appendSegments(c: Cursor, out: Uint8Array, from: number): number {
  let length = from;
  const limit = enter(c);
  while (moreSegment(c, limit)) {
    if (c.constructed) {
      length = appendSegments(c, out, length);
      continue;
    }
    const size = c.ve - c.vs;
    if (length < 0 || length + size > out.length) {
      length = -1;
    } else {
      out.set(c.buf.subarray(c.vs, c.ve), length);
      length += size;
    }
  }
  return length;
}
