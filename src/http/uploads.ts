/**
 * Files that clients send: streamed to `DATA/server/uploads/<id>/<name>`, named `upload:<id>` afterwards, and removed a day
 * later. Their content is judged by the same stages as that of any file.
 */
import { randomBytes } from 'node:crypto';
import {
  createWriteStream,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { RoamsettleError } from '../errors.ts';
import { serverFolder } from '../store/hold.ts';
import { Meter, type MeterLimits, metered, saidLength } from './meter.ts';
import type { Claim, Quota } from './quota.ts';

const KEPT_MS = 86_400_000;
const REFERENCE = /^upload:([0-9a-f]{32})$/;
/** Names that are no path, no option and not hidden; the name of a TAP file says something (TD.57). */
export const FILE_NAME = '^[A-Za-z0-9_][A-Za-z0-9 ._+@=-]{0,199}$';
/** Files of one form. */
const MAX_FILES = 100;

export interface Upload {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface UploadLimits {
  readonly maxBytes: number;
  readonly pauseSeconds: number;
  readonly quota: Quota;
}

export class Uploads {
  /** By its real name. */
  readonly folder: string;
  readonly limits: MeterLimits;
  readonly quota: Quota;
  /** Bytes of what is kept, by id. */
  readonly #kept = new Map<string, number>();

  /** Throws DATA_UNWRITABLE. */
  constructor(data: string, { maxBytes, pauseSeconds, quota }: UploadLimits) {
    const folder = join(serverFolder(data), 'uploads');
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.folder = realpathSync(folder);
    } catch (error) {
      throw new RoamsettleError('DATA_UNWRITABLE', `(${(error as NodeJS.ErrnoException).code})`);
    }
    this.limits = { maxBytes, pauseMs: pauseSeconds * 1000 };
    this.quota = quota;
    for (const id of readdirSync(this.folder)) {
      const bytes = readdirSync(join(this.folder, id))
        .map((name) => statSync(join(this.folder, id, name)).size)
        .reduce((sum, size) => sum + size, 0);
      quota.hold(bytes);
      this.#kept.set(id, bytes);
    }
  }

  /**
   * Streams a body to disk. `sha256`: what the client says of it, in hex. Throws BODY_TOO_LARGE, BODY_SLOW for a pause that is too
   * long, UPLOAD_DIGEST, UPLOAD_QUOTA, OUTPUT_WRITE, REQUEST_INVALID for an empty one.
   */
  async receive(name: string, body: IncomingMessage, sha256: string | null = null): Promise<Upload> {
    const { meter, claim } = this.#metered(body, name);
    const [upload] = await this.#claimed(claim, async () => [await this.#store(name, meter, sha256)]);
    return upload!;
  }

  /** The files of a form (multipart/form-data), all or none. Throws what `receive` throws, and REQUEST_INVALID. */
  async receiveForm(body: IncomingMessage): Promise<Upload[]> {
    const { meter, claim } = this.#metered(body, 'form');
    return this.#claimed(claim, () => this.#storeForm(body, meter));
  }

  async #storeForm(body: IncomingMessage, meter: Meter): Promise<Upload[]> {
    const parts: Meter[] = [];
    const stored: Promise<Upload>[] = [];
    try {
      const parser = new Busboy({
        headers: body.headers as { 'content-type': string },
        limits: { files: MAX_FILES, fields: 0, headerPairs: 20 },
      });
      let fault: string | null = null;
      parser.on('filesLimit', () => {
        fault = `A form has at most ${MAX_FILES} files.`;
      });
      parser.on('file', (_field, stream, name) => {
        // A form that ends in the midst of a file is told by the parser, and at the file: unheard, that would end the process.
        stream.on('error', () => undefined);
        if (!new RegExp(FILE_NAME).test(name ?? ''))
          fault = 'A file of the form has a name that is not allowed.';
        if (fault !== null) stream.resume();
        else {
          const part = new Meter(this.limits);
          parts.push(part);
          const upload = this.#store(name, stream.pipe(part), null);
          // Looked at when all are there.
          upload.catch(() => stream.resume());
          stored.push(upload);
        }
      });
      await pipeline(meter, parser);
      if (fault !== null) throw new RoamsettleError('REQUEST_INVALID', fault);
      if (stored.length === 0) throw new RoamsettleError('REQUEST_INVALID', 'The form has no file.');
      return await Promise.all(stored);
    } catch (error) {
      for (const one of [meter, ...parts]) one.destroy();
      for (const one of await Promise.allSettled(stored))
        if (one.status === 'fulfilled') this.#drop(one.value.id);
      // What the parser says may quote the body.
      throw error instanceof RoamsettleError
        ? error
        : new RoamsettleError('REQUEST_INVALID', 'It is no form.');
    }
  }

  /** A body as it arrives, and what it takes of the quota. Throws BODY_TOO_LARGE, UPLOAD_QUOTA. */
  #metered(body: IncomingMessage, name: string): { meter: Meter; claim: Claim } {
    const claim = this.quota.claim(name, saidLength(body, this.limits.maxBytes));
    return { meter: metered(body, { ...this.limits, onBytes: (bytes) => claim.arrived(bytes) }), claim };
  }

  /** Of what a body has taken of the quota stays what is kept of it. */
  async #claimed(claim: Claim, store: () => Promise<Upload[]>): Promise<Upload[]> {
    try {
      const uploads = await store();
      for (const { id, bytes } of uploads) this.#kept.set(id, bytes);
      claim.end(uploads.reduce((sum, { bytes }) => sum + bytes, 0));
      return uploads;
    } catch (error) {
      claim.end(0);
      throw error;
    }
  }

  /** Takes over a file that arrived in pieces, with its part of the quota. */
  adopt(id: string, name: string, path: string): void {
    const folder = join(this.folder, id);
    // A server that was killed between the two has left the folder.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    renameSync(path, join(folder, name));
    this.#kept.set(id, statSync(join(folder, name)).size);
  }

  async #store(name: string, meter: Meter, sha256: string | null): Promise<Upload> {
    const id = randomBytes(16).toString('hex');
    const folder = join(this.folder, id);
    mkdirSync(folder, { mode: 0o700 });
    try {
      await pipeline(meter, createWriteStream(join(folder, name), { flags: 'wx', mode: 0o600 }));
      if (meter.bytes === 0) throw new RoamsettleError('REQUEST_INVALID', 'The body is empty.');
      if (sha256 !== null && meter.sha256 !== sha256) throw new RoamsettleError('UPLOAD_DIGEST');
    } catch (error) {
      this.#drop(id);
      throw error;
    }
    return { id, name, bytes: meter.bytes, sha256: meter.sha256 };
  }

  /** Removes an upload. `used`: paths that are read still. Throws UPLOAD_NOT_FOUND, UPLOAD_IN_USE. */
  remove(id: string, used: readonly string[]): void {
    if (!this.#kept.has(id)) throw new RoamsettleError('UPLOAD_NOT_FOUND');
    if (isUsed(join(this.folder, id), used)) throw new RoamsettleError('UPLOAD_IN_USE');
    this.#drop(id);
  }

  #drop(id: string): void {
    rmSync(join(this.folder, id), { recursive: true, force: true });
    this.quota.give(this.#kept.get(id) ?? 0);
    this.#kept.delete(id);
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
      if (age > KEPT_MS && !isUsed(folder, used)) this.#drop(id);
    }
  }
}

function isUsed(folder: string, used: readonly string[]): boolean {
  return used.some((path) => path.startsWith(`${folder}/`));
}
