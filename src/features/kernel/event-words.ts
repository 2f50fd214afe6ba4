/**
 * What an event's procedure, result, interface and RAT say, by their dictionary codes. Looked up here, not in SQL: there
 * the comparisons cost more than the scan.
 */
import type { StreamedColumn } from '../../store/stream.ts';
import { EVENT_FLAGS, OTHER_RAT, Packed, RAT_WORDS } from './flags.ts';
import { roomFor } from './grow.ts';

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

/** Every word that rule 3 or a feature speaks of. */
export const SIGNAL_WORDS: readonly string[] = [PROCEDURE, RESULT, INTERFACE, RAT].flatMap(({ words }) =>
  Object.keys(words),
);

export class EventWords {
  readonly #procedures: Uint8Array;
  readonly #results: Uint8Array;
  readonly #interfaces: Uint8Array;
  readonly #rats: Uint8Array;
  #flags = new Int32Array(2048);

  /** `codes` of the words that were ever loaded, and the largest code of any text. */
  constructor(codes: ReadonlyMap<string, number>, lastCode: number) {
    const table = ({ words, other, none }: Meaning): Uint8Array => {
      // Codes stand one place on: -1 is none.
      const packed = new Uint8Array(lastCode + 2).fill(other);
      packed[0] = none;
      for (const [word, value] of Object.entries(words)) {
        const code = codes.get(word);
        if (code !== undefined) packed[code + 1] = value;
      }
      return packed;
    };
    this.#procedures = table(PROCEDURE);
    this.#results = table(RESULT);
    this.#interfaces = table(INTERFACE);
    this.#rats = table(RAT);
  }

  /** Flags of events by the codes in their columns (-1: none); they hold until the next call. */
  flagsOf(columns: readonly StreamedColumn[], rows: number): Int32Array {
    const [procedures, results, interfaces, rats] = columns;
    this.#flags = roomFor(this.#flags, rows);
    const flags = this.#flags;
    for (let i = 0; i < rows; i++) {
      const packed =
        this.#procedures[procedures![i]! + 1]! |
        this.#results[results![i]! + 1]! |
        this.#interfaces[interfaces![i]! + 1]! |
        this.#rats[rats![i]! + 1]!;
      flags[i] = EVENT_FLAGS[packed]!;
    }
    return flags;
  }
}
