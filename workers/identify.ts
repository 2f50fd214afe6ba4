/** Worker: what a file is, in one streaming pass. Returns a value for every input and never throws. */

import { createHash } from 'node:crypto';
import { isOneBatch, MAX_BATCHES, splitBatches } from '../src/decode/batches.ts';
import { afterFiller } from '../src/decode/ber/framing.ts';
import { kindOfBer, kindOfText, readClaim } from '../src/decode/identify.ts';
import type { DecodeFailure, FileKind, Identified } from '../src/decode/outcome.ts';
import { decodeTap } from '../src/decode/tap/decode.ts';
import type { ProfileShape } from '../src/domain/profile/types.ts';
import { type ErrorCode, RoamsettleError } from '../src/errors.ts';
import {
  type FileRef,
  type Inflated,
  inflateFile,
  MAX_HASHED_BYTES,
  MAX_INFLATED_BYTES,
  readInflated,
} from '../src/files/inflate.ts';

/** Beginning of a file that tells its kind and holds a TAP header. */
const HEAD_BYTES = 65_536;
const PARQUET = 'PAR1';

interface Task {
  readonly source: FileRef;
  /** Of the mapping profile that was given. */
  readonly shape?: ProfileShape | null;
}

/** The file, or its batches where several stand one after another. */
export default async function identify({ source, shape = null }: Task): Promise<Identified[]> {
  const ends = new Ends();
  try {
    const inflated = await inflateFile(source, MAX_HASHED_BYTES, (chunk) => ends.take(chunk));
    const kind = kindOf(ends, inflated, source, shape);
    const whole = { ...inflated, part: null, ...kind };
    const from = afterFiller(ends.head, 0);
    if (kind.failure !== null || !BATCHES.has(kind.kind) || isOneBatch(ends.head, from, inflated.size))
      return [whole];
    return await batchesOf(source, whole);
  } catch (error) {
    const known = error instanceof RoamsettleError ? error : new RoamsettleError('FILE_UNREADABLE');
    return [
      {
        sha256: null,
        part: null,
        size: 0,
        compression: 'none',
        kind: 'unknown',
        claim: null,
        failure: failure(known.code, known.detail),
      },
    ];
  }
}

/** Kinds whose roots may stand one after another. */
const BATCHES: ReadonlySet<FileKind> = new Set(['tap', 'notification', 'nrtrde', 'rap']);

async function batchesOf(source: FileRef, whole: Identified): Promise<Identified[]> {
  const { bytes, sha256 } = await readInflated(source);
  const batches = splitBatches(bytes);
  if (sha256 !== whole.sha256 || batches.length < 2) return [whole];
  if (batches.length > MAX_BATCHES)
    return [{ ...whole, failure: failure('FILE_TOO_LARGE', `It holds more than ${MAX_BATCHES} batches.`) }];
  return batches.map(({ from, to }, index) => {
    const content = bytes.subarray(from, to);
    return {
      sha256: createHash('sha256').update(content).digest('hex'),
      part: { number: index + 1, from, to, fileSha256: sha256 },
      size: content.length,
      compression: whole.compression,
      kind: kindOfBer(content),
      claim: readClaim(content.subarray(0, HEAD_BYTES)),
      failure: null,
    };
  });
}

/** The first HEAD_BYTES and the last four bytes of a stream. */
class Ends {
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

type Kind = Pick<Identified, 'kind' | 'claim' | 'failure'>;

function kindOf(
  ends: Ends,
  { size, compression }: Inflated,
  { member }: FileRef,
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
    if (compression !== 'none' || member !== undefined)
      return refused('signaling_parquet', 'FILE_FORMAT_UNSUPPORTED', 'A packed Parquet file.');
    return { kind: 'signaling_parquet', claim: null, failure: null };
  }
  const text = kindOfText(head, shape);
  if (text !== null) {
    if (text.kind === 'unknown')
      return refused('unknown', 'FILE_UNKNOWN', 'It is text without signaling columns.');
    if (text.missing.length > 0)
      return refused(text.kind, 'SIGNALING_HEADER', `Missing: ${text.missing.join(', ')}.`);
    if (member !== undefined)
      return refused(text.kind, 'FILE_FORMAT_UNSUPPORTED', 'Signaling events in a zip archive.');
    return { kind: text.kind, claim: null, failure: null };
  }
  const root = head.subarray(afterFiller(head, 0));
  const kind = kindOfBer(root);
  if (kind === 'unknown') return { kind, claim: null, failure: rootFailure(head, size) };
  if (size > MAX_INFLATED_BYTES)
    return refused(kind, 'FILE_TOO_LARGE', `${size} bytes; the limit is ${MAX_INFLATED_BYTES}.`);
  return { kind, claim: readClaim(root), failure: null };
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

function failure(code: ErrorCode, detail: string): DecodeFailure {
  return { code, detail, byteOffset: 0, tagPath: '', recordIndex: null };
}
