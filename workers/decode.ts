/**
 * Worker: a TAP, NRTRDE or RAP file → record batches whose buffers are transferred, not copied. Returns a value for every input and
 * never throws.
 */
import { isDeepStrictEqual } from 'node:util';
import type { MessagePort } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { ArrangedBatch } from '../src/arrow/arrange.ts';
import type { ColumnBatch } from '../src/arrow/batch.ts';
import type { SpareSet } from '../src/arrow/spare-buffers.ts';
import { isOneBatch } from '../src/decode/batches.ts';
import { afterFiller } from '../src/decode/ber/framing.ts';
import { decodeFileInto } from '../src/decode/decode-file.ts';
import { Ends, failure, fileKind } from '../src/decode/file-kind.ts';
import { kernelOfThread } from '../src/decode/kernel/kernel.ts';
import { diagnose } from '../src/decode/mangled.ts';
import type {
  BatchPart,
  DecodedWhole,
  DecodeFailure,
  DecodeOutcome,
  Identified,
} from '../src/decode/outcome.ts';
import { SplitFile } from '../src/decode/parts/split-file.ts';
import { buffersOf, Team } from '../src/decode/parts/team.ts';
import { TAP_TABLE } from '../src/decode/tap/tag-names.ts';
import { RoamsettleError } from '../src/errors.ts';
import {
  type FileRef,
  type Inflated,
  inflateFile,
  MAX_INFLATED_BYTES,
  readInflated,
} from '../src/files/inflate.ts';
import { Octets } from '../src/files/octets.ts';
import { arranged, decodedPart, noRows, useSpare } from './rows.ts';

type Outcome = DecodeOutcome<ArrangedBatch>;

/** How a large file is decoded while it is read. */
export interface InParts {
  /** Inflated bytes of the file. */
  readonly size: number;
  /** To the helpers (help.ts) that take parts of it. */
  readonly ports: readonly MessagePort[];
  readonly partOctets?: number;
}

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
  /** Of a TAP file that is one batch. */
  readonly inParts?: InParts;
}

export default async function decode(task: DecodeTask): Promise<Outcome> {
  const outcome = await outcomeOf(task);
  return moved(outcome, outcome);
}

/** A file of which only the head is known. */
export interface WholeTask extends Omit<DecodeTask, 'sha256' | 'part'> {
  readonly peeked: Identified;
}

/** Identifies and decodes a file in one pass over it. One that is no longer what its head told is FILE_CHANGED. */
export async function decodeWhole(task: WholeTask): Promise<DecodedWhole> {
  const whole = await wholeOf(task);
  return moved(whole, whole.outcome);
}

async function outcomeOf(task: DecodeTask): Promise<Outcome> {
  const { source, sha256, part, withoutRows } = task;
  useSpare(task.spare);
  try {
    if (part === null) {
      const { inflated, outcome } = await contentOf(task);
      return inflated.sha256 === sha256 ? outcome() : { ok: false, failure: changed() };
    }
    const file = await read(source, part);
    if (file.sha256 !== part.fileSha256) return { ok: false, failure: changed() };
    return decoded(file.bytes.subarray(0, part.to), part.from, withoutRows);
  } catch (error) {
    return { ok: false, failure: unexpected(error) };
  }
}

async function wholeOf(task: WholeTask): Promise<DecodedWhole> {
  const { peeked } = task;
  useSpare(task.spare);
  try {
    const { inflated, ends, outcome } = await contentOf(task);
    const kind = fileKind(ends, { ...inflated, isMember: false }, null);
    const identified = { ...inflated, part: null, ...kind };
    const isSame =
      isDeepStrictEqual(kind, { kind: peeked.kind, claim: peeked.claim, failure: null }) &&
      isOneBatch(ends.head, afterFiller(ends.head, 0), inflated.size);
    if (!isSame) return { identified: { ...identified, failure: changed() }, outcome: null };
    return { identified, outcome: outcome() };
  } catch (error) {
    return { identified: { ...peeked, failure: unexpected(error) }, outcome: null };
  }
}

/** A file that was read: what it is, and what its only batch comes to. */
interface Content {
  readonly inflated: Inflated;
  readonly ends: Ends;
  readonly outcome: () => Outcome;
}

type ContentTask = Pick<DecodeTask, 'source' | 'withoutRows' | 'inParts'>;

async function contentOf(task: ContentTask): Promise<Content> {
  const inParts = task.inParts === undefined ? null : await contentInParts(task, task.inParts);
  return inParts ?? wholeContent(task);
}

async function wholeContent({ source, withoutRows }: ContentTask): Promise<Content> {
  const { bytes, ...inflated } = await read(source, null);
  const ends = new Ends();
  ends.take(bytes);
  return { inflated, ends, outcome: () => decoded(bytes, afterFiller(bytes, 0), withoutRows) };
}

/** Octets of a part: as many as a full batch of records has. */
const PART_OCTETS = 16 * 1024 ** 2;

/** The same, decoded while it is read. Null where something is wrong: what, only the whole file tells, read once more. */
async function contentInParts(
  { source, withoutRows = false }: ContentTask,
  { size, ports, partOctets = PART_OCTETS }: InParts,
): Promise<Content | null> {
  const team = new Team(ports, decodedPart, withoutRows);
  const ends = new Ends();
  try {
    const file = new SplitFile(size, {
      partOctets,
      buffer: (octets) => team.buffer(octets),
      onPart: (part) => team.give(part),
    });
    const inflated = await inflateFile(source, MAX_INFLATED_BYTES, (chunk) => {
      ends.take(chunk);
      file.take(chunk);
    });
    const { whole } = file;
    if (whole !== null)
      return { inflated, ends, outcome: () => decoded(whole, afterFiller(whole, 0), withoutRows) };
    const joined = file.end() ? file.join(await team.end()) : null;
    return joined === null ? null : { inflated, ends, outcome: () => joined };
  } catch {
    return null;
  } finally {
    await team.end();
  }
}

function decoded(bytes: Uint8Array, from: number, withoutRows = false): Outcome {
  if (!withoutRows) return explained(bytes, from, decodeFileInto(bytes, from, arranged));
  const outcome = explained(bytes, from, decodeFileInto(bytes, from, noRows));
  return outcome.ok ? { ...outcome, batches: [], charges: [], dictionaries: {} } : outcome;
}

/** Largest file of several batches that is kept from one batch to the next. */
const MAX_KEPT_BYTES = 256 * 1024 ** 2;
let kept: Awaited<ReturnType<typeof readInflated>> | null = null;
/** What files are read into, in the kernel's memory; the next one takes its place. */
let octets: Octets | null = null;

async function read(
  source: FileRef,
  part: BatchPart | null,
): Promise<Awaited<ReturnType<typeof readInflated>>> {
  if (part !== null && kept?.sha256 === part.fileSha256) return kept;
  kept = null;
  const { whole } = kernelOfThread();
  // A file that was larger was read elsewhere.
  if (octets === null || octets.capacity > whole.length) octets = new Octets(whole);
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
  const buffers = buffersOf(outcome);
  const marked = { [transferableSymbol]: buffers, [valueSymbol]: answer };
  return move(marked as unknown as Parameters<typeof move>[0]) as unknown as T;
}
