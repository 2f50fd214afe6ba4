/**
 * Columns of several Parquet files with the same rows → one file. Chunks are copied as they are, compressed, and the footer tells
 * where they lie now: the octets that DuckDB writes for all columns at once, without making, coding and compressing again what is
 * there already.
 */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import {
  CHUNK,
  changed,
  ELEMENT,
  FILE,
  fieldOf,
  GROUP,
  MAGIC,
  META,
  numberOf,
  type ParquetColumn,
  type ParquetFile,
  structsOf,
} from './footer.ts';
import { type ThriftList, type ThriftStruct, writeThrift } from './thrift.ts';

/** Octets that are copied at once. */
const BLOCK = 2 ** 20;

/** A column of the file that is written: where it comes from. */
export interface JoinedColumn {
  readonly name: string;
  readonly file: ParquetFile;
  /** Its name there. */
  readonly source: string;
  /** Row groups, by their number, that come from another file with a column of that name. */
  readonly instead?: ReadonlyMap<number, { readonly file: ParquetFile; readonly group: number }>;
}

/** Throws what writing does, and (a programmer error) where the row groups of the files are not the same. */
export function joinColumns(path: string, columns: readonly JoinedColumn[]): void {
  const [{ file: model }] = columns as readonly [JoinedColumn];
  const writer = new ChunkWriter(path);
  try {
    writer.write(MAGIC);
    const groups = model.groups.map((group, at) => {
      const offset = writer.length;
      const chunks = columns.flatMap((column) =>
        chunksOf(column, at, numberOf(group, GROUP.rows)).map((chunk) => moveChunk(writer, chunk, column)),
      );
      const sum = (field: number) => chunks.reduce((total, { meta }) => total + numberOf(meta, field), 0n);
      return { group, chunks, offset, bytes: sum(META.uncompressed), compressed: sum(META.compressed) };
    });
    const written = groups.map(({ group, chunks, offset, bytes, compressed }) =>
      changed(group, {
        [GROUP.chunks]: listOf(chunks.map((chunk) => moveFilter(writer, chunk))),
        [GROUP.bytes]: bytes,
        [GROUP.offset]: BigInt(offset),
        [GROUP.compressed]: compressed,
      }),
    );
    writer.writeFooter(footerOf(columns, written));
  } finally {
    writer.close();
  }
}

interface Chunk {
  readonly file: ParquetFile;
  readonly chunk: ThriftStruct;
  readonly meta: ThriftStruct;
}

function chunksOf({ file, source, instead }: JoinedColumn, at: number, rows: bigint): Chunk[] {
  const from = instead?.get(at) ?? { file, group: at };
  const group = from.file.groups[from.group];
  if (group === undefined || numberOf(group, GROUP.rows) !== rows)
    throw new Error(`parquet: another row group ${at}`);
  const { first, leaves } = columnOf(from.file, source);
  return structsOf(group, GROUP.chunks)
    .slice(first, first + leaves)
    .map((chunk) => ({ file: from.file, chunk, meta: fieldOf(chunk, CHUNK.meta) as ThriftStruct }));
}

function columnOf(file: ParquetFile, name: string): ParquetColumn {
  const column = file.columns.get(name);
  if (column === undefined) throw new Error(`parquet: no column ${name}`);
  return column;
}

/** Copies the pages of a chunk. */
function moveChunk(writer: ChunkWriter, { file, chunk, meta }: Chunk, { name }: JoinedColumn): Chunk {
  const pages = numberOf(meta, META.pages);
  const start = meta.has(META.dictionary) ? numberOf(meta, META.dictionary) : pages;
  const moved = BigInt(writer.length) - start;
  writer.copy(file.path, Number(start), Number(numberOf(meta, META.compressed)));
  const path = fieldOf(meta, META.path) as ThriftList;
  return {
    file,
    chunk,
    meta: changed(meta, {
      [META.path]: { ...path, items: [Buffer.from(name), ...path.items.slice(1)] },
      [META.pages]: pages + moved,
      [META.dictionary]: start + moved,
    }),
  };
}

/** Copies the filter of a chunk, if it has one: they stand behind all row groups. */
function moveFilter(writer: ChunkWriter, { file, chunk, meta }: Chunk): ThriftStruct {
  if (!meta.has(META.filter)) return changed(chunk, { [CHUNK.meta]: meta });
  const offset = BigInt(writer.length);
  writer.copy(file.path, Number(numberOf(meta, META.filter)), Number(numberOf(meta, META.filterLength)));
  return changed(chunk, { [CHUNK.meta]: changed(meta, { [META.filter]: offset }) });
}

function footerOf(columns: readonly JoinedColumn[], groups: readonly ThriftStruct[]): Uint8Array {
  const [{ file: model }] = columns as readonly [JoinedColumn];
  const elements = columns.flatMap(({ name, file, source }) => {
    const [top, ...below] = columnOf(file, source).elements;
    return [changed(top!, { [ELEMENT.name]: Buffer.from(name) }), ...below];
  });
  const orders = fieldOf(model.footer, FILE.orders) as ThriftList;
  const leaves = columns.reduce((sum, { file, source }) => sum + columnOf(file, source).leaves, 0);
  return writeThrift(
    changed(model.footer, {
      [FILE.schema]: listOf([
        changed(model.root, { [ELEMENT.children]: BigInt(columns.length) }),
        ...elements,
      ]),
      [FILE.groups]: listOf(groups),
      // All are by type.
      [FILE.orders]: { ...orders, items: Array.from({ length: leaves }, () => orders.items[0]!) },
    }),
  );
}

const STRUCTS = 12;
const listOf = (items: readonly ThriftStruct[]): ThriftList => ({ type: STRUCTS, items });

class ChunkWriter {
  length = 0;
  readonly #fd: number;
  readonly #block = Buffer.alloc(BLOCK);
  readonly #sources = new Map<string, number>();

  constructor(path: string) {
    this.#fd = openSync(path, 'w');
  }

  write(octets: Uint8Array): void {
    for (let at = 0; at < octets.length; ) at += writeSync(this.#fd, octets, at);
    this.length += octets.length;
  }

  copy(path: string, from: number, length: number): void {
    const source = this.#sources.get(path) ?? openSync(path, 'r');
    this.#sources.set(path, source);
    for (let at = 0; at < length; ) {
      const read = readSync(source, this.#block, 0, Math.min(BLOCK, length - at), from + at);
      if (read === 0) throw new Error('parquet: the file ends too early');
      this.write(this.#block.subarray(0, read));
      at += read;
    }
  }

  writeFooter(footer: Uint8Array): void {
    this.write(footer);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(footer.length);
    this.write(size);
    this.write(MAGIC);
  }

  close(): void {
    for (const fd of [this.#fd, ...this.#sources.values()]) closeSync(fd);
  }
}
