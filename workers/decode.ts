/**
 * Worker: a TAP, NRTRDE or RAP file → record batches whose buffers are transferred, not copied. Returns a value for every input and
 * never throws.
 */
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { afterFiller } from '../src/decode/ber/framing.ts';
import { decodeFile } from '../src/decode/decode-file.ts';
import { diagnose } from '../src/decode/mangled.ts';
import type { BatchPart, DecodeOutcome } from '../src/decode/outcome.ts';
import { TAP_TABLE } from '../src/decode/tap/tag-names.ts';
import { type ErrorCode, RoamsettleError } from '../src/errors.ts';
import { type FileRef, MAX_INFLATED_BYTES, readInflated } from '../src/files/inflate.ts';
import { Octets } from '../src/files/octets.ts';

export interface DecodeTask {
  readonly source: FileRef;
  /** Identity of the bytes that `identify` saw; other bytes are FILE_CHANGED. */
  readonly sha256: string;
  /** Decode only this batch of the file. */
  readonly part: BatchPart | null;
  /** Leave the record batches behind, for callers that only judge the file. */
  readonly withoutRows?: boolean;
}

export default async function decode(task: DecodeTask): Promise<DecodeOutcome> {
  const outcome = await outcomeOf(task);
  if (outcome.ok && task.withoutRows) return { ...outcome, batches: [], charges: [], dictionaries: {} };
  return transfer(outcome);
}

async function outcomeOf(task: DecodeTask): Promise<DecodeOutcome> {
  try {
    const file = await read(task);
    const { part } = task;
    if (file.sha256 !== (part?.fileSha256 ?? task.sha256))
      return refused('FILE_CHANGED', 'Its content is not the content that was identified.');
    const bytes = part === null ? file.bytes : file.bytes.subarray(0, part.to);
    const from = part === null ? afterFiller(bytes, 0) : part.from;
    return explained(bytes, from, decodeFile(bytes, from));
  } catch (error) {
    if (error instanceof RoamsettleError) return refused(error.code, error.detail);
    return refused('INTERNAL', error instanceof Error ? error.name : 'unknown');
  }
}

/** Largest file of several batches that is kept from one batch to the next, and largest buffer that is. */
const MAX_KEPT_BYTES = 256 * 1024 ** 2;
let kept: Awaited<ReturnType<typeof readInflated>> | null = null;
/** What files are read into; the next one takes its place. */
let octets = new Octets(0);

async function read({ source, part }: DecodeTask): Promise<Awaited<ReturnType<typeof readInflated>>> {
  if (part !== null && kept?.sha256 === part.fileSha256) return kept;
  kept = null;
  if (octets.capacity > MAX_KEPT_BYTES) octets = new Octets(0);
  const file = await readInflated(source, MAX_INFLATED_BYTES, octets);
  kept = part !== null && file.size <= MAX_KEPT_BYTES ? file : null;
  return file;
}

/** Broken framing that a transfer in text mode or a conversion of characters explains says so. */
function explained(bytes: Uint8Array, from: number, outcome: DecodeOutcome): DecodeOutcome {
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

function refused(code: ErrorCode, detail: string): DecodeOutcome {
  return { ok: false, failure: { code, detail, byteOffset: 0, tagPath: '', recordIndex: null } };
}

/** Marks the column buffers for transfer; Piscina posts the plain outcome and moves them along. */
function transfer(outcome: DecodeOutcome): DecodeOutcome {
  if (!outcome.ok || outcome.batches.length === 0) return outcome;
  const buffers = [...outcome.batches, ...outcome.charges].flatMap((batch) =>
    batch.columns.flatMap(({ values, validity }) => (validity === null ? [values] : [values, validity])),
  );
  const moved = { [transferableSymbol]: buffers, [valueSymbol]: outcome };
  return move(moved as unknown as Parameters<typeof move>[0]) as unknown as DecodeOutcome;
}
