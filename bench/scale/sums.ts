/** What the columns of a decoded file add up to, modulo 2^64: equal to the sums that bench/native/files.h prints. */
import type { DecodedTap } from '../../src/decode/outcome.ts';

const SUMMED = ['imsi', 'bytes_up', 'bytes_down', 'charge', 'tax', 'duplicate_hash'] as const;
/** As decimal digits. */
export type Sums = Record<'rows' | (typeof SUMMED)[number], string>;

export function sumsOf({ batches }: DecodedTap): Sums {
  const sums: Record<string, string> = {
    rows: String(batches.reduce((sum, batch) => sum + batch.rows, 0)),
  };
  for (const name of SUMMED) {
    let total = 0n;
    for (const { columns, rows } of batches) {
      const column = columns.find((candidate) => candidate.name === name);
      if (column === undefined) throw new RangeError(`no column ${name}`);
      total += sumOf(new Uint32Array(column.values, 0, 2 * rows), column.validity, rows);
    }
    sums[name] = String(BigInt.asUintN(64, total));
  }
  return sums as Sums;
}

/** Halves are added apart: doubles hold the sums of a batch exactly. */
function sumOf(words: Uint32Array, validity: ArrayBuffer | null, rows: number): bigint {
  const valid = validity === null ? null : new Uint8Array(validity);
  let low = 0;
  let high = 0;
  for (let row = 0; row < rows; row++) {
    if (valid !== null && ((valid[row >> 3]! >> (row & 7)) & 1) === 0) continue;
    low += words[2 * row]!;
    high += words[2 * row + 1]!;
  }
  return (BigInt(high) << 32n) + BigInt(low);
}
