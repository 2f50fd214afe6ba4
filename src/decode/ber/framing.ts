/**
 * The second, slow pass: checks the framing of a whole file, or finds the path of one offset. It keeps the stack of
 * open elements, which the fast decoders do not.
 */
import { Cursor, enter, Fault, MAX_TAG_NUMBER, more, readRoot } from './cursor.ts';
import { isSegmented, moreSegment } from './elements.ts';

export type FramingCode =
  | 'BER_TRUNCATED'
  | 'BER_LENGTH_OVERFLOW'
  | 'BER_LENGTH_FORM'
  | 'BER_TAG_FORM'
  | 'BER_CLASS'
  | 'BER_DEPTH'
  | 'BER_UNEXPECTED_EOC'
  | 'BER_MISSING_EOC'
  | 'BER_TRAILING_DATA';

/** One step of a path from the root. */
export interface PathStep {
  /** 0 UNIVERSAL, 1 APPLICATION, 2 context, 3 private. */
  readonly cls: number;
  readonly tag: number;
  /** 0-based position in the group that holds it. */
  readonly index: number;
}

export interface FramingFault {
  readonly code: FramingCode;
  readonly offset: number;
  readonly detail: string;
  readonly path: readonly PathStep[];
}

interface OpenElement extends PathStep {
  readonly at: number;
  readonly limit: number;
  readonly segments: boolean;
  children: number;
}

/**
 * The first framing fault in the order of the file, what stands after the root included; null when sound. The root
 * begins at `from`.
 */
export function checkFraming(bytes: Uint8Array, groups: Uint8Array, from = 0): FramingFault | null {
  const result = walk(bytes, groups, -1, from);
  return Array.isArray(result) ? null : result;
}

/**
 * Path of the element that begins at `offset`, from the element that begins at `from`; empty where none begins there.
 * The framing between the two must be sound.
 */
export function pathAt(bytes: Uint8Array, groups: Uint8Array, offset: number, from = 0): readonly PathStep[] {
  const result = walk(bytes, groups, offset, from);
  return Array.isArray(result) ? result : [];
}

/** Octets that fill a file up: 00, line feed, carriage return, SUB (end of file on mainframes and DOS), space, FF. */
const FILLER: ReadonlySet<number> = new Set([0x00, 0x0a, 0x0d, 0x1a, 0x20, 0xff]);

/** Offset of the first octet at or after `from` that is no filler. */
export function afterFiller(bytes: Uint8Array, from: number): number {
  let i = from;
  while (i < bytes.length && FILLER.has(bytes[i]!)) i++;
  return i;
}

function walk(
  bytes: Uint8Array,
  groups: Uint8Array,
  target: number,
  from: number,
): PathStep[] | FramingFault {
  const c = new Cursor(bytes, groups);
  if (!readRoot(c, from)) return fault(c, [], false);
  const stack: OpenElement[] = [];
  const open = (index: number): boolean => {
    const segments = isSegmented(c);
    const limit = enter(c);
    stack.push({
      cls: segments && stack.at(-1)?.segments ? 0 : 1,
      tag: c.tag,
      index,
      at: c.at,
      limit,
      segments,
      children: 0,
    });
    return c.err === Fault.NONE;
  };
  if (target === from) return [{ cls: 1, tag: c.tag, index: 0 }];
  if (c.constructed) open(0);
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!;
    const found = top.segments ? moreSegment(c, top.limit) : more(c, top.limit);
    if (!found) {
      if (c.err !== Fault.NONE) return fault(c, stack, top.segments);
      stack.pop();
      continue;
    }
    const index = top.children++;
    if (c.at === target) return [...stack, { cls: top.segments ? 0 : 1, tag: c.tag, index }].map(step);
    if (!c.constructed) continue;
    if (target > 0 && c.limit >= 0 && c.limit <= target) c.pos = c.limit;
    else if (top.segments ? !openSegment(c, stack, index) : !open(index)) return depthFault(c, stack);
  }
  if (target >= 0) return [];
  return trailing(bytes, c.pos) ?? [];
}

/** A constructed segment: everything inside it is a segment again, whatever its first octet. */
function openSegment(c: Cursor, stack: OpenElement[], index: number): boolean {
  const limit = enter(c);
  stack.push({ cls: 0, tag: 4, index, at: c.at, limit, segments: true, children: 0 });
  return c.err === Fault.NONE;
}

function step({ cls, tag, index }: PathStep): PathStep {
  return { cls, tag, index };
}

function depthFault(c: Cursor, stack: readonly OpenElement[]): FramingFault {
  return {
    code: 'BER_DEPTH',
    offset: c.at,
    detail: `The limit is ${stack.length - 1} levels.`,
    path: stack.map(step),
  };
}

function trailing(bytes: Uint8Array, end: number): FramingFault | null {
  const at = afterFiller(bytes, end);
  if (at >= bytes.length) return null;
  const found = identifier(bytes, at);
  return {
    code: 'BER_TRAILING_DATA',
    offset: at,
    detail: `The root element ends at byte ${end}, the file at byte ${bytes.length}.`,
    path: found === null ? [] : [{ ...found, index: 0 }],
  };
}

function fault(c: Cursor, stack: readonly OpenElement[], segments: boolean): FramingFault {
  const path = stack.map(step);
  const top = stack.at(-1);
  const found = identifier(c.buf, c.at);
  const here = found === null ? path : [...path, { ...found, index: top === undefined ? 0 : top.children }];
  switch (c.err) {
    case Fault.MISSING_EOC: {
      const at = top?.at ?? 0;
      return {
        code: 'BER_MISSING_EOC',
        offset: at,
        detail: `The element opened at byte ${at} has no end-of-contents.`,
        path,
      };
    }
    case Fault.UNEXPECTED_EOC:
      return {
        code: 'BER_UNEXPECTED_EOC',
        offset: c.at,
        detail: 'The group around it has a definite length.',
        path,
      };
    case Fault.TAG_FORM:
      return {
        code: 'BER_TAG_FORM',
        offset: c.at,
        detail: `The tag number is not in its shortest form, or is above ${MAX_TAG_NUMBER}.`,
        path,
      };
    case Fault.LENGTH_FORM:
      return {
        code: 'BER_LENGTH_FORM',
        offset: c.at,
        detail: 'The length octets are reserved, too many, or indefinite on a primitive.',
        path: here,
      };
    case Fault.CLASS:
      if (stack.length === 0 && rootPassesFile(c.buf, c.at)) {
        return {
          code: 'BER_LENGTH_OVERFLOW',
          offset: c.at,
          detail: `The root element, of class ${CLASSES[found?.cls ?? 0]}, passes the end of the file.`,
          path: here,
        };
      }
      return {
        code: 'BER_CLASS',
        offset: c.at,
        detail: segments
          ? 'Only segments (UNIVERSAL 4) may stand here.'
          : `It is of class ${CLASSES[found?.cls ?? 0]}.`,
        path: here,
      };
    default:
      return overflow(c, stack, here);
  }
}

/** A root of a foreign class: whether its long length is more than the file holds. */
function rootPassesFile(bytes: Uint8Array, at: number): boolean {
  let i = at + 1;
  if (((bytes[at] ?? 0) & 0x1f) === 0x1f) while (i < at + 5 && (bytes[i++] ?? 0) >= 0x80);
  const first = bytes[i++] ?? 0;
  // A short length says little: any binary file may begin like that.
  if (first <= 0x80) return false;
  let length = 0;
  for (let n = 0; n < (first & 0x7f); n++) length = length * 256 + (bytes[i++] ?? 0);
  return i + length > bytes.length;
}

const CLASSES = ['UNIVERSAL', 'APPLICATION', 'context', 'private'] as const;

/** Longer than the file when no definite length holds it, else longer than the group. */
function overflow(c: Cursor, stack: readonly OpenElement[], path: readonly PathStep[]): FramingFault {
  const held = stack.some((open) => open.limit >= 0);
  const excess = Number.isSafeInteger(c.excess) ? `${c.excess}` : 'more than 9007199254740991';
  if (!held && Number.isSafeInteger(c.excess)) {
    return {
      code: 'BER_TRUNCATED',
      offset: c.at,
      detail: `At least ${excess} byte(s) are missing at the end.`,
      path,
    };
  }
  const around = held ? 'the group that holds it' : 'the file';
  return {
    code: 'BER_LENGTH_OVERFLOW',
    offset: c.at,
    detail: `It passes the end of ${around} by ${excess} byte(s).`,
    path,
  };
}

/** Class and number of the identifier at `at`, as far as it can be read. */
export function identifier(bytes: Uint8Array, at: number): { cls: number; tag: number } | null {
  const id = bytes[at];
  if (id === undefined) return null;
  const cls = id >> 6;
  let tag = id & 0x1f;
  if (tag !== 0x1f) return { cls, tag };
  tag = 0;
  for (let i = at + 1; i < at + 4; i++) {
    const octet = bytes[i];
    if (octet === undefined) return null;
    tag = (tag << 7) | (octet & 0x7f);
    if (octet < 0x80) return { cls, tag };
  }
  return null;
}
