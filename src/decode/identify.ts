/** What a file is, by its content: BER roots, Parquet, and the first line of a text. */

import type { ProfileShape } from '../domain/profile/types.ts';
import { Cursor, enter, Fault, more, readRoot } from './ber/cursor.ts';
import { skip } from './ber/elements.ts';
import { identifier } from './ber/framing.ts';
import { readText } from './ber/values.ts';
import type { FileKind, Identified } from './outcome.ts';
import { NRTRDE_TABLE, RAP_TABLE, TAP_TABLE, type TagTable } from './tap/tag-names.ts';
import { Tag } from './tap/tags.ts';

export type BerKind = 'tap' | 'notification' | 'nrtrde' | 'rap' | 'unknown';

const RETURN_BATCH = 534;
const ACKNOWLEDGEMENT = 535;
/** Members of NRTRDE 2.1's root; none of them is a member of a TransferBatch. */
const NRTRDE_MEMBERS: readonly number[] = [2, 20, 31, 36, 37, 38, 39, 41, 45];
/** Octets of a header claim: a sender or recipient longer than this is none. */
const MAX_CLAIM_TEXT = 64;
/** Signaling columns that must be there (docs/inputs.md). */
const REQUIRED_COLUMNS = ['event_time', 'imsi', 'procedure'] as const;

/** Kind by the root tag and, because TAP and NRTRDE both begin with 61, by the first member's. */
export function kindOfBer(head: Uint8Array): BerKind {
  const root = identifier(head, 0);
  if (root === null || root.cls !== 1) return 'unknown';
  switch (root.tag) {
    case Tag.TransferBatch: {
      const first = identifier(head, contentOf(head));
      return first?.cls === 1 && NRTRDE_MEMBERS.includes(first.tag) ? 'nrtrde' : 'tap';
    }
    case Tag.Notification:
      return 'notification';
    case RETURN_BATCH:
    case ACKNOWLEDGEMENT:
      return 'rap';
    default:
      return 'unknown';
  }
}

/** Offset of the content of a root with a one-octet tag. */
function contentOf(head: Uint8Array): number {
  const length = head[1] ?? 0;
  return length > 0x80 ? 2 + (length & 0x7f) : 2;
}

export function tableOf(kind: BerKind): TagTable {
  if (kind === 'nrtrde') return NRTRDE_TABLE;
  return kind === 'rap' ? RAP_TABLE : TAP_TABLE;
}

/**
 * The claim of a TransferBatch or Notification, from the first bytes of the file; null where they do not hold it.
 * `head` is the file's beginning; lengths that pass it are taken as they are.
 */
export function readClaim(head: Uint8Array): Identified['claim'] {
  const kind = kindOfBer(head);
  if (kind !== 'tap' && kind !== 'notification') return null;
  const c = new Cursor(head, TAP_TABLE.groups);
  let limit: number;
  if (kind === 'tap') {
    // The root is longer than the head: only its members' own headers are read.
    c.pos = contentOf(head);
    limit = head.length;
    while (more(c, limit) && c.tag !== Tag.BatchControlInfo) skip(c);
    if (c.err !== Fault.NONE || c.tag !== Tag.BatchControlInfo) return null;
  } else if (!readRoot(c)) return null;
  return claimFields(c);
}

function claimFields(c: Cursor): Identified['claim'] {
  let sender: string | null = null;
  let recipient: string | null = null;
  let sequence: string | null = null;
  let type: 'CD' | 'TD' = 'CD';
  let rapSequence: string | null = null;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.Sender) sender = readText(c, MAX_CLAIM_TEXT);
    else if (c.tag === Tag.Recipient) recipient = readText(c, MAX_CLAIM_TEXT);
    else if (c.tag === Tag.FileSequenceNumber) sequence = readText(c, MAX_CLAIM_TEXT);
    else if (c.tag === Tag.RapFileSequenceNumber) rapSequence = readText(c, MAX_CLAIM_TEXT);
    else if (c.tag === Tag.FileTypeIndicator) type = readText(c, MAX_CLAIM_TEXT) === 'T' ? 'TD' : 'CD';
    else skip(c);
  }
  if (c.err !== Fault.NONE || !sender || !recipient || !sequence) return null;
  return { sender, recipient, type, sequence, rapSequence };
}

/** Result of looking at a text's beginning. `missing`: required signaling columns its header lacks. */
export interface TextKind {
  readonly kind: FileKind;
  readonly missing: readonly string[];
}

/** A key of ours in a JSON object. */
const OWN_KEY = /"(?:event_time|imsi)"/i;

/**
 * What a text is, by its first line: a control character or a byte that is no UTF-8 further on costs its own row,
 * not the file. Null where the first line is no text. JSON objects are events where a key of ours stands anywhere in the head, because
 * the first row may be a malformed one; other JSON (agreements, a run's documents) is none. A text that is not in our own columns is of a profile's shape where it has
 * the profile's time column.
 */
export function kindOfText(head: Uint8Array, shape: ProfileShape | null = null): TextKind | null {
  const text = firstLine(head);
  if (text === null) return null;
  const own = kindOfOwn(text.trim(), head);
  if (shape === null || (own.kind !== 'unknown' && own.missing.length === 0 && !isForeignJson(text, shape)))
    return own;
  const missing = missingOfShape(text, shape);
  return missing === null ? own : { kind: 'signaling_profile', missing };
}

function kindOfOwn(trimmed: string, head: Uint8Array): TextKind {
  if (trimmed.startsWith('{')) {
    const isOurs = OWN_KEY.test(Buffer.from(head).toString('latin1'));
    return { kind: isOurs ? 'signaling_ndjson' : 'unknown', missing: [] };
  }
  const columns = new Set(
    trimmed.split(',').map((column) =>
      column
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim()
        .toLowerCase(),
    ),
  );
  const missing = REQUIRED_COLUMNS.filter((column) => !columns.has(column));
  if (missing.length === 0) return { kind: 'signaling_csv', missing };
  const looksLike = columns.has('event_time') || columns.has('imsi');
  return { kind: looksLike ? 'signaling_csv' : 'unknown', missing };
}

/** A JSON object without our required keys. */
function isForeignJson(text: string, shape: ProfileShape): boolean {
  const object = shape.format === 'ndjson' ? parsedObject(text) : null;
  return object !== null && REQUIRED_COLUMNS.some((name) => !Object.hasOwn(object, name));
}

/** Columns that a text of the shape lacks; null where it is not of the shape. */
function missingOfShape(text: string, shape: ProfileShape): string[] | null {
  if (shape.format === 'ndjson') {
    // A key may be left out of any object.
    const object = parsedObject(text);
    return object !== null && Object.hasOwn(object, shape.timeColumn) ? [] : null;
  }
  const columns = new Set(
    text.split(shape.separator).map((column) =>
      column
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim(),
    ),
  );
  return columns.has(shape.timeColumn) ? shape.required.filter((name) => !columns.has(name)) : null;
}

function parsedObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** The first line that is not blank, without its byte order mark; null where it holds what no text does. */
function firstLine(head: Uint8Array): string | null {
  let from = 0;
  while (from < head.length && BLANK.has(head[from]!)) from++;
  let until = from;
  for (; until < head.length && head[until] !== 0x0a && head[until] !== 0x0d; until++) {
    const octet = head[until]!;
    if (octet < 0x20 && octet !== 0x09) return null;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(head.subarray(from, until), { stream: true });
  } catch {
    return null;
  }
}

/** Tab, line feed, carriage return, space. */
const BLANK = new Set([0x09, 0x0a, 0x0d, 0x20]);
