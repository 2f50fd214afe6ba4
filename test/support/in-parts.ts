/** The decoder of a file in parts against the pass over the whole file: the outcomes must be the same. */
import { expect } from 'vitest';
import type { ColumnBatch } from '../../src/arrow/batch.ts';
import { tapChargeSchema, tapRecordSchema } from '../../src/arrow/schemas.ts';
import { valueBits } from '../../src/arrow/value-bits.ts';
import { afterFiller } from '../../src/decode/ber/framing.ts';
import type { DecodedTap, DecodeOutcome } from '../../src/decode/outcome.ts';
import { type DecodedPart, decodePart } from '../../src/decode/parts/part.ts';
import { SplitFile } from '../../src/decode/parts/split-file.ts';
import { decodeTap } from '../../src/decode/tap/decode.ts';
import { copyOut } from '../../src/decode/tap/record-columns.ts';

/** What became of the file: `whole` was never cut, `given up` has no outcome in parts. */
export type InParts = number | 'whole' | 'given up';

/**
 * Decodes a file that is read `chunkOctets` at a time in parts of `partOctets`, those in reverse order, and expects the
 * outcome of the whole pass. Returns the number of parts.
 */
export function sameInParts(bytes: Uint8Array, partOctets: number, chunkOctets: number): InParts {
  const parts: (DecodedPart | null)[] = [];
  const later: (() => void)[] = [];
  const file = new SplitFile(bytes.length, {
    partOctets,
    buffer: (octets) => new Uint8Array(octets),
    onPart: ({ cut, listAt, context }) =>
      later.push(() => parts.push(decodePart(cut, listAt, structuredClone(context), copyOut))),
  });
  for (let at = 0; at < bytes.length; at += chunkOctets) file.take(bytes.slice(at, at + chunkOctets));
  const whole = decodeTap(bytes, afterFiller(bytes, 0));
  if (file.whole !== null) {
    expect(Buffer.compare(file.whole, bytes)).toBe(0);
    return 'whole';
  }
  const isCut = file.end();
  for (const decode of later.reverse()) decode();
  const joined = isCut ? file.join(parts) : null;
  if (joined === null) return 'given up';
  const [ours, theirs] = [plain(joined), plain(whole)];
  // Much quicker than a comparison of large objects that says where they differ.
  if (JSON.stringify(ours) !== JSON.stringify(theirs)) expect(ours).toEqual(theirs);
  return parts.length;
}

/** The outcome with the values of each column one after another, whatever batches they come in. */
function plain(outcome: DecodeOutcome): unknown {
  if (!outcome.ok) return outcome;
  const names = Object.keys(outcome).sort() as (keyof DecodedTap)[];
  return names.map((name) => {
    if (name === 'batches') return [name, values(outcome.batches, tapRecordSchema)];
    return [name, name === 'charges' ? values(outcome.charges, tapChargeSchema) : outcome[name]];
  });
}

/** Columns as text, in the codes of the file's dictionaries. */
function values(batches: readonly ColumnBatch[], schema: typeof tapRecordSchema | typeof tapChargeSchema) {
  return schema.fields.slice(1).map(({ name, type }) => {
    const octets = valueBits(type, name) / 8;
    const cells = batches.flatMap(({ rows, columns }) => {
      const column = columns.find((candidate) => candidate.name === name)!;
      const held = Buffer.from(column.values);
      const validity = column.validity === null ? null : new Uint8Array(column.validity);
      return Array.from({ length: rows }, (_, row) =>
        validity === null || (validity[row >> 3]! >> (row & 7)) & 1
          ? held.toString('hex', row * octets, (row + 1) * octets)
          : null,
      );
    });
    return [name, cells.join()];
  });
}
