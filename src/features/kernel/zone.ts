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
  /** Local day of the last answer, and the instants of it that surely lie in its piece. */
  #day = NO_DAY;
  #dayFrom = 0;
  #dayUntil = 0;

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
    if (ms >= this.#dayFrom && ms < this.#dayUntil) return this.#day;
    const offset = this.offsetAt(ms);
    const local = ms + offset;
    if (!(local > 0)) return NO_DAY;
    const day = (local / DAY_MS) | 0;
    this.#day = day;
    this.#dayFrom = Math.max(day * DAY_MS - offset, this.#from[this.#at]!);
    this.#dayUntil = Math.min((day + 1) * DAY_MS - offset, this.#until[this.#at]!);
    return day;
  }
}
