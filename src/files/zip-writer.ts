/**
 * Writes a zip archive, by yazl, whose bytes hang on its members and their order alone: every time stamp is fixed, and
 * nothing says who wrote it. Members go through in pieces, so its size is bounded by the disk.
 */
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** DOS time, which archives hold, begins here; built from local fields, so that every time zone writes the same. */
const FIXED = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 };

export class ZipWriter {
  readonly #zip = new ZipFile();
  readonly #written: Promise<void>;

  constructor(path: string) {
    // A member that fails is thrown where it is awaited.
    this.#zip.on('error', () => undefined);
    this.#written = pipeline(this.#zip.outputStream, createWriteStream(path));
    // An error of the disk shows here first; `#written` is awaited in the end.
    this.#written.catch(() => undefined);
  }

  addText(name: string, text: string): void {
    this.#zip.addBuffer(Buffer.from(text), name, FIXED);
  }

  /** Throws what the stream throws, or the disk. */
  async addStream(name: string, stream: Readable): Promise<void> {
    this.#zip.addReadStream(stream, name, FIXED);
    await Promise.race([finished(stream), this.#written]);
  }

  /** Closes the archive. Throws what writing it threw. */
  async end(): Promise<void> {
    this.#zip.end();
    await this.#written;
  }

  /** Leaves what is written as it is. */
  abort(): void {
    (this.#zip.outputStream as Readable).destroy();
  }
}

/** Files of a folder as an archive that is read while it is made. An error of a file ends the stream. */
export function zipOf(folder: string, files: readonly string[]): Readable {
  const zip = new ZipFile();
  const stream = zip.outputStream as Readable;
  zip.on('error', (error) => stream.destroy(error as Error));
  let member: ReadStream | null = null;
  // Whoever goes away in the midst of a member leaves it open.
  stream.once('close', () => member?.destroy());
  for (const file of files)
    zip.addReadStreamLazy(file, FIXED, (give) => {
      member = createReadStream(join(folder, file));
      if (stream.destroyed) member.destroy();
      give(null, member);
    });
  zip.end();
  return stream;
}
