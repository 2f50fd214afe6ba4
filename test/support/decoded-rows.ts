/**
 * Reads the column batches of a DecodedTap into plain row objects, for assertions. It reads the documented layout
 * (src/decode/outcome.ts, tapRecordSchema) and nothing else, so it also proves the layout.
 */
import { DataType, type Schema } from 'apache-arrow';
import type { ColumnBatch, ColumnBuffers } from '../../src/arrow/batch.ts';
import { tapChargeSchema, tapRecordSchema } from '../../src/arrow/schemas.ts';
import type { DecodedTap } from '../../src/decode/outcome.ts';
import { SERVICES } from '../../src/domain/service.ts';

/** One row of `tapRecordSchema` without `file_id`; 64-bit columns are bigint, dictionary columns their text. */
export interface DecodedRow {
  readonly record_index: number;
  readonly byte_offset: bigint;
  readonly event_tag: number;
  readonly service: string;
  readonly imsi: bigint | null;
  readonly imei: bigint | null;
  readonly start_local: bigint;
  readonly utc_offset: number;
  readonly duration: bigint | null;
  readonly bytes_up: bigint | null;
  readonly bytes_down: bigint | null;
  readonly charge: bigint;
  readonly camel_fee: bigint;
  readonly refund: bigint;
  readonly tax: bigint;
  readonly tax_refund: bigint;
  readonly discount: bigint;
  readonly discount_refund: bigint;
  readonly exchange_rate_code: number | null;
  readonly reference: bigint | null;
  readonly rec_entity: string | null;
  readonly gateway: string | null;
  readonly partial_type: string | null;
  readonly apn: string | null;
  readonly apn_oi: string | null;
  readonly serving_network: string | null;
  readonly teleservice: string | null;
  readonly location_area: number | null;
  readonly cell_id: bigint | null;
  readonly duplicate_hash: bigint;
  readonly flags: number;
  readonly msisdn: bigint | null;
  readonly context_start_utc: bigint | null;
  readonly cause_for_term: number | null;
  readonly rap_sequence: string | null;
  readonly charged_item: string | null;
  readonly charges: number | null;
}

type Cell = number | bigint | string | null;

function present(column: ColumnBuffers, row: number): boolean {
  if (column.validity === null) return true;
  return ((new Uint8Array(column.validity)[row >> 3]! >> (row & 7)) & 1) === 1;
}

/** A function from row number to value; throws where the buffers do not have the documented shape. */
function reader(
  schema: Schema,
  column: ColumnBuffers,
  batch: ColumnBatch,
  tap: DecodedTap,
): (row: number) => Cell {
  const field = schema.fields.find((candidate) => candidate.name === column.name);
  if (!field) throw new Error(`no column ${column.name} in the schema`);
  if (!field.nullable && column.validity !== null) {
    for (let row = 0; row < batch.rows; row++) {
      if (!present(column, row)) throw new Error(`null in ${column.name}, row ${row}`);
    }
  }
  const width = DataType.isDictionary(field.type)
    ? field.type.indices.bitWidth
    : (field.type as { bitWidth: number }).bitWidth;
  if (column.values.byteLength % 8 !== 0 || column.values.byteLength * 8 < batch.rows * width) {
    throw new Error(
      `${column.name}: ${column.values.byteLength} bytes for ${batch.rows} rows of ${width} bits`,
    );
  }
  if (column.validity !== null && column.validity.byteLength * 8 < batch.rows) {
    throw new Error(`${column.name}: the validity bitmap is too short`);
  }
  const values = new DataView(column.values);
  const number = (row: number): number | bigint => {
    if (width === 64) return values.getBigInt64(row * 8, true);
    if (width === 32) return values.getInt32(row * 4, true);
    return width === 16 ? values.getInt16(row * 2, true) : values.getUint8(row);
  };
  if (!DataType.isDictionary(field.type)) return number;
  const dictionary: readonly string[] | undefined =
    column.name === 'service' ? SERVICES : tap.dictionaries[column.name];
  return (row) => {
    const text = dictionary?.[Number(number(row))];
    if (text === undefined) throw new Error(`${column.name}, row ${row}: no such code in its dictionary`);
    return text;
  };
}

/** All rows of all batches, in order. Throws where a batch is not as documented. */
export function decodedRows(tap: DecodedTap): DecodedRow[] {
  return rowsOf<DecodedRow>(tapRecordSchema, tap.batches, tap);
}

/** One row of `tapChargeSchema` without `file_id`. */
export interface DecodedCharge {
  readonly record_index: number;
  readonly charge_index: number;
  readonly charged_item: string | null;
  readonly exchange_rate_code: number | null;
  readonly charge: bigint;
  readonly tax: bigint;
  readonly discount: bigint;
  readonly is_refund: number;
  readonly is_camel_fee: number;
}

/** The charges of all events that have several, in order. Throws where a batch is not as documented. */
export function decodedCharges(tap: DecodedTap): DecodedCharge[] {
  return rowsOf<DecodedCharge>(tapChargeSchema, tap.charges, tap);
}

function rowsOf<T>(schema: Schema, batches: readonly ColumnBatch[], tap: DecodedTap): T[] {
  const names = schema.fields.map((field) => field.name).filter((name) => name !== 'file_id');
  return batches.flatMap((batch) => {
    const found = batch.columns.map((column) => column.name);
    if (found.join() !== names.join()) throw new Error(`columns ${found.join()}, expected ${names.join()}`);
    const readers = batch.columns.map((column) => ({ column, read: reader(schema, column, batch, tap) }));
    return Array.from({ length: batch.rows }, (_, row) => {
      const cells = readers.map(({ column, read }) => [column.name, present(column, row) ? read(row) : null]);
      return Object.fromEntries(cells) as unknown as T;
    });
  });
}
