/** One mutant through both decoders: what it came to, how long the product took, and a finding where they differ. */
import { decodeTap } from '../../src/decode/tap/decode.ts';
import { compare, type Difference } from '../support/reference/compare.ts';
import { referenceDecode } from '../support/reference/decode.ts';

/** A file that takes longer than this hangs. */
export const HANG_MS = 1000;
const MAX_SHRINK_RUNS = 4000;

/** `code`: what the product said of the file, `decoded` or its error code. */
export interface Checked {
  readonly code: string;
  readonly milliseconds: number;
  readonly difference: Difference | null;
}

/** Decodes and compares. Throws nothing: what is thrown is a difference. */
export function check(bytes: Uint8Array): Checked {
  const began = performance.now();
  let code = 'thrown';
  let milliseconds = 0;
  try {
    const outcome = decodeTap(bytes);
    milliseconds = performance.now() - began;
    code = outcome.ok ? 'decoded' : outcome.failure.code;
    return { code, milliseconds, difference: compare(outcome, referenceDecode(bytes), bytes.length) };
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return {
      code,
      milliseconds: performance.now() - began,
      difference: { signature: `thrown ${text}`, product: (error as Error).stack, reference: null },
    };
  }
}

/** A shorter file with a difference of the same class. */
export function shrink(bytes: Uint8Array, signature: string, reduce: readonly Reducer[]): Uint8Array {
  let best = bytes;
  let runs = 0;
  for (const reducer of reduce) {
    for (let again = true; again && runs < MAX_SHRINK_RUNS; ) {
      again = false;
      for (const candidate of reducer(best)) {
        if (runs++ >= MAX_SHRINK_RUNS) break;
        if (candidate.length >= best.length) continue;
        const found = check(candidate);
        if (found.difference?.signature !== signature) continue;
        best = candidate;
        again = true;
        break;
      }
    }
  }
  return best;
}

/** Shorter candidates of a file, the boldest first. */
export type Reducer = (bytes: Uint8Array) => Iterable<Uint8Array>;
