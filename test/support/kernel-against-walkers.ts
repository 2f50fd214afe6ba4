/** The decoder with its kernel against the decoder without: every octet of every buffer must be the same. */
import { expect } from 'vitest';
import { kernelOfThread } from '../../src/decode/kernel/kernel.ts';
import type { DecodeOutcome } from '../../src/decode/outcome.ts';
import { decodeTap } from '../../src/decode/tap/decode.ts';

/** The outcome with its buffers as hexadecimal text. */
function plain(outcome: DecodeOutcome): unknown {
  if (!outcome.ok) return outcome;
  const batches = outcome.batches.map(({ rows, columns }) => ({
    rows,
    columns: columns.map(({ name, values, validity }) => [
      name,
      Buffer.from(values).toString('hex'),
      validity === null ? null : Buffer.from(validity).toString('hex'),
    ]),
  }));
  return { ...outcome, batches };
}

/**
 * Decodes with the kernel, shown `windowOctets` at a time, and without it, and expects equal outcomes. Returns true
 * where the kernel decoded an event.
 */
export function sameWithoutKernel(bytes: Uint8Array, windowOctets?: number): boolean {
  const withKernel = plain(decodeTap(bytes, 0, undefined, windowOctets));
  const took = Number.isFinite(kernelOfThread().span.earliest);
  const without = plain(decodeTap(bytes, 0, undefined, 0));
  // Much quicker than a comparison of large texts that says where they differ.
  if (JSON.stringify(withKernel) !== JSON.stringify(without)) expect(withKernel).toEqual(without);
  return took;
}
