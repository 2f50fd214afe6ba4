/** Whose an IMSI is (rule 1): the longest match of a PLMN, which a range beats. */
import type { Agreement, ImsiRange } from './types.ts';

/** Above the length of any PLMN. */
const RANGE = 100;

/** How well an IMSI (digits) matches the agreement's home network: 0 for not at all; the greatest one owns it. */
export function homeOf({ home }: Pick<Agreement, 'home'>): (imsi: string) => number {
  const ranges = Map.groupBy(home.imsiRanges, ({ from }) => from.length);
  const merged = new Map([...ranges].map(([length, some]) => [length, mergeRanges(some)]));
  return (imsi) => {
    if (inRanges(merged.get(imsi.length) ?? [], imsi)) return RANGE;
    return Math.max(
      0,
      ...home.plmns
        .filter((plmn) => imsi.length > plmn.length && imsi.startsWith(plmn))
        .map((plmn) => plmn.length),
    );
  };
}

/** Ranges of one length, in order and without overlaps. Texts of digits of one length compare like their numbers. */
function mergeRanges(ranges: readonly ImsiRange[]): ImsiRange[] {
  const merged: ImsiRange[] = [];
  for (const range of [...ranges].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const last = merged.at(-1);
    if (last === undefined || range.from > last.to) merged.push(range);
    else if (range.to > last.to) merged[merged.length - 1] = { from: last.from, to: range.to };
  }
  return merged;
}

/** The last range that begins at or before the IMSI holds it, or none does. */
function inRanges(ranges: readonly ImsiRange[], imsi: string): boolean {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle]!.from <= imsi) low = middle + 1;
    else high = middle;
  }
  return low > 0 && imsi <= ranges[low - 1]!.to;
}
