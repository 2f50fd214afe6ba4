/**
 * The plain second reader of BER: the whole file as a tree, by recursion, before anything is given a meaning. Written
 * from X.690 and the wire rules of tap312.md; it shares no code with src/decode.
 */
import type { Knowledge } from './tags.ts';

/** The deepest nesting that is taken, the root being level 1. */
const MAX_LEVELS = 32;
/** The most octets of a length field, and of a tag number. */
const MAX_LENGTH_OCTETS = 8;
const MAX_TAG_OCTETS = 3;

/** One element. `children` of a constructed one; `segments`: they are UNIVERSAL 4 pieces of an octet string. */
export interface Node {
  readonly at: number;
  readonly tag: number;
  readonly constructed: boolean;
  readonly segments: boolean;
  /** First octet of the content. */
  readonly content: number;
  /** First octet behind the content. */
  end: number;
  /** First octet behind the element. */
  next: number;
  readonly children: Node[];
}

/** The octets do not make elements: where, as the documented error codes place it. */
class BerFault extends Error {
  readonly at: number;
  constructor(at: number) {
    super(`BER fault at ${at}`);
    this.at = at;
  }
}

/** Whether the tag of the element at `at` is a group. */
interface Groups {
  isGroup(tag: number, at: number): boolean;
}

/** What could be read, and the first fault. */
export interface Parsed {
  readonly root: Node | null;
  readonly faultAt: number | null;
}

/** Octets that may fill a file up behind its root. */
const FILLERS = [0x00, 0x0a, 0x0d, 0x1a, 0x20, 0xff];

/** Reads the whole file. */
export function parseBer(bytes: Uint8Array, tags: Knowledge): Parsed {
  const partial: { root: Node | null } = { root: null };
  try {
    const root = element(bytes, 0, bytes.length, 1, false, tags, (node) => {
      partial.root ??= node;
    });
    const behind = bytes.subarray(root.next).findIndex((octet) => !FILLERS.includes(octet));
    return { root, faultAt: behind < 0 ? null : root.next + behind };
  } catch (error) {
    if (!(error instanceof BerFault)) throw error;
    return { root: partial.root, faultAt: error.at };
  }
}

/** The element at `at`, which must end by `bound`. `opened` is told of it before its content is read. */
function element(
  bytes: Uint8Array,
  at: number,
  bound: number,
  level: number,
  inSegments: boolean,
  tags: Groups,
  opened: (node: Node) => void,
): Node {
  const octet = (i: number): number => {
    if (i >= bound) throw new BerFault(at);
    return bytes[i]!;
  };
  const id = octet(at);
  const constructed = (id & 0x20) !== 0;
  let i = at + 1;
  let tag = id & 0x1f;
  if (inSegments) {
    if (id >> 6 !== 0 || tag !== 4) throw new BerFault(at);
  } else {
    if (id >> 6 !== 1) throw new BerFault(at);
    if (tag === 31) {
      tag = 0;
      for (let n = 1; ; n++) {
        const part = octet(i++);
        tag = tag * 128 + (part & 0x7f);
        if (tag === 0 || n > MAX_TAG_OCTETS) throw new BerFault(at);
        if (part < 0x80) break;
        if (n === MAX_TAG_OCTETS) throw new BerFault(at);
      }
      if (tag < 31) throw new BerFault(at);
    }
  }
  const first = octet(i++);
  let length: bigint | null = BigInt(first);
  if (first === 0x80) {
    if (!constructed) throw new BerFault(at);
    length = null;
  } else if (first > 0x80) {
    if (first - 0x80 > MAX_LENGTH_OCTETS) throw new BerFault(at);
    length = 0n;
    for (let n = first - 0x80; n > 0; n--) length = length * 256n + BigInt(octet(i++));
  }
  if (length !== null && BigInt(i) + length > BigInt(bound)) throw new BerFault(at);
  const end = length === null ? bound : i + Number(length);
  const segments = constructed && (inSegments || holdsSegments(bytes, i, end, tag, tags));
  const node: Node = { at, tag, constructed, segments, content: i, end, next: end, children: [] };
  opened(node);
  if (constructed) content(bytes, node, length === null, level, tags);
  return node;
}

/** A constructed element that no table calls a group, and whose content begins with a UNIVERSAL 4. */
function holdsSegments(bytes: Uint8Array, at: number, end: number, tag: number, tags: Groups): boolean {
  return at < end && (bytes[at] === 0x04 || bytes[at] === 0x24) && !tags.isGroup(tag, at);
}

/** Reads the elements inside `node`. */
function content(bytes: Uint8Array, node: Node, indefinite: boolean, level: number, tags: Groups): void {
  if (level > MAX_LEVELS) throw new BerFault(node.at);
  const bound = node.end;
  let at = node.content;
  for (;;) {
    if (!indefinite && at === bound) return;
    if (indefinite) {
      if (at >= bound) throw new BerFault(node.at);
      if (bytes[at] === 0) {
        if (at + 1 >= bound) throw new BerFault(node.at);
        if (bytes[at + 1] !== 0) throw new BerFault(at);
        node.end = at;
        node.next = at + 2;
        return;
      }
    }
    // A child stands in the tree as soon as it is opened: what a fault leaves of it too.
    at = element(bytes, at, bound, level + 1, node.segments, tags, (child) => node.children.push(child)).next;
  }
}
