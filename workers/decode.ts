/**
 * Worker: a TAP, NRTRDE or RAP file → record batches whose buffers are transferred, not copied. Returns a value for every input and
 * never throws.
 */
import { isDeepStrictEqual } from 'node:util';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { type ArrangedBatch, arrange } from '../src/arrow/arrange.ts';
import type { ColumnBatch, OpenBatch } from '../src/arrow/batch.ts';
import { SpareBuffers, type SpareSet } from '../src/arrow/spare-buffers.ts';
import { isOneBatch } from '../src/decode/batches.ts';
import { afterFiller } from '../src/decode/ber/framing.ts';
import { decodeFileInto } from '../src/decode/decode-file.ts';
import { Ends, failure, fileKind } from '../src/decode/file-kind.ts';
import { diagnose } from '../src/decode/mangled.ts';
import type {
  BatchPart,
  DecodedWhole,
  DecodeFailure,
  DecodeOutcome,
  Identified,
} from '../src/decode/outcome.ts';
import { TAP_TABLE } from '../src/decode/tap/tag-names.ts';
import { RoamsettleError } from '../src/errors.ts';
import { type FileRef, MAX_INFLATED_BYTES, readInflated } from '../src/files/inflate.ts';
import { Octets } from '../src/files/octets.ts';

type Outcome = DecodeOutcome<ArrangedBatch>;

export interface DecodeTask {
  readonly source: FileRef;
  /** Identity of the bytes that `identify` saw; other bytes are FILE_CHANGED. */
  readonly sha256: string;
  /** Decode only this batch of the file. */
  readonly part: BatchPart | null;
  /** Buffers to be used again. */
  readonly spare?: readonly SpareSet[];
  /** Leave the record batches behind, for callers that only judge the file. */
  readonly withoutRows?: boolean;
}

export default async function decode(task: DecodeTask): Promise<Outcome> {
  const outcome = await outcomeOf(task);
  return moved(outcome, outcome);
}

/** A file of which only the head is known. */
export interface WholeTask extends Pick<DecodeTask, 'source' | 'withoutRows' | 'spare'> {
  readonly peeked: Identified;
}

/** Identifies and decodes a file in one pass over it. One that is no longer what its head told is FILE_CHANGED. */
export async function decodeWhole(task: WholeTask): Promise<DecodedWhole> {
  const whole = await wholeOf(task);
  return moved(whole, whole.outcome);
}

async function outcomeOf({ source, sha256, part, withoutRows, spare: sets }: DecodeTask): Promise<Outcome> {
  spare = new SpareBuffers(sets);
  try {
    const file = await read(source, part);
    if (file.sha256 !== (part?.fileSha256 ?? sha256)) return { ok: false, failure: changed() };
    const bytes = part === null ? file.bytes : file.bytes.subarray(0, part.to);
    return decoded(bytes, part === null ? afterFiller(bytes, 0) : part.from, withoutRows);
  } catch (error) {
    return { ok: false, failure: unexpected(error) };
  }
}

async function wholeOf({ source, peeked, withoutRows, spare: sets }: WholeTask): Promise<DecodedWhole> {
  spare = new SpareBuffers(sets);
  try {
    const { bytes, ...inflated } = await read(source, null);
    const ends = new Ends();
    ends.take(bytes);
    const kind = fileKind(ends, { ...inflated, isMember: false }, null);
    const identified = { ...inflated, part: null, ...kind };
    const from = afterFiller(bytes, 0);
    const isSame =
      isDeepStrictEqual(kind, { kind: peeked.kind, claim: peeked.claim, failure: null }) &&
      isOneBatch(ends.head, from, inflated.size);
    if (!isSame) return { identified: { ...identified, failure: changed() }, outcome: null };
    return { identified, outcome: decoded(bytes, from, withoutRows) };
  } catch (error) {
    return { identified: { ...peeked, failure: unexpected(error) }, outcome: null };
  }
}

function decoded(bytes: Uint8Array, from: number, withoutRows = false): Outcome {
  if (!withoutRows) return explained(bytes, from, decodeFileInto(bytes, from, arranged));
  const outcome = explained(bytes, from, decodeFileInto(bytes, from, NO_ROWS));
  return outcome.ok ? { ...outcome, batches: [], charges: [], dictionaries: {} } : outcome;
}

/** Of the file at hand: what it leaves is given up, or a thread would gather what others need. */
let spare = new SpareBuffers();
const arranged = (open: OpenBatch) => arrange(open, spare);
const NO_ROWS = ({ rows }: OpenBatch): ColumnBatch => ({ rows, columns: [] });

/** Largest file of several batches that is kept from one batch to the next, and largest buffer that is. */
const MAX_KEPT_BYTES = 256 * 1024 ** 2;
let kept: Awaited<ReturnType<typeof readInflated>> | null = null;
/** What files are read into; the next one takes its place. */
let octets = new Octets(0);

async function read(
  source: FileRef,
  part: BatchPart | null,
): Promise<Awaited<ReturnType<typeof readInflated>>> {
  if (part !== null && kept?.sha256 === part.fileSha256) return kept;
  kept = null;
  if (octets.capacity > MAX_KEPT_BYTES) octets = new Octets(0);
  const file = await readInflated(source, MAX_INFLATED_BYTES, octets);
  kept = part !== null && file.size <= MAX_KEPT_BYTES ? file : null;
  return file;
}

/** Broken framing that a transfer in text mode or a conversion of characters explains says so. */
function explained<Batch extends ColumnBatch>(
  bytes: Uint8Array,
  from: number,
  outcome: DecodeOutcome<Batch>,
): DecodeOutcome<Batch> {
  if (outcome.ok || !outcome.failure.code.startsWith('BER_')) return outcome;
  const found = diagnose(bytes, from, TAP_TABLE.groups);
  if (found === null) return outcome;
  const { code, byteOffset, tagPath, recordIndex } = outcome.failure;
  const detail = `${found.detail} It breaks at byte ${byteOffset} (${code}).`;
  return {
    ok: false,
    failure: { code: 'FILE_MANGLED', detail, byteOffset: found.offset, tagPath, recordIndex },
  };
}

function changed(): DecodeFailure {
  return failure('FILE_CHANGED', 'Its content is not the content that was identified.');
}

function unexpected(error: unknown): DecodeFailure {
  if (error instanceof RoamsettleError) return failure(error.code, error.detail);
  return failure('INTERNAL', error instanceof Error ? error.name : 'unknown');
}

/** Marks the column buffers of an outcome in `answer` for transfer; Piscina posts the plain answer and moves them along. */
function moved<T>(answer: T, outcome: Outcome | null): T {
  if (!outcome?.ok || outcome.batches.length === 0) return answer;
  const columns = [...outcome.batches, ...outcome.charges].flatMap((batch) =>
    batch.columns.flatMap(({ values, validity }) => (validity === null ? [values] : [values, validity])),
  );
  const buffers = [...columns, ...outcome.batches.map(({ patterns }) => patterns.words)];
  const marked = { [transferableSymbol]: buffers, [valueSymbol]: answer };
  return move(marked as unknown as Parameters<typeof move>[0]) as unknown as T;
}
