/** Decoded records as plain objects, read through apache-arrow. */
import { RecordFlag, tapRecordSchema } from '../../src/arrow/schemas.ts';
import type { DecodedTap, DecodeFailure, DecodeOutcome } from '../../src/decode/outcome.ts';
import { decodeTap } from '../../src/decode/tap/decode.ts';
import { SERVICES } from '../../src/domain/service.ts';
import { toArrowTable } from '../support/to-arrow.ts';

export type RowValues = Record<string, string | number | bigint | null>;

export function decoded(bytes: Uint8Array): DecodedTap {
  const outcome = decodeTap(bytes);
  if (!outcome.ok)
    throw new Error(`${outcome.failure.code} at ${outcome.failure.byteOffset}: ${outcome.failure.detail}`);
  return outcome;
}

export function failed(bytes: Uint8Array): DecodeFailure {
  const outcome: DecodeOutcome = decodeTap(bytes);
  if (outcome.ok) throw new Error('it decodes');
  return outcome.failure;
}

/** The first rejected event (TD.57 Severe) of a file that decodes; its row is kept and flagged. */
export function rejection(bytes: Uint8Array): DecodeFailure {
  const tap = decoded(bytes);
  const [first] = tap.rejected;
  if (first === undefined) throw new Error('no event is rejected');
  const flagged = rowsOf(tap).filter((row) => (Number(row.flags) & RecordFlag.REJECTED) !== 0);
  if (flagged.length !== tap.rejectedCount) throw new Error('the rejected events are not the flagged rows');
  if (!flagged.some((row) => row.record_index === first.recordIndex))
    throw new Error('another row is flagged');
  return first;
}

export function rowsOf(tap: DecodedTap): RowValues[] {
  const table = toArrowTable(tapRecordSchema, tap.batches, { ...tap.dictionaries, service: SERVICES });
  return table.toArray().map((row) => row.toJSON() as RowValues);
}

export const warningCodes = (tap: DecodedTap): string[] => tap.warnings.map((warning) => warning.code);
