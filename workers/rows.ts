/** What a worker thread makes of decoded records, and the buffers that it has for them. */
import { type ArrangedBatch, arrange } from '../src/arrow/arrange.ts';
import type { ColumnBatch, OpenBatch } from '../src/arrow/batch.ts';
import { SpareBuffers, type SpareSet } from '../src/arrow/spare-buffers.ts';
import { type DecodedPart, decodePart } from '../src/decode/parts/part.ts';
import type { FilePart } from '../src/decode/parts/split-file.ts';

let spare = new SpareBuffers();

/** The buffers that came with a task; what the one before left is given up, or a thread would gather what others need. */
export function useSpare(sets: readonly SpareSet[] = []): void {
  spare = new SpareBuffers(sets);
}

export const arranged = (open: OpenBatch): ArrangedBatch => arrange(open, spare);

/** For callers that only judge the file. */
export const noRows = ({ rows }: OpenBatch): ColumnBatch => ({ rows, columns: [] });

/** Decodes a part of a large file; null where it is not sound. */
export function decodedPart(part: FilePart, withoutRows: boolean): DecodedPart<ArrangedBatch> | null {
  if (!withoutRows) return decodePart(part.cut, part.listAt, part.context, arranged);
  const decoded = decodePart(part.cut, part.listAt, part.context, noRows);
  return decoded === null ? null : { ...decoded, batches: [], charges: [], dictionaries: {} };
}
