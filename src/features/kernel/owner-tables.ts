/**
 * Which agreement a signaling event belongs to (rule 1): the one with its `visited_plmn`, and of those the one whose home
 * network matches the IMSI best (the highest specificity, then the lowest `no`). All IMSIs between two neighbouring
 * bounds of home intervals match the same intervals, so there is one answer a PLMN for such a segment.
 */

type Integers = Readonly<Record<string, number | bigint>>;

interface Home {
  readonly no: number;
  readonly low: bigint;
  readonly high: bigint;
  readonly specificity: number;
}

/** The lists that assembly/owners.ts reads. */
export interface OwnerTables {
  /** Where segments begin, ascending; segment 0 lies before the first. */
  readonly bounds: BigUint64Array<ArrayBuffer>;
  /** Where the answers of each segment begin, and the end of the last. */
  readonly begins: Uint32Array<ArrayBuffer>;
  /** PLMN code (-1: an event that names none), ascending within a segment, and agreement, in turn. */
  readonly answers: Int32Array<ArrayBuffer>;
}

/** Of rows of scope_home and scope_plmn. */
export function ownerTables(homeRows: readonly Integers[], plmnRows: readonly Integers[]): OwnerTables {
  const homes = homeRows
    .map(
      (row): Home => ({
        no: Number(row.no),
        low: BigInt(row.low!),
        high: BigInt(row.high!),
        specificity: Number(row.specificity),
      }),
    )
    .sort((a, b) => (a.low < b.low ? -1 : 1));
  const plmnsOf = new Map<number, number[]>();
  for (const { no, plmn_code } of plmnRows) {
    const codes = plmnsOf.get(Number(no)) ?? [];
    codes.push(Number(plmn_code));
    plmnsOf.set(Number(no), codes);
  }
  const bounds = [...new Set(homes.flatMap(({ low, high }) => [low, high + 1n]))].sort((a, b) =>
    a < b ? -1 : 1,
  );
  const begins = [0, 0];
  const answers: number[] = [];
  let matching: Home[] = [];
  let next = 0;
  for (const bound of bounds) {
    matching = matching.filter(({ high }) => bound <= high);
    for (; next < homes.length && homes[next]!.low <= bound; next++) matching.push(homes[next]!);
    for (const [plmn, no] of answersOf(matching, plmnsOf)) answers.push(plmn, no);
    begins.push(answers.length / 2);
  }
  return {
    bounds: BigUint64Array.from(bounds),
    begins: Uint32Array.from(begins),
    answers: Int32Array.from(answers),
  };
}

/** Owner by PLMN code of IMSIs that match these home intervals. */
function answersOf(matching: readonly Home[], plmnsOf: ReadonlyMap<number, number[]>): [number, number][] {
  const owners = new Map<number, number>();
  for (const { no } of matching.toSorted((a, b) => b.specificity - a.specificity || a.no - b.no)) {
    for (const code of plmnsOf.get(no) ?? []) if (!owners.has(code)) owners.set(code, no);
  }
  return [...owners].sort(([a], [b]) => a - b);
}
