/**
 * What an event's procedure, result, interface and RAT say, by their dictionary codes. Looked up by the kernel, not in SQL:
 * there the comparisons cost more than the scan.
 */
import { OTHER_RAT, Packed, RAT_WORDS } from './flags.ts';

/** Words of a column and what they are packed as; any other word, and none at all. */
interface Meaning {
  readonly words: Readonly<Record<string, number>>;
  readonly other: number;
  readonly none: number;
}

const PROCEDURE: Meaning = {
  words: {
    UL: Packed.registration,
    GPRS_UL: Packed.registration,
    ULR: Packed.registration,
    REGISTER: Packed.registration,
    CREATE_SESSION: Packed.registration,
    CL: Packed.cancel,
    CLR: Packed.cancel,
    PURGE: Packed.purge,
    PUR: Packed.purge,
    DEREGISTER: Packed.purge,
  },
  other: 0,
  none: 0,
};
const RESULT: Meaning = { words: { ok: Packed.resultOk }, other: Packed.resultOther, none: 0 };
const INTERFACE: Meaning = { words: { vlr: Packed.snapshot }, other: 0, none: 0 };
const RAT: Meaning = {
  words: Object.fromEntries(RAT_WORDS.map((name, i) => [name, Packed.rat * (i + 1)])),
  other: Packed.rat * OTHER_RAT,
  none: 0,
};

/** In the order of the columns of slice_signal.sql. */
const MEANINGS: readonly Meaning[] = [PROCEDURE, RESULT, INTERFACE, RAT];

/** Every word that rule 3 or a feature speaks of. */
export const SIGNAL_WORDS: readonly string[] = MEANINGS.flatMap(({ words }) => Object.keys(words));

/**
 * What the codes of each column are packed to, a table an octet a code for each, one behind the other. Codes stand one
 * place on: -1 is none. `codes` are those of the words that were ever loaded, `lastCode` the largest of any text.
 */
export function wordTables(codes: ReadonlyMap<string, number>, lastCode: number): Uint8Array<ArrayBuffer> {
  const octets = lastCode + 2;
  const tables = new Uint8Array(octets * MEANINGS.length);
  for (const [i, { words, other, none }] of MEANINGS.entries()) {
    const table = tables.subarray(i * octets, (i + 1) * octets).fill(other);
    table[0] = none;
    for (const [word, value] of Object.entries(words)) {
      const code = codes.get(word);
      if (code !== undefined) table[code + 1] = value;
    }
  }
  return tables;
}
