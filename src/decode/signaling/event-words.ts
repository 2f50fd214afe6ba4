/**
 * The text columns of regular rows: each spelling is judged and given its code once, however often it comes. The rules
 * are those of sql/staging/signaling_row_append.sql; test/signaling/regular-rows.test.ts holds one against the other.
 */
import { INTERFACES, PROCEDURES, RATS, TEXT_LIMITS } from '../../domain/signaling-words.ts';
import { Spellings } from './spellings.ts';

/** In place of a code: nothing there; there and to be left out with a warning; not for the short way. */
export const ABSENT = -1;
export const UNUSABLE = -2;
export const IRREGULAR = -3;

/** Spellings that a column keeps from one file to the next. */
const KEPT_SPELLINGS = 1_000_000;

/** Text → code of the store. */
export type CodeOf = (text: string) => number;

/** The stored form of a spelling (printable ASCII, not empty), UNUSABLE or IRREGULAR. */
type Normal = (text: string) => string | typeof UNUSABLE | typeof IRREGULAR;

const within = (text: string, max: number) => (text.length <= max ? text : IRREGULAR);
const among = (words: ReadonlySet<string>, word: string) => (words.has(word) ? word : IRREGULAR);

/** The text columns in their order in `signaling_event`. */
export const WORD_COLUMNS: readonly { readonly name: string; readonly normal: Normal }[] = [
  { name: 'interface', normal: (text) => among(INTERFACES, text.toLowerCase()) },
  { name: 'procedure', normal: (text) => among(PROCEDURES, text.toUpperCase()) },
  {
    name: 'result',
    normal: (text) => (text.toLowerCase() === 'ok' ? 'ok' : within(text, TEXT_LIMITS.result_max)),
  },
  { name: 'visited_plmn', normal: (text) => (/^[0-9]{5,6}$/.test(text) ? text : IRREGULAR) },
  { name: 'rat', normal: (text) => (RATS.has(text.toUpperCase()) ? text.toUpperCase() : UNUSABLE) },
  { name: 'cell', normal: (text) => within(text, TEXT_LIMITS.cell_max) },
  { name: 'apn', normal: (text) => within(text.toLowerCase(), TEXT_LIMITS.apn_max) },
];

/** One column: spelling → code. */
export class EventWords {
  readonly #normal: Normal;
  readonly #codeOf: CodeOf;
  #spellings = this.#fresh();

  constructor(normal: Normal, codeOf: CodeOf) {
    this.#normal = normal;
    this.#codeOf = codeOf;
  }

  /** Code of the printable ASCII text `from`…`to`, or ABSENT, UNUSABLE, IRREGULAR; `words` is a view of `bytes`. */
  code(bytes: Uint8Array, words: DataView, from: number, to: number): number {
    return from === to ? ABSENT : this.#spellings.number(bytes, words, from, to);
  }

  /** Between files: forgets spellings where there are too many to keep. */
  forget(): void {
    if (this.#spellings.size > KEPT_SPELLINGS) this.#spellings = this.#fresh();
  }

  #fresh(): Spellings {
    return new Spellings((text) => {
      // A blank at an end is taken off first, which is SQL's work.
      const normal = text.trim() === text ? this.#normal(text) : IRREGULAR;
      return typeof normal === 'string' ? this.#codeOf(normal) : normal;
    }, IRREGULAR);
  }
}
