/** Columns of a decoded file as octets, in the form that bench/native/decode.c dumps, and where two of them differ. */
import { DataType } from 'apache-arrow';
import { tapRecordSchema } from '../src/arrow/schemas.ts';
import type { DecodedTap } from '../src/decode/outcome.ts';
import { SERVICES } from '../src/domain/service.ts';

/** Columns that both decoders fill, in the order of the schema. */
export const COLUMNS = tapRecordSchema.fields.filter(({ name }) => name !== 'file_id');

const VALUE_OCTETS = 9;
const TEXT_OCTETS = 260;

/** For each row 0 for null, else 1 and the value: 8 octets, low first; of a text its length in 4 octets, then itself. */
export function columnOctets(tap: DecodedTap, name: string): Buffer {
  const field = COLUMNS.find((candidate) => candidate.name === name);
  if (field === undefined) throw new RangeError(`no column ${name}`);
  const isText = DataType.isDictionary(field.type);
  const bits: number = DataType.isDictionary(field.type)
    ? field.type.indices.bitWidth
    : (field.type as { bitWidth: number }).bitWidth;
  const texts = (name === 'service' ? SERVICES : (tap.dictionaries[name] ?? [])).map((text) => {
    const out = Buffer.alloc(4 + text.length);
    out.writeUInt32LE(text.length);
    out.write(text, 4, 'latin1');
    return out;
  });
  const rows = tap.batches.reduce((sum, batch) => sum + batch.rows, 0);
  const out = Buffer.alloc(rows * (isText ? TEXT_OCTETS : VALUE_OCTETS));
  let at = 0;
  for (const batch of tap.batches) {
    const column = batch.columns.find((candidate) => candidate.name === name)!;
    const values = new DataView(column.values);
    const validity = column.validity === null ? null : new Uint8Array(column.validity);
    for (let row = 0; row < batch.rows; row++) {
      const present = validity === null || ((validity[row >> 3]! >> (row & 7)) & 1) === 1;
      out[at++] = present ? 1 : 0;
      if (!present) continue;
      const value = read(values, row, bits);
      if (isText) at += texts[Number(value)]!.copy(out, at);
      else at = out.writeBigInt64LE(value, at);
    }
  }
  return out.subarray(0, at);
}

function read(values: DataView, row: number, bits: number): bigint {
  if (bits === 64) return values.getBigInt64(8 * row, true);
  if (bits === 32) return BigInt(values.getInt32(4 * row, true));
  return BigInt(bits === 16 ? values.getInt16(2 * row, true) : values.getUint8(row));
}
