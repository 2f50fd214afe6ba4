/** Counts, hashes and limits the bytes of a body that streams to disk. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Transform, type TransformCallback } from 'node:stream';
import { RoamsettleError } from '../errors.ts';

export interface MeterLimits {
  readonly maxBytes: number;
  /** Between two pieces. */
  readonly pauseMs: number;
  /** Hears of each piece; what it throws ends the meter. */
  readonly onBytes?: (bytes: number) => void;
}

/** Ends with BODY_TOO_LARGE, BODY_SLOW, and what `onBytes` throws. */
export class Meter extends Transform {
  bytes = 0;
  readonly #hash = createHash('sha256');
  readonly #maxBytes: number;
  readonly #onBytes: MeterLimits['onBytes'];
  readonly #timer: NodeJS.Timeout;
  #digest: string | null = null;

  constructor({ maxBytes, pauseMs, onBytes }: MeterLimits) {
    super();
    this.#maxBytes = maxBytes;
    this.#onBytes = onBytes;
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
    try {
      if (this.bytes > this.#maxBytes) throw new RoamsettleError('BODY_TOO_LARGE');
      this.#onBytes?.(chunk.length);
      done(null, chunk);
    } catch (error) {
      done(error as Error);
    }
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#timer);
    done(error);
  }
}

/** Bytes that a body says it has; null where it does not. Throws BODY_TOO_LARGE. */
export function saidLength({ headers }: IncomingMessage, maxBytes: number): number | null {
  const said = headers['content-length'];
  if (said !== undefined && Number(said) > maxBytes) throw new RoamsettleError('BODY_TOO_LARGE');
  return said === undefined ? null : Number(said);
}

/**
 * The body by way of a meter. Not one pipeline, which would end the connection with the meter: a refusal has to be sent. Throws
 * BODY_TOO_LARGE where the body says so itself; the meter ends with BODY_SLOW where it is broken off.
 */
export function metered(body: IncomingMessage, limits: MeterLimits): Meter {
  saidLength(body, limits.maxBytes);
  const meter = new Meter(limits);
  body.pipe(meter);
  body.once('close', () => {
    if (!body.complete) meter.destroy(new RoamsettleError('BODY_SLOW', 'It was broken off.'));
  });
  meter.once('close', () => body.unpipe(meter));
  return meter;
}
