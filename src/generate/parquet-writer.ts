/**
 * The smallest Parquet file that says it all: one row group, one plain page a column, nullable text, no compression.
 * The footer is Thrift's compact protocol, written by hand.
 */

const MAGIC = Buffer.from('PAR1', 'latin1');
/** Thrift compact types. */
const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;
/** Parquet's codes: physical type BYTE_ARRAY, OPTIONAL, converted type UTF8, encodings PLAIN and RLE, UNCOMPRESSED. */
const BYTE_ARRAY = 6;
const OPTIONAL = 1;
const UTF8 = 0;
const PLAIN = 0;
const RLE = 3;
const UNCOMPRESSED = 0;
/** Bytes of the longest varint written here. */
const VARINT_ROOM = 8;

type Value = { type: number; bytes: Buffer };
type Fields = readonly (readonly [id: number, value: Value])[];

/** A Parquet file of text columns; an empty or absent cell is null. */
export function parquetOf(columns: readonly string[], rows: readonly (readonly string[])[]): Buffer {
  const parts: Buffer[] = [MAGIC];
  let offset = MAGIC.length;
  const chunks = columns.map((name, i) => {
    const chunk = columnChunk(rows.map((row) => row[i] ?? ''));
    const meta = columnMeta(name, rows.length, chunk.length, offset);
    const entry = struct([
      [2, i64(offset)],
      [3, meta],
    ]);
    parts.push(chunk);
    offset += chunk.length;
    return entry;
  });
  const group = struct([
    [1, list(STRUCT, chunks)],
    [2, i64(offset - MAGIC.length)],
    [3, i64(rows.length)],
  ]);
  const root = struct([
    [4, text('schema')],
    [5, i32(columns.length)],
  ]);
  const leaves = columns.map((name) =>
    struct([
      [1, i32(BYTE_ARRAY)],
      [3, i32(OPTIONAL)],
      [4, text(name)],
      [6, i32(UTF8)],
    ]),
  );
  const footer = struct([
    [1, i32(1)],
    [2, list(STRUCT, [root, ...leaves])],
    [3, i64(rows.length)],
    [4, list(STRUCT, [group])],
  ]).bytes;
  return Buffer.concat([...parts, footer, uint32(footer.length), MAGIC]);
}

function columnMeta(name: string, rows: number, size: number, offset: number): Value {
  return struct([
    [1, i32(BYTE_ARRAY)],
    [2, list(I32, [i32(PLAIN), i32(RLE)])],
    [3, list(BINARY, [text(name)])],
    [4, i32(UNCOMPRESSED)],
    [5, i64(rows)],
    [6, i64(size)],
    [7, i64(size)],
    [9, i64(offset)],
  ]);
}

/** Page header and page: definition levels as runs, then the cells that are there. */
function columnChunk(cells: readonly string[]): Buffer {
  const levels: Buffer[] = [];
  const values: Buffer[] = [];
  for (let i = 0; i < cells.length; ) {
    const present = cells[i] !== '';
    const start = i;
    while (i < cells.length && (cells[i] !== '') === present) i++;
    levels.push(varint((i - start) * 2), Buffer.from([present ? 1 : 0]));
    if (!present) continue;
    for (const cell of cells.slice(start, i))
      values.push(uint32(Buffer.byteLength(cell)), Buffer.from(cell, 'utf8'));
  }
  const runs = Buffer.concat(levels);
  const page = Buffer.concat([uint32(runs.length), runs, ...values]);
  const header = struct([
    [1, i32(0)],
    [2, i32(page.length)],
    [3, i32(page.length)],
    [
      5,
      struct([
        [1, i32(cells.length)],
        [2, i32(PLAIN)],
        [3, i32(RLE)],
        [4, i32(RLE)],
      ]),
    ],
  ]);
  return Buffer.concat([header.bytes, page]);
}

function struct(fields: Fields): Value {
  const parts: Buffer[] = [];
  let last = 0;
  for (const [id, value] of fields) {
    parts.push(Buffer.from([((id - last) << 4) | value.type]), value.bytes);
    last = id;
  }
  return { type: STRUCT, bytes: Buffer.concat([...parts, Buffer.from([0])]) };
}

function list(type: number, items: readonly Value[]): Value {
  const head =
    items.length < 15
      ? Buffer.from([(items.length << 4) | type])
      : Buffer.concat([Buffer.from([0xf0 | type]), varint(items.length)]);
  return { type: LIST, bytes: Buffer.concat([head, ...items.map((item) => item.bytes)]) };
}

function i32(value: number): Value {
  return { type: I32, bytes: varint(value * 2) };
}

function i64(value: number): Value {
  return { type: I64, bytes: varint(value * 2) };
}

function text(value: string): Value {
  return {
    type: BINARY,
    bytes: Buffer.concat([varint(Buffer.byteLength(value)), Buffer.from(value, 'utf8')]),
  };
}

/** Seven bits an octet, lowest first. Signed fields are zigzag: twice the value, as none here is negative. */
function varint(value: number): Buffer {
  const octets = Buffer.alloc(VARINT_ROOM);
  let at = 0;
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) octets[at++] = (rest % 128) | 128;
  octets[at++] = rest;
  return octets.subarray(0, at);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
