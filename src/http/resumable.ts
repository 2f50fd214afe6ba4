/**
 * Uploads in pieces, by the core of tus 1.0 with its extensions creation and termination: a client that was broken off asks how
 * much has arrived and goes on from there, also after a restart of the server. What is whole becomes an upload like any other;
 * what nobody goes on with is removed a day later.
 */
import { randomBytes } from 'node:crypto';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { digestOfFile } from '../domain/text-file.ts';
import { RoamsettleError } from '../errors.ts';
import { serverFolder } from '../store/hold.ts';
import { metered } from './meter.ts';
import { FILE_NAME, type Uploads } from './uploads.ts';

const KEPT_MS = 86_400_000;
/** Uploads that are not whole yet. */
const MAX_OPEN = 200;
const MAX_METADATA = 2000;

interface About {
  readonly name: string;
  readonly length: number;
  /** What the client says of the whole, in hex. */
  readonly sha256: string | null;
}

export interface Progress {
  readonly offset: number;
  readonly length: number;
}

export class Resumable {
  readonly #folder: string;
  readonly #uploads: Uploads;
  /** Ids that a piece arrives for. */
  readonly #busy = new Set<string>();
  /** Bytes of the quota that uploads hold which are not whole yet. */
  readonly #held = new Map<string, number>();

  constructor(data: string, uploads: Uploads) {
    this.#uploads = uploads;
    this.#folder = join(serverFolder(data), 'resumable');
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    for (const id of readdirSync(this.#folder)) this.#takeUp(id);
  }

  /** `metadata` as tus has it: `filename BASE64,sha256 BASE64`. Gives the id. Throws REQUEST_INVALID, BODY_TOO_LARGE,
   * UPLOAD_QUOTA, SERVER_BUSY. */
  create(length: number, metadata: string): string {
    if (length > this.#uploads.limits.maxBytes) throw new RoamsettleError('BODY_TOO_LARGE');
    if (readdirSync(this.#folder).length >= MAX_OPEN)
      throw new RoamsettleError('SERVER_BUSY', 'Too many uploads are not whole yet.');
    const about: About = { length, ...readMetadata(metadata) };
    const id = randomBytes(16).toString('hex');
    this.#uploads.quota.take(length, about.name);
    this.#held.set(id, length);
    mkdirSync(join(this.#folder, id), { mode: 0o700 });
    writeFileSync(this.#dataOf(id), '', { mode: 0o600 });
    writeFileSync(join(this.#folder, id, 'about.json'), JSON.stringify(about), { mode: 0o600, flush: true });
    return id;
  }

  /** Throws UPLOAD_NOT_FOUND. */
  progressOf(id: string): Progress {
    const about = this.#about(id);
    if (about !== null) return { offset: statSync(this.#dataOf(id)).size, length: about.length };
    const path = this.#uploads.pathOf(`upload:${id}`);
    const { size } = statSync(path!);
    return { offset: size, length: size };
  }

  /**
   * Adds a piece; what arrives of one that is broken off stays. Throws UPLOAD_NOT_FOUND, UPLOAD_OFFSET, BODY_TOO_LARGE, BODY_SLOW,
   * UPLOAD_DIGEST for the last piece of a file that is not what the client says, which is removed.
   */
  async append(id: string, offset: number, body: IncomingMessage): Promise<Progress> {
    const about = this.#about(id);
    const { offset: has, length } = this.progressOf(id);
    if (about === null || offset !== has || this.#busy.has(id))
      throw new RoamsettleError('UPLOAD_OFFSET', `It has ${has} of ${length} bytes.`);
    this.#busy.add(id);
    const data = this.#dataOf(id);
    try {
      const meter = metered(body, { ...this.#uploads.limits, maxBytes: length - offset });
      await pipeline(meter, createWriteStream(data, { flags: 'a' }));
      const size = statSync(data, { throwIfNoEntry: false })?.size;
      if (size === undefined) throw new RoamsettleError('UPLOAD_NOT_FOUND', 'It was removed meanwhile.');
      if (size < length) return { offset: size, length };
      if (about.sha256 !== null && (await digestOfFile(data)) !== about.sha256) {
        this.remove(id);
        throw new RoamsettleError('UPLOAD_DIGEST');
      }
      this.#uploads.adopt(id, about.name, data);
      this.#held.delete(id);
      this.remove(id);
      return { offset: length, length };
    } finally {
      this.#busy.delete(id);
    }
  }

  /** What is not whole yet. Throws UPLOAD_NOT_FOUND. */
  discard(id: string): void {
    if (this.#about(id) === null) throw new RoamsettleError('UPLOAD_NOT_FOUND');
    this.remove(id);
  }

  /** Removes what nobody has gone on with for a day. */
  sweep(now = Date.now()): void {
    for (const id of readdirSync(this.#folder)) {
      const data = statSync(this.#dataOf(id), { throwIfNoEntry: false });
      if (data === undefined || now - data.mtimeMs > KEPT_MS) this.remove(id);
    }
  }

  remove(id: string): void {
    rmSync(join(this.#folder, id), { recursive: true, force: true });
    this.#uploads.quota.give(this.#held.get(id) ?? 0);
    this.#held.delete(id);
  }

  #dataOf(id: string): string {
    return join(this.#folder, id, 'data');
  }

  #about(id: string): About | null {
    const path = join(this.#folder, id, 'about.json');
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as About) : null;
  }

  /**
   * What a server that was killed has left. Where all had arrived and was not taken over yet, the last byte is asked for again, so
   * that its piece ends the upload; where it was taken over, or was not begun to the end, nothing stays.
   */
  #takeUp(id: string): void {
    try {
      const about = this.#about(id);
      const { size } = statSync(this.#dataOf(id));
      if (about !== null && size >= about.length) truncateSync(this.#dataOf(id), about.length - 1);
      this.#uploads.quota.hold(about?.length ?? 0);
      this.#held.set(id, about?.length ?? 0);
    } catch {
      this.remove(id);
    }
  }
}

function readMetadata(text: string): Omit<About, 'length'> {
  if (text.length > MAX_METADATA)
    throw new RoamsettleError('REQUEST_INVALID', 'Upload-Metadata is too long.');
  const pairs = text.split(',').map((pair) => pair.trim().split(' '));
  const metadataOf = (key: string) => {
    const [, value = ''] = pairs.find(([name]) => name === key) ?? [];
    return Buffer.from(value, 'base64').toString('utf8');
  };
  const [name, sha256] = [metadataOf('filename'), metadataOf('sha256').toLowerCase()];
  const saysDigest = pairs.some(([key]) => key === 'sha256');
  if (!new RegExp(FILE_NAME).test(name))
    throw new RoamsettleError('REQUEST_INVALID', 'Upload-Metadata has no filename that is allowed.');
  if (saysDigest && !/^[0-9a-f]{64}$/.test(sha256))
    throw new RoamsettleError('REQUEST_INVALID', 'sha256 of Upload-Metadata is not 64 hex digits.');
  return { name, sha256: saysDigest ? sha256 : null };
}
