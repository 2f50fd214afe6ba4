/**
 * The recording entities of a file (NetworkInfo) and of the event at hand: codes in wire order → one text `a+b`, and
 * the gateway (GGSN or P-GW) among them. Sequences of codes are looked up in a trie, so no text is built per record.
 */
import { TextDictionary } from '../text-dictionary.ts';

/** Most recording entities of one event. */
export const MAX_EVENT_ENTITIES = 16;
/** Codes below this one have a table for their pairs; a power of two. */
const PAIR_CODES = 64;
/** Most distinct sequences of codes that are remembered; the trie starts again after them. */
const MAX_REMEMBERED = 1_048_576;

const GGSN = 3;
const P_GW = 7;

/** A row of the file's table. */
export interface EntityRow {
  readonly type: number | null;
  readonly id: string;
}

interface Sequence {
  readonly next: Map<number, Sequence>;
  /** Codes into the dictionaries; −1 absent, −2 not yet looked up. */
  text: number;
  gateway: number;
  /** Holds a code that the file's table lacks. */
  unknown: boolean;
}

const sequence = (): Sequence => ({ next: new Map(), text: -2, gateway: -1, unknown: false });

export class RecordingEntities {
  readonly texts = new TextDictionary({ lowerCase: false });
  readonly gateways = new TextDictionary({ lowerCase: false });
  readonly #table = new Map<number, EntityRow>();
  readonly #codes = new Int32Array(MAX_EVENT_ENTITIES);
  #count = 0;
  #root = sequence();
  #remembered = 0;
  /** Sequences of two small codes, the usual SGSN and GGSN, by both codes. */
  #pairs: (Sequence | undefined)[] = [];
  /** Results of `resolve`. */
  text = -1;
  gateway = -1;
  unknown = false;

  /** Adds a row of the table; false where the code is there already (the first row stays). */
  define(code: number, type: number | null, id: string): boolean {
    if (this.#table.has(code)) return false;
    this.#table.set(code, { type, id });
    return true;
  }

  /** The table by code. */
  get table(): ReadonlyMap<number, EntityRow> {
    return this.#table;
  }

  clear(): void {
    this.#count = 0;
  }

  /** Adds a code of the event; false where it has too many. */
  add(code: number): boolean {
    if (this.#count === MAX_EVENT_ENTITIES) return false;
    this.#codes[this.#count++] = code;
    return true;
  }

  /** Sets `text`, `gateway` and `unknown` for the event's codes. False where a dictionary cannot take them. */
  resolve(): boolean {
    if (this.#count === 0) {
      this.text = -1;
      this.gateway = -1;
      this.unknown = false;
      return true;
    }
    const first = this.#codes[0]!;
    const second = this.#codes[1]!;
    const pair = this.#count === 2 && (first | second) < PAIR_CODES ? first * PAIR_CODES + second : -1;
    const known = pair < 0 ? undefined : this.#pairs[pair];
    if (known !== undefined) {
      this.text = known.text;
      this.gateway = known.gateway;
      this.unknown = known.unknown;
      return known.text !== -1;
    }
    let node = this.#root;
    for (let i = 0; i < this.#count; i++) {
      const code = this.#codes[i]!;
      let child = node.next.get(code);
      if (child === undefined) {
        child = sequence();
        node.next.set(code, child);
        this.#remembered++;
      }
      node = child;
    }
    if (node.text === -2) this.#fill(node);
    if (pair >= 0) {
      if (this.#pairs.length === 0) this.#pairs = new Array(PAIR_CODES * PAIR_CODES).fill(undefined);
      this.#pairs[pair] = node;
    }
    this.text = node.text;
    this.gateway = node.gateway;
    this.unknown = node.unknown;
    if (this.#remembered > MAX_REMEMBERED) {
      this.#root = sequence();
      this.#remembered = 0;
    }
    return node.text !== -1;
  }

  #fill(node: Sequence): void {
    const ids: string[] = [];
    for (const code of this.#codes.subarray(0, this.#count)) {
      const row = this.#table.get(code);
      ids.push(row?.id ?? `#${code}`);
      if (row === undefined) node.unknown = true;
      else if (node.gateway < 0 && (row.type === GGSN || row.type === P_GW))
        node.gateway = this.gateways.internText(row.id);
    }
    node.text = this.texts.internText(ids.join('+'));
  }
}
