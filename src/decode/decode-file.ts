/** The decoder of each kind of batch. */
import type { ColumnBatch, TakeBatch } from '../arrow/batch.ts';
import { kindOfBer } from './identify.ts';
import type { DecodeOutcome } from './outcome.ts';
import { decodeTap } from './tap/decode.ts';
import { decodeNrtrde } from './tap/nrtrde.ts';
import { decodeRap } from './tap/rap.ts';
import { copyOut } from './tap/record-columns.ts';

/** Decodes the TAP, NRTRDE or RAP batch whose root begins at `from`. Never throws for its content. */
export function decodeFile(bytes: Uint8Array, from: number): DecodeOutcome {
  return decodeFileInto(bytes, from, copyOut);
}

/** The same; `take` makes what is handed over of the records. */
export function decodeFileInto<Batch extends ColumnBatch>(
  bytes: Uint8Array,
  from: number,
  take: TakeBatch<Batch>,
): DecodeOutcome<Batch> {
  // Every batch of the outcome comes from `take`.
  return decodeKind(bytes, from, take) as DecodeOutcome<Batch>;
}

function decodeKind(bytes: Uint8Array, from: number, take: TakeBatch): DecodeOutcome {
  switch (kindOfBer(from === 0 ? bytes : bytes.subarray(from))) {
    case 'nrtrde':
      return decodeNrtrde(bytes, from, take);
    case 'rap':
      return decodeRap(bytes, from, take);
    default:
      return decodeTap(bytes, from, take);
  }
}
