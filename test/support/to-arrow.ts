/**
 * Batches of a decoded file as an apache-arrow Table. The buffers are used as they are, so Arrow IPC
 * (`tableToIPC`) costs one copy to the output and nothing else.
 */
import {
  type Data,
  Dictionary,
  type Field,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import type { ColumnBatch, ColumnBuffers } from '../../src/arrow/batch.ts';

/** Values of each dictionary column by name: closed vocabularies and the file's own. */
export type Dictionaries = Readonly<Record<string, readonly string[]>>;

/**
 * A Table over `batches`, with the fields of `schema` that the batches hold. Throws a TypeError where a dictionary
 * column has no values in `dictionaries`. The batches stay owned by the caller; changing them changes the Table.
 */
export function toArrowTable(
  schema: Schema,
  batches: readonly ColumnBatch[],
  dictionaries: Dictionaries,
): Table {
  const present = new Set(batches.flatMap((batch) => batch.columns.map((column) => column.name)));
  const fields =
    batches.length === 0 ? schema.fields : schema.fields.filter((field) => present.has(field.name));
  const shown = new Schema(fields);
  const texts = new Map<string, Vector<Utf8>>();
  for (const field of fields) {
    if (!(field.type instanceof Dictionary)) continue;
    const values = dictionaries[field.name];
    if (values === undefined) throw new TypeError(`column ${field.name}: no dictionary`);
    texts.set(field.name, vectorFromArray([...values], new Utf8()));
  }
  const records = batches.map((batch) => {
    const children = fields.map((field) => columnData(field, batch, texts.get(field.name)));
    return new RecordBatch(shown, makeData({ type: new Struct(fields), length: batch.rows, children }));
  });
  return new Table(shown, records);
}

function columnData(field: Field, batch: ColumnBatch, dictionary: Vector<Utf8> | undefined): Data {
  const column = batch.columns.find((candidate) => candidate.name === field.name);
  if (column === undefined) throw new TypeError(`column ${field.name} is missing in a batch`);
  const { type } = field;
  const validity = column.validity === null ? {} : { nullBitmap: new Uint8Array(column.validity) };
  const stored = type instanceof Dictionary ? type.indices : type;
  const props = { type, length: batch.rows, data: viewOf(stored.ArrayType, column), ...validity };
  return makeData((dictionary === undefined ? props : { ...props, dictionary }) as never);
}

function viewOf(view: new (buffer: ArrayBuffer) => unknown, column: ColumnBuffers): unknown {
  return new view(column.values);
}
