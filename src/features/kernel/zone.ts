/** Offsets of an agreement's time zone over the instants in reach, as pieces of constant offset (see ../../domain/zone.ts). */

const DAY_MS = 86_400_000;
export const NO_DAY = -1;

interface PieceRow {
  readonly [column: string]: number | bigint;
}

export class Zone {
  readonly #from: Float64Array;
  readonly #until: Float64Array;
  readonly #offset: Float64Array;
  /** Piece of the last answer: instants come in order. */
  #at = 0;

  constructor(pieces: readonly PieceRow[]) {
    this.#from = Float64Array.from(pieces, (piece) => Number(piece.from_ms));
    this.#until = Float64Array.from(pieces, (piece) => Number(piece.until_ms));
    this.#offset = Float64Array.from(pieces, (piece) => Number(piece.offset_ms));
  }

  /** Milliseconds east of UTC at an instant; NaN outside the reach. */
  offsetAt(ms: number): number {
    let at = this.#at;
    if (ms >= this.#from[at]! && ms < this.#until[at]!) return this.#offset[at]!;
    for (at = 0; at < this.#from.length; at++) {
      if (ms >= this.#from[at]! && ms < this.#until[at]!) {
        this.#at = at;
        return this.#offset[at]!;
      }
    }
    return Number.NaN;
  }

  /** Local day number at an instant; NO_DAY outside the reach, which begins after 1970. */
  dayAt(ms: number): number {
    const local = ms + this.offsetAt(ms);
    return local > 0 ? (local / DAY_MS) | 0 : NO_DAY;
  }
}
