/** CSV and NDJSON files: regular rows as columns, the others as lines for SQL, both in pieces of bounded size. */
import { basename } from 'node:path';
import type { ColumnBatch } from '../../arrow/batch.ts';
import { RoamsettleError } from '../../errors.ts';
import type { Params } from '../../store/db.ts';
import type { Compression } from '../outcome.ts';
import { type ColumnMap, mapColumns, splitHeader } from './columns.ts';
import { CsvScan } from './csv-scan.ts';
import type { EventRows } from './event-rows.ts';
import { DEFECT_LINE, LINE_BYTES_MAX, readLines } from './lines.ts';
import { NdjsonScan } from './ndjson-scan.ts';
import { RegularLines } from './regular-lines.ts';

/** Rows that wait as columns before they are handed on. */
const WAITING_ROWS = 2_000_000;
/** Bytes of odd lines that go to SQL in one statement, and bytes and lines that it judges together. */
const ODD_CHUNK_BYTES = 1_048_576;
const BLOCK_BYTES = 134_217_728;
const BLOCK_LINES = 2_000_000;

/** What becomes of the pieces. */
export interface TextSink {
  /** Stores regular rows; the batches are only lent. */
  rows(batches: readonly ColumnBatch[]): Promise<void>;
  /** Adds odd lines, each behind its number, to the block; the chunk is only lent. */
  lines(chunk: Buffer): Promise<void>;
  /** Judges the block. `params` are those of the format's signaling_field statement. */
  judge(params: Params): Promise<void>;
}

export interface TextSource {
  readonly path: string;
  readonly format: 'csv' | 'ndjson';
  readonly compression: Compression;
}

/** Reads the file into `sink`; returns the columns that were not looked at. Throws FILE_TOO_LARGE over `linesMax`. */
export async function readText(
  source: TextSource,
  rows: EventRows,
  sink: TextSink,
  linesMax: number,
): Promise<readonly string[]> {
  const file = basename(source.path);
  const reader = new TextReader(source, rows, sink);
  for await (const chunk of readLines(source.path, source.compression)) {
    await reader.read(chunk);
    if (reader.line > linesMax) {
      throw new RoamsettleError('FILE_TOO_LARGE', `More than ${linesMax} lines.`, { file });
    }
  }
  return reader.end();
}

class TextReader {
  readonly #source: TextSource;
  readonly #rows: EventRows;
  readonly #sink: TextSink;
  #lines: RegularLines | null = null;
  #columns: ColumnMap | null = null;
  #block = { bytes: 0, lines: 0 };

  constructor(source: TextSource, rows: EventRows, sink: TextSink) {
    this.#source = source;
    this.#rows = rows;
    this.#sink = sink;
    rows.start();
  }

  get line(): number {
    return this.#lines?.line ?? 0;
  }

  async read(chunk: Buffer): Promise<void> {
    const from = this.#lines === null ? this.#begin(chunk) : 0;
    const lines = this.#lines!;
    if (from <= chunk.length) lines.read(chunk.subarray(from));
    if (lines.odd.bytes >= ODD_CHUNK_BYTES) await this.#passOdd();
    if (this.#block.bytes >= BLOCK_BYTES || this.#block.lines >= BLOCK_LINES) await this.#judge();
    if (this.#rows.waiting >= WAITING_ROWS) await this.#sink.rows(this.#rows.take());
  }

  async end(): Promise<readonly string[]> {
    if (this.#lines === null) this.#begin(Buffer.alloc(0));
    if (this.#lines!.odd.lines > 0) await this.#passOdd();
    if (this.#block.lines > 0) await this.#judge();
    if (this.#rows.waiting > 0) await this.#sink.rows(this.#rows.take());
    return this.#columns?.ignored ?? [];
  }

  /** Reads the header of a CSV file; returns where the rows begin. */
  #begin(chunk: Buffer): number {
    if (this.#source.format === 'ndjson') {
      this.#lines = new RegularLines(this.#rows, new NdjsonScan(), 0);
      return 0;
    }
    const { columns, line, end } = findHeader(chunk, basename(this.#source.path));
    this.#columns = columns;
    this.#lines = new RegularLines(this.#rows, new CsvScan(columns), line);
    return end;
  }

  async #passOdd(): Promise<void> {
    const { odd } = this.#lines!;
    this.#block.bytes += odd.bytes;
    this.#block.lines += odd.lines;
    await this.#sink.lines(odd.take());
  }

  async #judge(): Promise<void> {
    this.#block = { bytes: 0, lines: 0 };
    const marks = { line_too_long: DEFECT_LINE.lineTooLong, bad_utf8: DEFECT_LINE.badUtf8 };
    const columns = this.#columns;
    await this.#sink.judge(
      columns === null ? marks : { ...marks, columns: columns.width, ...columns.positions },
    );
  }
}

interface Header {
  readonly columns: ColumnMap;
  /** 1-based. */
  readonly line: number;
  /** Where the next line begins, past the end of the chunk where there is none. */
  readonly end: number;
}

/** The first line that is not blank names the columns; it stands in the first chunk, or the file has none. */
function findHeader(chunk: Buffer, file: string): Header {
  let line = 0;
  for (let at = 0; at <= chunk.length; ) {
    const feed = chunk.indexOf('\n', at);
    const end = feed < 0 ? chunk.length : feed;
    const text = chunk.toString('utf8', at, end);
    line++;
    at = end + 1;
    if (text.trim() !== '') return { columns: readHeader(text, { file, line }), line, end: at };
  }
  throw new RoamsettleError('SIGNALING_HEADER', 'It has no header line.', { file });
}

function readHeader(text: string, place: { file: string; line: number }): ColumnMap {
  if (text === DEFECT_LINE.badUtf8) throw new RoamsettleError('SIGNALING_HEADER', 'It is not UTF-8.', place);
  if (text === DEFECT_LINE.lineTooLong) {
    throw new RoamsettleError('SIGNALING_HEADER', `It is longer than ${LINE_BYTES_MAX} bytes.`, place);
  }
  if (text.trimEnd().includes('\r')) {
    throw new RoamsettleError('SIGNALING_HEADER', 'Lines end with LF or CRLF, never with CR alone.', place);
  }
  const names = splitHeader(text.trimEnd());
  if (names === null) throw new RoamsettleError('SIGNALING_HEADER', 'A quote in it is out of place.', place);
  return mapColumns(names, place);
}
