/** What a whole file is, from its beginning, its last octets and its size: kind, claim, and why it cannot be loaded. */

import type { ProfileShape } from '../domain/profile/types.ts';
import type { ErrorCode } from '../errors.ts';
import { MAX_FILE_OCTETS } from './ber/cursor.ts';
import { afterFiller } from './ber/framing.ts';
import { kindOfBer, kindOfText, readClaim } from './identify.ts';
import type { Compression, DecodeFailure, FileKind, Identified } from './outcome.ts';
import { decodeTap } from './tap/decode.ts';

/** Beginning of a file that tells its kind and holds a TAP header. */
export const HEAD_BYTES = 65_536;
const PARQUET = 'PAR1';
/** gzip, zstd, zip. */
const ARCHIVE = ['\x1f\x8b', '\x28\xb5\x2f\xfd', 'PK\x03\x04', 'PK\x05\x06'];
/** What else files come packed in, by what they begin with. */
const OTHER_PACKINGS = [
  ['bzip2', 'BZh'],
  ['xz', '\xfd7zXZ\0'],
  ['7z', '7z\xbc\xaf\x27\x1c'],
  ['rar', 'Rar!\x1a\x07'],
  ['lz4', '\x04"M\x18'],
] as const;
/** A tar archive says so behind its first member's name and sizes, by POSIX or GNU. */
const TAR_AT = 257;
const TAR = ['ustar\x0000', 'ustar  \0'];
/** Byte order marks of UTF-16, which also begin the little-endian one of UTF-32. As tags both are of class private. */
const UTF16 = ['\xff\xfe', '\xfe\xff'];

/** The first HEAD_BYTES and the last four bytes of a stream. */
export class Ends {
  readonly #head = new Uint8Array(HEAD_BYTES);
  #length = 0;
  #tail = '';

  take(chunk: Uint8Array): void {
    const wanted = chunk.subarray(0, HEAD_BYTES - this.#length);
    this.#head.set(wanted, this.#length);
    this.#length += wanted.length;
    this.#tail = (this.#tail + Buffer.from(chunk.subarray(-PARQUET.length)).toString('latin1')).slice(
      -PARQUET.length,
    );
  }

  get head(): Uint8Array {
    return this.#head.subarray(0, this.#length);
  }

  startsAndEndsWith(magic: string): readonly [boolean, boolean] {
    return [
      Buffer.from(this.head.subarray(0, magic.length)).toString('latin1') === magic,
      this.#tail === magic,
    ];
  }
}

export type Kind = Pick<Identified, 'kind' | 'claim' | 'failure'>;

/** How a file's bytes come. */
export interface Packing {
  /** Inflated, in bytes. */
  readonly size: number;
  readonly compression: Compression;
  /** It is a member of a zip archive. */
  readonly isMember: boolean;
}

/** `shape` is that of the mapping profile that was given. */
export function fileKind(
  ends: Ends,
  { size, compression, isMember }: Packing,
  shape: ProfileShape | null,
): Kind {
  const { head } = ends;
  if (size === 0) return refused('unknown', 'FILE_EMPTY', '');
  const [parquet, whole] = ends.startsAndEndsWith(PARQUET);
  if (parquet) {
    if (!whole || size <= 2 * PARQUET.length) {
      const detail = 'The Parquet footer is missing: the file is not whole.';
      return refused('signaling_parquet', 'SIGNALING_UNREADABLE', detail);
    }
    // Parquet compresses its own pages; DuckDB reads it in place.
    if (compression !== 'none' || isMember)
      return refused('signaling_parquet', 'FILE_FORMAT_UNSUPPORTED', 'A packed Parquet file.');
    return { kind: 'signaling_parquet', claim: null, failure: null };
  }
  if ((compression !== 'none' || isMember) && ARCHIVE.some((magic) => ends.startsAndEndsWith(magic)[0]))
    return refused('unknown', 'FILE_FORMAT_UNSUPPORTED', 'It is an archive within an archive.');
  const packing = otherPacking(head);
  if (packing !== null) return refused('unknown', 'FILE_FORMAT_UNSUPPORTED', `It is packed by ${packing}.`);
  if (UTF16.includes(Buffer.from(head.subarray(0, 2)).toString('latin1')))
    return refused('unknown', 'FILE_FORMAT_UNSUPPORTED', 'It is UTF-16 text: convert it to UTF-8.');
  const text = kindOfText(head, shape);
  if (text !== null) {
    if (text.kind === 'unknown')
      return refused('unknown', 'FILE_UNKNOWN', 'It is text without signaling columns.');
    if (text.missing.length > 0)
      return refused(text.kind, 'SIGNALING_HEADER', `Missing: ${text.missing.join(', ')}.`);
    if (isMember) return refused(text.kind, 'FILE_FORMAT_UNSUPPORTED', 'Signaling events in a zip archive.');
    return { kind: text.kind, claim: null, failure: null };
  }
  const root = head.subarray(afterFiller(head, 0));
  const kind = kindOfBer(root);
  if (kind === 'unknown') return { kind, claim: null, failure: rootFailure(head, size) };
  if (size > MAX_FILE_OCTETS)
    return refused(kind, 'FILE_TOO_LARGE', `${size} bytes; the limit is ${MAX_FILE_OCTETS}.`);
  return { kind, claim: readClaim(root), failure: null };
}

/** What the file is packed by, where it is none of the packings that are read; null for any other file. */
function otherPacking(head: Uint8Array): string | null {
  const begins = (magic: string, at = 0) =>
    Buffer.from(head.subarray(at, at + magic.length)).toString('latin1') === magic;
  if (TAR.some((magic) => begins(magic, TAR_AT))) return 'tar';
  return OTHER_PACKINGS.find(([, magic]) => begins(magic))?.[0] ?? null;
}

/** A binary file whose root is no TAP: its first header is judged from the head. */
function rootFailure(head: Uint8Array, size: number): DecodeFailure {
  const outcome = decodeTap(head);
  if (!outcome.ok && (outcome.failure.code !== 'BER_TRUNCATED' || head.length === size))
    return outcome.failure;
  return failure('TAP_ROOT_UNKNOWN', 'The first tag is none of TransferBatch, Notification, NRTRDE or RAP.');
}

function refused(kind: FileKind, code: ErrorCode, detail: string): Kind {
  return { kind, claim: null, failure: failure(code, detail) };
}

export function failure(code: ErrorCode, detail: string): DecodeFailure {
  return { code, detail, byteOffset: 0, tagPath: '', recordIndex: null };
}
