/**
 * Worker: a TAP file → record batches whose buffers are transferred, not copied. Returns a value for every input and
 * never throws.
 */
import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { DecodeOutcome } from '../src/decode/outcome.ts';
import { decodeTap } from '../src/decode/tap/decode.ts';
import { type ErrorCode, RoamsettleError } from '../src/errors.ts';
import { readInflated } from '../src/files/inflate.ts';

/**
 * `sha256`: identity of the bytes that `identify` saw; other bytes are FILE_CHANGED. `withoutRows` leaves the batches
 * behind, for callers that only judge the file.
 */
export default async function decode({
  path,
  sha256,
  withoutRows = false,
}: {
  path: string;
  sha256: string;
  withoutRows?: boolean;
}): Promise<DecodeOutcome> {
  const outcome = await outcomeOf(path, sha256);
  if (outcome.ok && withoutRows) return { ...outcome, batches: [], charges: [], dictionaries: {} };
  return transfer(outcome);
}

async function outcomeOf(path: string, sha256: string): Promise<DecodeOutcome> {
  try {
    const file = await readInflated(path);
    if (file.sha256 !== sha256)
      return refused('FILE_CHANGED', 'Its content is not the content that was identified.');
    return decodeTap(file.bytes);
  } catch (error) {
    if (error instanceof RoamsettleError) return refused(error.code, error.detail);
    return refused('INTERNAL', error instanceof Error ? error.name : 'unknown');
  }
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
