/** What a Parquet file of DuckDB says of itself: its columns by name, its row groups, and where their chunks lie. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { readThrift, type ThriftList, type ThriftStruct, type ThriftValue } from './thrift.ts';

/** Numbers of fields in the structures of parquet.thrift (https://github.com/apache/parquet-format). */
export const FILE = { schema: 2, rows: 3, groups: 4, orders: 7 } as const;
export const ELEMENT = { name: 4, children: 5 } as const;
export const GROUP = { chunks: 1, bytes: 2, rows: 3, offset: 5, compressed: 6 } as const;
export const CHUNK = { meta: 3 } as const;
export const META = {
  path: 3,
  uncompressed: 6,
  compressed: 7,
  pages: 9,
  dictionary: 11,
  filter: 14,
  filterLength: 15,
} as const;

/** `PAR1` at either end, and before the last one the length of the footer in four octets. */
export const MAGIC = Buffer.from('PAR1');
const TAIL = 8;

/** A column of the first level, with what lies below it. */
export interface ParquetColumn {
  readonly elements: readonly ThriftStruct[];
  /** Of its leaves among those of a row group. */
  readonly first: number;
  readonly leaves: number;
}

export interface ParquetFile {
  readonly path: string;
  readonly footer: ThriftStruct;
  /** The element that holds the columns. */
  readonly root: ThriftStruct;
  readonly columns: ReadonlyMap<string, ParquetColumn>;
  readonly groups: readonly ThriftStruct[];
}

/** Throws (a programmer error: the file is one of ours) where it is no Parquet file. */
export function readParquetFile(path: string): ParquetFile {
  const footer = readThrift(footerOctets(path));
  const [root, ...elements] = structsOf(footer, FILE.schema);
  if (root === undefined) throw new Error('parquet: no schema');
  return { path, footer, root, columns: columnsOf(elements), groups: structsOf(footer, FILE.groups) };
}

function footerOctets(path: string): Uint8Array {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const tail = Buffer.alloc(TAIL);
    readSync(fd, tail, 0, TAIL, size - TAIL);
    const length = tail.readUInt32LE(0);
    if (!tail.subarray(4).equals(MAGIC) || length > size - TAIL - MAGIC.length)
      throw new Error('parquet: no footer');
    const octets = Buffer.alloc(length);
    readSync(fd, octets, 0, length, size - TAIL - length);
    return octets;
  } finally {
    closeSync(fd);
  }
}

function columnsOf(elements: readonly ThriftStruct[]): Map<string, ParquetColumn> {
  const columns = new Map<string, ParquetColumn>();
  let first = 0;
  for (let at = 0; at < elements.length; ) {
    let end = at;
    let leaves = 0;
    // Elements stand in the order of a walk: each is followed by its children.
    for (let open = 1; open > 0; open--) {
      const element = elements[end++];
      if (element === undefined) throw new Error('parquet: the schema ends too early');
      const children = element.has(ELEMENT.children) ? Number(numberOf(element, ELEMENT.children)) : 0;
      open += children;
      if (children === 0) leaves++;
    }
    const name = Buffer.from(fieldOf(elements[at]!, ELEMENT.name) as Uint8Array).toString();
    columns.set(name, { elements: elements.slice(at, end), first, leaves });
    first += leaves;
    at = end;
  }
  return columns;
}

export function structsOf(struct: ThriftStruct, field: number): readonly ThriftStruct[] {
  return (fieldOf(struct, field) as ThriftList).items as readonly ThriftStruct[];
}

/** Of a row group. */
export function rowsOf(group: ThriftStruct): number {
  return Number(numberOf(group, GROUP.rows));
}

export function numberOf(struct: ThriftStruct, field: number): bigint {
  return fieldOf(struct, field) as bigint;
}

export function fieldOf(struct: ThriftStruct, field: number): ThriftValue {
  const found = struct.get(field);
  if (found === undefined) throw new Error(`parquet: no field ${field}`);
  return found.value;
}

/** The structure with other values in fields that it has. */
export function changed(
  struct: ThriftStruct,
  values: Readonly<Record<number, ThriftValue | undefined>>,
): ThriftStruct {
  const copy = new Map(struct);
  for (const [id, value] of Object.entries(values)) {
    const field = copy.get(Number(id));
    if (field !== undefined && value !== undefined) copy.set(Number(id), { type: field.type, value });
  }
  return copy;
}
