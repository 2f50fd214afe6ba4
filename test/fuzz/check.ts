/** One mutant through both decoders: what it came to, how long the product took, and a finding where they differ. */
import type { DecodeOutcome } from '../../src/decode/outcome.ts';
import { decodeTap } from '../../src/decode/tap/decode.ts';
import { compare, type Difference } from '../support/reference/compare.ts';
import { type Defects, referenceDecode } from '../support/reference/decode.ts';

/** A file that takes longer than this hangs. */
export const HANG_MS = 1000;
const MAX_SHRINK_RUNS = 4000;
const AUDIT_TIME = 'RangeError: Invalid time value';

/** `code`: what the product said of the file, `decoded` or its error code. */
export interface Checked {
  readonly code: string;
  readonly milliseconds: number;
  readonly difference: Difference | null;
  /** The known defect of the product that the difference is, and nothing else. */
  readonly known: KnownDefect | null;
}

/**
 * Defects of the product that are reported and not yet corrected; test/corpus/found has files by these names.
 * `charge-rows`: see test/support/reference/charge-walk-defect.ts. `segmented-group`: a call event in which a UNIVERSAL 4
 * stands where a group is entered whose tag no table calls a group refuses the whole file, not that event. `header-tags`:
 * the header is read by the tags of 3.12, but a fault of the framing is looked for in it by those of its release.
 * `audit-time`: decodeTap throws where an event that has no usable time is compared with the audit's time stamps.
 */
export type KnownDefect = 'charge-rows' | 'segmented-group' | 'header-tags' | 'audit-time';

/** Decodes and compares. Throws nothing: what is thrown is a difference. */
export function check(bytes: Uint8Array): Checked {
  const began = performance.now();
  let code = 'thrown';
  let milliseconds = 0;
  try {
    const outcome = decodeTap(bytes);
    milliseconds = performance.now() - began;
    code = outcome.ok ? 'decoded' : outcome.failure.code;
    const difference = compare(outcome, referenceDecode(bytes), bytes.length);
    const known = difference === null ? null : knownDefect(bytes, outcome, difference);
    return { code, milliseconds, difference, known };
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return {
      code,
      milliseconds: performance.now() - began,
      known: text === AUDIT_TIME ? 'audit-time' : null,
      difference: { signature: `thrown ${text}`, product: (error as Error).stack, reference: null },
    };
  }
}

function knownDefect(bytes: Uint8Array, outcome: DecodeOutcome, found: Difference): KnownDefect | null {
  const agrees = (defects: Defects): boolean =>
    compare(outcome, referenceDecode(bytes, defects), bytes.length) === null;
  if (outcome.ok) return agrees({ chargeWalk: true }) ? 'charge-rows' : null;
  const octet = bytes[outcome.failure.byteOffset];
  const segment = octet === 0x04 || octet === 0x24;
  if (found.signature === 'refused alone TAP_SYNTAX' && segment) return 'segmented-group';
  return found.signature.startsWith('offset BER_') && agrees({ headerTags: true }) ? 'header-tags' : null;
}

/** A shorter file with a difference of the same class, known or not as that of `bytes` is. */
export function shrink(
  bytes: Uint8Array,
  signature: string,
  known: KnownDefect | null,
  reduce: readonly Reducer[],
): Uint8Array {
  let best = bytes;
  let runs = 0;
  for (const reducer of reduce) {
    for (let again = true; again && runs < MAX_SHRINK_RUNS; ) {
      again = false;
      for (const candidate of reducer(best)) {
        if (runs++ >= MAX_SHRINK_RUNS) break;
        if (candidate.length >= best.length) continue;
        const found = check(candidate);
        if (found.known !== known || found.difference?.signature !== signature) continue;
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
