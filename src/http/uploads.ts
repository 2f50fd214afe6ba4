/**
 * Files that clients send: streamed to `DATA/server/uploads/<id>/<name>`, named `upload:<id>` afterwards, and removed a day
 * later. Their content is judged by the same stages as that of any file.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RoamsettleError } from '../errors.ts';
import { serverFolder } from '../store/hold.ts';

const KEPT_MS = 86_400_000;
const REFERENCE = /^upload:([0-9a-f]{32})$/;

export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export class Uploads {
  /** By its real name. */
  readonly folder: string;
  readonly #maxBytes: number;
  readonly #pauseMs: number;

  /** Throws DATA_UNWRITABLE. */
  constructor(data: string, { maxBytes, pauseSeconds }: { maxBytes: number; pauseSeconds: number }) {
    const folder = join(serverFolder(data), 'uploads');
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.folder = realpathSync(folder);
    } catch (error) {
      throw new RoamsettleError('DATA_UNWRITABLE', `(${(error as NodeJS.ErrnoException).code})`);
    }
    this.#maxBytes = maxBytes;
    this.#pauseMs = pauseSeconds * 1000;
  }

  /** Streams a body to disk. Throws BODY_TOO_LARGE, BODY_SLOW for a pause that is too long, OUTPUT_WRITE. */
  async receive(name: string, body: IncomingMessage): Promise<Upload> {
    const declared = Number(body.headers['content-length'] ?? 0);
    if (declared > this.#maxBytes) throw new RoamsettleError('BODY_TOO_LARGE');
    const id = randomBytes(16).toString('hex');
    const folder = join(this.folder, id);
    mkdirSync(folder, { mode: 0o700 });
    const meter = new Meter(this.#maxBytes, this.#pauseMs);
    // Not a part of the pipeline, which would end the connection with it: a refusal has to be sent.
    body.pipe(meter);
    body.once('close', () => {
      if (!body.complete) meter.destroy(new RoamsettleError('BODY_SLOW', 'It was broken off.'));
    });
    try {
      await pipeline(meter, createWriteStream(join(folder, name), { flags: 'wx', mode: 0o600 }));
      if (meter.bytes === 0) throw new RoamsettleError('REQUEST_INVALID', 'The body is empty.');
    } catch (error) {
      body.unpipe(meter);
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
    return { id, name, bytes: meter.bytes, sha256: meter.sha256 };
  }

  /** Path of what `upload:<id>` names; null for another text. Throws UPLOAD_NOT_FOUND. */
  pathOf(reference: string): string | null {
    const [, id] = REFERENCE.exec(reference) ?? [];
    if (id === undefined) return null;
    const folder = join(this.folder, id);
    const [name] = statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder);
    if (name === undefined) throw new RoamsettleError('UPLOAD_NOT_FOUND');
    return join(folder, name);
  }

  /** Removes what is older than a day, but for paths that begin with one of `used`. */
  sweep(used: readonly string[], now = Date.now()): void {
    for (const id of readdirSync(this.folder)) {
      const folder = join(this.folder, id);
      const age = now - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? now);
      if (age > KEPT_MS && !used.some((path) => path.startsWith(`${folder}/`)))
        rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** Counts, hashes and limits what passes. */
class Meter extends Transform {
  bytes = 0;
  readonly #hash = createHash('sha256');
  readonly #maxBytes: number;
  readonly #timer: NodeJS.Timeout;

  constructor(maxBytes: number, pauseMs: number) {
    super();
    this.#maxBytes = maxBytes;
    this.#timer = setTimeout(() => this.destroy(new RoamsettleError('BODY_SLOW')), pauseMs);
  }

  get sha256(): string {
    return this.#hash.digest('hex');
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#timer.refresh();
    this.bytes += chunk.length;
    this.#hash.update(chunk);
    if (this.bytes > this.#maxBytes) done(new RoamsettleError('BODY_TOO_LARGE'));
    else done(null, chunk);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer);
    done(error);
  }
}
