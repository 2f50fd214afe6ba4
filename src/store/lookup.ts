/**
 * Numbers by place → SQL: a scalar function `name(place)`, so that a scan of a table in its order, which DuckDB promises to
 * keep, can be given columns that a join would have to sort for. The callbacks run on the thread that owns the
 * connection, 2048 places at a time; DuckDB's thread waits for each, which under load takes longer than what is done: numbers
 * that are read together are better looked up together.
 */
import { BIGINT, DuckDBScalarFunction, type DuckDBType, INTEGER, STRUCT } from '@duckdb/node-api';
import duckdb, { type Vector } from '@duckdb/node-bindings';
import { CHUNK_ROWS } from './chunk.ts';
import type { Db } from './db.ts';

/** Integers of 32 or 64 bits, by place. */
type Numbers = Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>;

/** Places are INTEGER; the number at a place that `values` does not have is 0. Once a name. */
export function registerLookup(db: Db, name: string, values: Numbers): void {
  const copy = copierOf(values);
  register(db, name, typeOf(values), (output, places) => copy(output, places, areInTurn(places)));
}

/** The same for several columns of one length: `name(place)` is a STRUCT of them. */
export function registerLookups(db: Db, name: string, columns: Readonly<Record<string, Numbers>>): void {
  const copies = Object.values(columns).map(copierOf);
  const types = Object.entries(columns).map(([field, values]) => [field, typeOf(values)] as const);
  register(db, name, STRUCT(Object.fromEntries(types)), (output, places) => {
    const inTurn = areInTurn(places);
    for (const [i, copy] of copies.entries()) copy(duckdb.struct_vector_get_child(output, i), places, inTurn);
  });
}

function register(
  db: Db,
  name: string,
  type: DuckDBType,
  fill: (output: Vector, places: Int32Array) => void,
): void {
  const lookup = new DuckDBScalarFunction();
  lookup.setName(name);
  lookup.addParameter(INTEGER);
  lookup.setReturnType(type);
  // By the bindings: the wrapper's output is a column of value objects.
  duckdb.scalar_function_set_function(lookup.scalar_function, (_, input, output) => {
    const rows = duckdb.data_chunk_get_size(input);
    const data = duckdb.vector_get_data(duckdb.data_chunk_get_vector(input, 0), rows * 4);
    fill(output, new Int32Array(data.buffer as ArrayBuffer, data.byteOffset, rows));
  });
  db.connection.registerScalarFunction(lookup);
}

const typeOf = (values: Numbers) => (values.BYTES_PER_ELEMENT === 8 ? BIGINT : INTEGER);

/** Whether each place is the one behind the one before. */
function areInTurn(places: Int32Array): boolean {
  for (let i = 1; i < places.length; i++) if (places[i] !== places[i - 1]! + 1) return false;
  return true;
}

function copierOf(values: Numbers): (output: Vector, places: Int32Array, inTurn: boolean) => void {
  const { buffer, byteOffset, length, BYTES_PER_ELEMENT: octets } = values;
  const source = new Int32Array(buffer, byteOffset, (length * octets) / 4);
  const words = new Int32Array((CHUNK_ROWS * octets) / 4);
  return (output, places, inTurn) => {
    const size = places.length * octets;
    // What is not there is 0 below; here it would be memory of nobody.
    if (inTurn && places.length > 0 && places.at(-1)! < length) {
      duckdb.copy_data_to_vector(output, 0, buffer, byteOffset + places[0]! * octets, size);
      return;
    }
    if (octets === 8) copyLongs(words, source, places);
    else for (let i = 0; i < places.length; i++) words[i] = source[places[i]!]!;
    duckdb.copy_data_to_vector(output, 0, words.buffer, 0, size);
  };
}

/** Low and high word of each value in turn. */
function copyLongs(words: Int32Array, source: Int32Array, places: Int32Array): void {
  for (let i = 0; i < places.length; i++) {
    const from = 2 * places[i]!;
    words[2 * i] = source[from]!;
    words[2 * i + 1] = source[from + 1]!;
  }
}
