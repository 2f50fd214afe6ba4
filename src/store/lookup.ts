/**
 * Numbers by place → SQL: a scalar function `name(place)`, so that a scan of a table in its order, which DuckDB promises to
 * keep, can be given columns that a join would have to sort for. The callbacks run on the thread that owns the
 * connection, 2048 places at a time.
 */
import { BIGINT, DuckDBScalarFunction, INTEGER } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { CHUNK_ROWS } from './chunk.ts';
import type { Db } from './db.ts';

/** `values` are integers of 32 or 64 bits, by place; places are INTEGER. Once a name. */
export function registerLookup(
  db: Db,
  name: string,
  values: Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>,
): void {
  const size = values.BYTES_PER_ELEMENT / 4;
  const source = new Int32Array(values.buffer, values.byteOffset, values.length * size);
  const words = new Int32Array(CHUNK_ROWS * size);
  const lookup = new DuckDBScalarFunction();
  lookup.setName(name);
  lookup.addParameter(INTEGER);
  lookup.setReturnType(size === 2 ? BIGINT : INTEGER);
  // By the bindings: the wrapper's output is a column of value objects.
  duckdb.scalar_function_set_function(lookup.scalar_function, (_, input, output) => {
    const rows = duckdb.data_chunk_get_size(input);
    const data = duckdb.vector_get_data(duckdb.data_chunk_get_vector(input, 0), rows * 4);
    const places = new Int32Array(data.buffer as ArrayBuffer, data.byteOffset, rows);
    if (size === 2) copyLongs(words, source, places);
    else for (let i = 0; i < rows; i++) words[i] = source[places[i]!]!;
    duckdb.copy_data_to_vector(output, 0, words.buffer, 0, rows * size * 4);
  });
  db.connection.registerScalarFunction(lookup);
}

/** Low and high word of each value in turn. */
function copyLongs(words: Int32Array, source: Int32Array, places: Int32Array): void {
  for (let i = 0; i < places.length; i++) {
    const from = 2 * places[i]!;
    words[2 * i] = source[from]!;
    words[2 * i + 1] = source[from + 1]!;
  }
}
