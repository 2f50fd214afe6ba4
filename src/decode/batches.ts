/** Files in which batches stand one after another, as some mediation systems send them. */
import { Cursor, Fault, readRoot } from './ber/cursor.ts';
import { skip } from './ber/elements.ts';
import { afterFiller } from './ber/framing.ts';
import { kindOfBer, readClaim, tableOf } from './identify.ts';

/** A batch: the offsets of its root and of what follows it. */
export interface Batch {
  readonly from: number;
  readonly to: number;
}

/** Batches in one file. */
export const MAX_BATCHES = 10_000;

/**
 * True where the root that begins at `from` ends with the file, which its header alone tells: nothing to split. `head` is
 * the beginning of a file of `size` bytes.
 */
export function isOneBatch(head: Uint8Array, from: number, size: number): boolean {
  const c = rootOf(head, from);
  // A root that passes the head is an overflow there, by as many octets.
  if (c.err === Fault.LENGTH_OVERFLOW) return head.length + c.excess >= size;
  return c.err === Fault.NONE && c.constructed && c.limit >= size;
}

/**
 * The batches of a file, filler between them left out; what follows the last root and is no root belongs to the last one.
 * At most MAX_BATCHES + 1 are returned.
 */
export function splitBatches(bytes: Uint8Array): Batch[] {
  const batches: Batch[] = [];
  let from = afterFiller(bytes, 0);
  while (from < bytes.length && batches.length <= MAX_BATCHES) {
    const end = rootEnd(bytes, from);
    const next = afterFiller(bytes, end);
    const isLast = next >= bytes.length || !beginsBatch(bytes.subarray(next));
    batches.push({ from, to: isLast ? bytes.length : end });
    if (isLast) break;
    from = next;
  }
  return batches;
}

/** A root with a header that can be read: chance octets may look like the root alone. */
function beginsBatch(bytes: Uint8Array): boolean {
  const kind = kindOfBer(bytes);
  if (kind === 'tap' || kind === 'notification') return readClaim(bytes) !== null;
  return kind !== 'unknown' && rootOf(bytes, 0).err === Fault.NONE;
}

function rootOf(bytes: Uint8Array, from: number): Cursor {
  const c = new Cursor(bytes, tableOf(kindOfBer(bytes.subarray(from))).groups);
  readRoot(c, from);
  return c;
}

/** Where the root ends: by its length, or for an indefinite one by a walk; the end of the file where it has none. */
function rootEnd(bytes: Uint8Array, from: number): number {
  const c = rootOf(bytes, from);
  if (c.err !== Fault.NONE) return bytes.length;
  if (!c.constructed) return c.pos;
  if (c.limit >= 0) return c.limit;
  skip(c);
  return c.err === Fault.NONE ? c.pos : bytes.length;
}
