/** The columns of the open batch as they stand in the kernel's memory. */
import type { OpenColumn } from '../../arrow/batch.ts';
import { tapRecordSchema } from '../../arrow/schemas.ts';
import { valueBits } from '../../arrow/value-bits.ts';
import * as L from './layout.ts';

export type KernelColumn = Omit<OpenColumn, 'validity'>;

/** Columns of tapRecordSchema without file_id, in its order. */
export function openColumns(memory: ArrayBuffer): KernelColumn[] {
  return tapRecordSchema.fields.slice(1).map(({ name, type }, i) => {
    const at = L.COLUMNS + i * L.COLUMN_STRIDE;
    const bits = valueBits(type, name);
    return { name, octets: bits / 8, values: valuesOf(memory, at, bits) };
  });
}

function valuesOf(memory: ArrayBuffer, at: number, bits: number): KernelColumn['values'] {
  if (bits === 8) return new Uint8Array(memory, at, L.ROWS);
  if (bits === 16) return new Int16Array(memory, at, L.ROWS);
  return new Int32Array(memory, at, (L.ROWS * bits) / 32);
}
