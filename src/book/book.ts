/**
 * The book of a run: its devices row by row, so that a page or one device's evidence is read without a scan. Parquet answers in
 * tens of milliseconds of processor time at a million devices, whatever is asked; a block of a book in less than one. A book is
 * made from the run's folder and can be made again at any time; it is no part of the run.
 *
 * `list`, `evidence`, `queue`: blocks of JSON lines, each compressed, the first two by row, the last by the order of the review
 * queue; `marks.json`: where they begin, whose part of the queue is where, and the words of columns that lists are chosen by;
 * `codes`: for each row the place of its words, a column after another.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompressSync, zstdDecompress } from 'node:zlib';

/** Rows of a block. */
const BLOCK_ROWS = 64;
/** Blocks that are kept as they were read, of each part. */
const MAX_BLOCKS = 200;
const FORMAT = 2;
const PARTS = ['list', 'evidence', 'queue'] as const;
type Part = (typeof PARTS)[number];

/** Columns that a list may be chosen by. */
export const FACETS = [
  'agreement_id',
  'segment',
  'device',
  'presence',
  'activity',
  'decision',
  'tac',
] as const;
export type Facet = (typeof FACETS)[number];
export type Filters = Readonly<Partial<Record<Facet, string>>>;

interface Marks {
  readonly format: number;
  readonly rows: number;
  /** Offsets of blocks, and the end of the last. */
  readonly offsets: Readonly<Record<Part, readonly number[]>>;
  /** Of each agreement in the queue, in its order; null where the run has no queue that this version reads. */
  readonly waiting: readonly Waiting[] | null;
  readonly words: Readonly<Record<Facet, readonly string[]>>;
}

/** The part of an agreement in the review queue. */
interface Waiting {
  readonly agreement_id: string;
  /** Places in the queue. */
  readonly from: number;
  readonly devices: number;
}

export interface BookRows {
  /** The list's row and the evidence of each device as JSON texts without line ends, in the order of the list. */
  readonly rows: AsyncIterable<{ readonly list: string; readonly evidence: string }>;
  /** Devices that wait for a review, in the order of the queue, agreements one after another; null: the run has no queue. */
  readonly queue: AsyncIterable<{ readonly agreement_id: string }> | null;
}

const inflate = promisify(zstdDecompress);

/** Writes lines in blocks. */
class BlockWriter {
  readonly offsets: number[] = [0];
  readonly #file: FileHandle;
  #lines: string[] = [];
  #end = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async add(line: string): Promise<void> {
    this.#lines.push(line);
    if (this.#lines.length === BLOCK_ROWS) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    const bytes = zstdCompressSync(this.#lines.join('\n'));
    this.#lines = [];
    await this.#file.write(bytes);
    this.#end += bytes.length;
    this.offsets.push(this.#end);
  }
}

/** Writes the book `folder`, whole or not at all. */
export async function writeBook(folder: string, { rows, queue }: BookRows): Promise<void> {
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  const files = new Map<Part, FileHandle>();
  for (const part of PARTS) files.set(part, await open(join(draft, part), 'wx', 0o600));
  const writers = Object.fromEntries(
    [...files].map(([part, file]) => [part, new BlockWriter(file)]),
  ) as Record<Part, BlockWriter>;
  try {
    const codes = FACETS.map((): number[] => []);
    const words = FACETS.map(() => new Map<string, number>());
    for await (const row of rows) {
      const values = JSON.parse(row.list) as Record<Facet, string | null>;
      FACETS.forEach((facet, i) => {
        const word = values[facet] ?? '';
        const known = words[i]!;
        if (!known.has(word)) known.set(word, known.size);
        codes[i]!.push(known.get(word)!);
      });
      await writers.list.add(row.list);
      await writers.evidence.add(row.evidence);
    }
    const waiting = queue === null ? null : await writeQueue(writers.queue, queue);
    for (const part of PARTS) {
      await writers[part].flush();
      await files.get(part)!.sync();
    }
    const marks: Marks = {
      format: FORMAT,
      rows: codes[0]!.length,
      offsets: {
        list: writers.list.offsets,
        evidence: writers.evidence.offsets,
        queue: writers.queue.offsets,
      },
      waiting,
      words: Object.fromEntries(
        FACETS.map((facet, i) => [facet, [...words[i]!.keys()]]),
      ) as unknown as Marks['words'],
    };
    writeFileSync(
      join(draft, 'codes'),
      Buffer.concat(codes.map((of) => Buffer.from(Uint32Array.from(of).buffer))),
      { flush: true },
    );
    writeFileSync(join(draft, 'marks.json'), JSON.stringify(marks), { flush: true });
  } finally {
    for (const file of files.values()) await file.close();
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}

async function writeQueue(
  writer: BlockWriter,
  queue: NonNullable<BookRows['queue']>,
): Promise<readonly Waiting[]> {
  const parts: { agreement_id: string; from: number; devices: number }[] = [];
  let place = 0;
  for await (const device of queue) {
    if (parts.at(-1)?.agreement_id !== device.agreement_id)
      parts.push({ agreement_id: device.agreement_id, from: place, devices: 0 });
    parts.at(-1)!.devices++;
    place++;
    await writer.add(JSON.stringify(device));
  }
  return parts;
}

/** A part of a book: lines by their number. */
class Blocks {
  readonly #file: FileHandle;
  readonly #offsets: readonly number[];
  readonly #kept = new Map<number, Promise<string[]>>();

  constructor(file: FileHandle, offsets: readonly number[]) {
    this.#file = file;
    this.#offsets = offsets;
  }

  async line(row: number): Promise<string> {
    return (await this.#block(Math.floor(row / BLOCK_ROWS)))[row % BLOCK_ROWS]!;
  }

  #block(number: number): Promise<string[]> {
    const known = this.#kept.get(number) ?? this.#read(number);
    known.catch(() => this.#kept.delete(number));
    // What was asked for last is forgotten last.
    this.#kept.delete(number);
    this.#kept.set(number, known);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_BLOCKS && oldest !== undefined) this.#kept.delete(oldest);
    return known;
  }

  async #read(number: number): Promise<string[]> {
    const [from, to] = [this.#offsets[number]!, this.#offsets[number + 1]!];
    const bytes = Buffer.allocUnsafe(to - from);
    await this.#file.read(bytes, 0, bytes.length, from);
    return (await inflate(bytes)).toString('utf8').split('\n');
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

export class Book {
  readonly rows: number;
  readonly #parts: Readonly<Record<Part, Blocks>>;
  readonly #waiting: Marks['waiting'];
  readonly #words: Marks['words'];
  readonly #codes: Readonly<Record<Facet, Uint32Array>>;

  private constructor(marks: Marks, files: readonly FileHandle[], codes: Buffer) {
    this.rows = marks.rows;
    this.#parts = Object.fromEntries(
      PARTS.map((part, i) => [part, new Blocks(files[i]!, marks.offsets[part])]),
    ) as Record<Part, Blocks>;
    this.#waiting = marks.waiting;
    this.#words = marks.words;
    this.#codes = Object.fromEntries(
      FACETS.map((facet, i) => [
        facet,
        new Uint32Array(codes.buffer, codes.byteOffset + 4 * i * marks.rows, marks.rows),
      ]),
    ) as Record<Facet, Uint32Array>;
  }

  /** Null where there is none that this version can read, or one that a crash has left in parts. */
  static async open(folder: string): Promise<Book | null> {
    const files: FileHandle[] = [];
    try {
      const marks = JSON.parse(readFileSync(join(folder, 'marks.json'), 'utf8')) as Marks;
      if (marks.format !== FORMAT) return null;
      // Aligned, as typed arrays want it.
      const bytes = readFileSync(join(folder, 'codes'));
      const codes = Buffer.from(new ArrayBuffer(bytes.length));
      bytes.copy(codes);
      let isWhole = codes.length === 4 * FACETS.length * marks.rows;
      for (const part of PARTS) {
        const file = await open(join(folder, part));
        files.push(file);
        isWhole &&= (await file.stat()).size === marks.offsets[part].at(-1);
      }
      if (isWhole) return new Book(marks, files, codes);
    } catch {
      // It is made again.
    }
    for (const file of files) await file.close();
    return null;
  }

  /** The first `most` rows from row `from` on that have the values. */
  choose(filters: Filters, from: number, most: number): number[] {
    const facets = FACETS.filter((facet) => filters[facet] !== undefined);
    const columns = facets.map((facet) => this.#codes[facet]);
    const codes = facets.map((facet) => this.#words[facet].indexOf(filters[facet]!));
    const chosen: number[] = [];
    if (codes.includes(-1)) return chosen;
    for (let row = from; row < this.rows && chosen.length < most; row++) {
      let i = 0;
      while (i < codes.length && columns[i]![row] === codes[i]) i++;
      if (i === codes.length) chosen.push(row);
    }
    return chosen;
  }

  /** JSON of a row of the list. */
  list(row: number): Promise<string> {
    return this.#parts.list.line(row);
  }

  /** JSON of what stands behind a row. */
  evidence(row: number): Promise<string> {
    return this.#parts.evidence.line(row);
  }

  /**
   * JSON of devices that wait for a review, at most `most` from place `from` on, and how many there are; of all agreements where
   * null is named. Null where the run has no queue that this version reads.
   */
  async queue(
    agreement: string | null,
    from: number,
    most: number,
  ): Promise<{ count: number; devices: string[] } | null> {
    if (this.#waiting === null) return null;
    const parts = this.#waiting.filter((part) => agreement === null || part.agreement_id === agreement);
    const count = parts.reduce((sum, { devices }) => sum + devices, 0);
    const first = parts[0]?.from ?? 0;
    const places: number[] = [];
    for (let place = from; place < count && places.length < most; place++) places.push(first + place);
    return { count, devices: await Promise.all(places.map((place) => this.#parts.queue.line(place))) };
  }

  async close(): Promise<void> {
    for (const part of PARTS) await this.#parts[part].close();
  }
}
