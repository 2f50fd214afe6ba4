/** Counts, hashes and limits the bytes of a body that streams to disk. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Transform, type TransformCallback } from 'node:stream';
import { RoamsettleError } from '../errors.ts';

export interface MeterLimits {
  readonly maxBytes: number;
  /** Between two pieces. */
  readonly pauseMs: number;
}

/** Ends with BODY_TOO_LARGE, BODY_SLOW. */
export class Meter extends Transform {
  bytes = 0;
  readonly #hash = createHash('sha256');
  readonly #maxBytes: number;
  readonly #timer: NodeJS.Timeout;
  #digest: string | null = null;

  constructor({ maxBytes, pauseMs }: MeterLimits) {
    super();
    this.#maxBytes = maxBytes;
    this.#timer = setTimeout(() => this.destroy(new RoamsettleError('BODY_SLOW')), pauseMs);
  }

  /** Once everything has passed. */
  get sha256(): string {
    this.#digest ??= this.#hash.digest('hex');
    return this.#digest;
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

/**
 * The body by way of a meter. Not one pipeline, which would end the connection with the meter: a refusal has to be sent. Throws
 * BODY_TOO_LARGE where the body says so itself; the meter ends with BODY_SLOW where it is broken off.
 */
export function metered(body: IncomingMessage, limits: MeterLimits): Meter {
  if (Number(body.headers['content-length'] ?? 0) > limits.maxBytes)
    throw new RoamsettleError('BODY_TOO_LARGE');
  const meter = new Meter(limits);
  body.pipe(meter);
  body.once('close', () => {
    if (!body.complete) meter.destroy(new RoamsettleError('BODY_SLOW', 'It was broken off.'));
  });
  meter.once('close', () => body.unpipe(meter));
  return meter;
}
