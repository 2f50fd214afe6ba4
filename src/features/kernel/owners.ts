/**
 * Which agreement a signaling event belongs to (rule 1): the one with its `visited_plmn`, and of those the one whose home
 * network matches the IMSI best (the highest specificity, then the lowest `no`). All IMSIs between two neighbouring
 * bounds of home intervals match the same intervals, so answers are kept by such a segment.
 */

/** No agreement. */
export const NOBODY = -1;

type Integers = Readonly<Record<string, number | bigint>>;

interface Home {
  readonly no: number;
  readonly low: bigint;
  readonly high: bigint;
  readonly specificity: number;
}

export class Owners {
  readonly #homes: readonly Home[];
  /** Where segments begin, ascending, as high and low words. Segment 0 lies before the first. */
  readonly #high: Int32Array;
  readonly #low: Uint32Array;
  readonly #begins: readonly bigint[];
  readonly #plmnsOf = new Map<number, number[]>();
  /** Owner by PLMN code for each segment, worked out when the segment is first asked for. */
  readonly #answers: (ReadonlyMap<number, number> | undefined)[];

  /** Rows of scope_home and scope_plmn. */
  constructor(homes: readonly Integers[], plmns: readonly Integers[]) {
    this.#homes = homes.map((row) => ({
      no: Number(row.no),
      low: BigInt(row.low!),
      high: BigInt(row.high!),
      specificity: Number(row.specificity),
    }));
    const bounds = new Set(this.#homes.flatMap(({ low, high }) => [low, high + 1n]));
    this.#begins = [...bounds].sort((a, b) => (a < b ? -1 : 1));
    this.#high = Int32Array.from(this.#begins, (bound) => Number(bound >> 32n));
    this.#low = Uint32Array.from(this.#begins, (bound) => Number(bound & 0xffffffffn));
    this.#answers = new Array(this.#begins.length + 1);
    for (const { no, plmn_code } of plmns) {
      const codes = this.#plmnsOf.get(Number(no)) ?? [];
      codes.push(Number(plmn_code));
      this.#plmnsOf.set(Number(no), codes);
    }
  }

  /** Owners of an IMSI's events by PLMN code (-1: an event that names none); a code that is not there has NOBODY. */
  of(low: number, high: number): ReadonlyMap<number, number> {
    const segment = this.#segmentOf(low >>> 0, high);
    this.#answers[segment] ??= this.#answer(segment);
    return this.#answers[segment];
  }

  /** Number of bounds at or below the IMSI. */
  #segmentOf(low: number, high: number): number {
    let from = 0;
    let until = this.#begins.length;
    while (from < until) {
      const middle = (from + until) >> 1;
      const bound = this.#high[middle]!;
      if (bound < high || (bound === high && this.#low[middle]! <= low)) from = middle + 1;
      else until = middle;
    }
    return from;
  }

  #answer(segment: number): ReadonlyMap<number, number> {
    const owners = new Map<number, number>();
    if (segment === 0) return owners;
    const begin = this.#begins[segment - 1]!;
    const matches = this.#homes
      .filter(({ low, high }) => low <= begin && begin <= high)
      .sort((a, b) => b.specificity - a.specificity || a.no - b.no);
    for (const { no } of matches) {
      for (const code of this.#plmnsOf.get(no) ?? []) if (!owners.has(code)) owners.set(code, no);
    }
    return owners;
  }
}
