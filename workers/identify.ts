/** Worker: what a file is, in one streaming pass. Returns a value for every input and never throws. */

import { createHash } from 'node:crypto';
import { isOneBatch, MAX_BATCHES, splitBatches } from '../src/decode/batches.ts';
import { afterFiller } from '../src/decode/ber/framing.ts';
import { Ends, failure, fileKind, HEAD_BYTES } from '../src/decode/file-kind.ts';
import { kindOfBer, readClaim } from '../src/decode/identify.ts';
import type { FileKind, Identified } from '../src/decode/outcome.ts';
import type { ProfileShape } from '../src/domain/profile/types.ts';
import { RoamsettleError } from '../src/errors.ts';
import {
  type FileRef,
  inflateFile,
  MAX_HASHED_BYTES,
  peekPlain,
  readInflated,
} from '../src/files/inflate.ts';

interface Task {
  readonly source: FileRef;
  /** Of the mapping profile that was given. */
  readonly shape?: ProfileShape | null;
  /** A plain file of one TAP batch whose header can be read is left unread: its hash is null. */
  readonly peek?: boolean;
}

/** The file, or its batches where several stand one after another. */
export default async function identify({ source, shape = null, peek = false }: Task): Promise<Identified[]> {
  const ends = new Ends();
  try {
    const peeked = peek ? await peekAt(source) : null;
    if (peeked !== null) return [peeked];
    const inflated = await inflateFile(source, MAX_HASHED_BYTES, (chunk) => ends.take(chunk));
    const packing = { ...inflated, isMember: source.member !== undefined };
    const whole = { ...inflated, part: null, ...fileKind(ends, packing, shape) };
    const from = afterFiller(ends.head, 0);
    if (whole.failure !== null || !BATCHES.has(whole.kind) || isOneBatch(ends.head, from, inflated.size))
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

/** What the head tells of a plain file that is one TAP batch; null where it does not tell everything. */
async function peekAt(source: FileRef): Promise<Identified | null> {
  const plain = await peekPlain(source, HEAD_BYTES);
  if (plain === null) return null;
  const ends = new Ends();
  ends.take(plain.head);
  const packing = { size: plain.size, compression: 'none', isMember: false } as const;
  const { kind, claim, failure } = fileKind(ends, packing, null);
  const isTap = kind === 'tap' && claim !== null && failure === null;
  if (!isTap || !isOneBatch(ends.head, afterFiller(ends.head, 0), plain.size)) return null;
  return { sha256: null, part: null, size: plain.size, compression: 'none', kind, claim, failure };
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
