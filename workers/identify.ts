/** Worker: what a file is, in one streaming pass. Returns a value for every input and never throws. */

import { kindOfBer, kindOfText, readClaim } from '../src/decode/identify.ts';
import type { DecodeFailure, FileKind, Identified } from '../src/decode/outcome.ts';
import { decodeTap } from '../src/decode/tap/decode.ts';
import type { ProfileShape } from '../src/domain/profile/types.ts';
import { type ErrorCode, RoamsettleError } from '../src/errors.ts';
import { type Inflated, inflateFile, MAX_HASHED_BYTES, MAX_INFLATED_BYTES } from '../src/files/inflate.ts';

/** Beginning of a file that tells its kind and holds a TAP header. */
const HEAD_BYTES = 65_536;
const PARQUET = 'PAR1';

interface Task {
  readonly path: string;
  /** Of the mapping profile that was given. */
  readonly shape?: ProfileShape | null;
}

export default async function identify({ path, shape = null }: Task): Promise<Identified> {
  const ends = new Ends();
  let inflated: Inflated;
  try {
    inflated = await inflateFile(path, MAX_HASHED_BYTES, (chunk) => ends.take(chunk));
  } catch (error) {
    const known = error instanceof RoamsettleError ? error : new RoamsettleError('FILE_UNREADABLE');
    return {
      sha256: null,
      size: 0,
      compression: 'none',
      kind: 'unknown',
      claim: null,
      failure: failure(known.code, known.detail),
    };
  }
  const kind = kindOf(ends, inflated.size, shape);
  // Parquet compresses its own pages; DuckDB reads it in place.
  if (kind.kind === 'signaling_parquet' && inflated.compression !== 'none')
    return { ...inflated, ...refused(kind.kind, 'FILE_FORMAT_UNSUPPORTED', 'A packed Parquet file.') };
  return { ...inflated, ...kind };
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

function kindOf(ends: Ends, size: number, shape: ProfileShape | null): Kind {
  const { head } = ends;
  if (size === 0) return refused('unknown', 'FILE_EMPTY', '');
  const [parquet, whole] = ends.startsAndEndsWith(PARQUET);
  if (parquet) {
    return whole && size > 2 * PARQUET.length
      ? { kind: 'signaling_parquet', claim: null, failure: null }
      : refused(
          'signaling_parquet',
          'SIGNALING_UNREADABLE',
          'The Parquet footer is missing: the file is not whole.',
        );
  }
  const text = kindOfText(head, shape);
  if (text !== null) {
    if (text.kind === 'unknown')
      return refused('unknown', 'FILE_UNKNOWN', 'It is text without signaling columns.');
    if (text.missing.length > 0)
      return refused(text.kind, 'SIGNALING_HEADER', `Missing: ${text.missing.join(', ')}.`);
    return { kind: text.kind, claim: null, failure: null };
  }
  const kind = kindOfBer(head);
  if (kind === 'unknown') return { kind, claim: null, failure: rootFailure(head, size) };
  if (size > MAX_INFLATED_BYTES)
    return refused(kind, 'FILE_TOO_LARGE', `${size} bytes; the limit is ${MAX_INFLATED_BYTES}.`);
  return { kind, claim: readClaim(head), failure: null };
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
