/** The decoder of each kind of batch. */
import { kindOfBer } from './identify.ts';
import type { DecodeOutcome } from './outcome.ts';
import { decodeTap } from './tap/decode.ts';
import { decodeNrtrde } from './tap/nrtrde.ts';
import { decodeRap } from './tap/rap.ts';

/** Decodes the TAP, NRTRDE or RAP batch whose root begins at `from`. Never throws for its content. */
export function decodeFile(bytes: Uint8Array, from: number): DecodeOutcome {
  switch (kindOfBer(from === 0 ? bytes : bytes.subarray(from))) {
    case 'nrtrde':
      return decodeNrtrde(bytes, from);
    case 'rap':
      return decodeRap(bytes, from);
    default:
      return decodeTap(bytes, from);
  }
}
