/** Decodes bytes that must decode. */
import type { DecodedTap } from '../../src/decode/outcome.ts';
import { decodeTap } from '../../src/decode/tap/decode.ts';

/** Throws with the failure's code and place where the decoder refuses the bytes. */
export function decoded(bytes: Uint8Array): DecodedTap {
  const outcome = decodeTap(bytes);
  if (outcome.ok) return outcome;
  throw new Error(`${outcome.failure.code} at ${outcome.failure.byteOffset}: ${outcome.failure.detail}`);
}
