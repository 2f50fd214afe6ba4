/** The devices of sql/ranges/device.sql as columns, in its order. */
import type { ImsiRange } from '../../domain/agreement/types.ts';
import type { Db } from '../../store/db.ts';
import { streamColumns } from '../../store/stream.ts';
import { IGNORED, type NumberedDevices, rowOf } from './blocks.ts';
import { likelihoodRatio } from './interval.ts';

const MILLION = 1_000_000;

/** Devices of one agreement and one length of IMSIs. */
export interface DeviceGroup extends NumberedDevices {
  readonly no: number;
  /** Row of its first device among all. */
  readonly firstRow: number;
}

export interface RangedDevices extends Omit<NumberedDevices, 'digits' | 'numbers'> {
  readonly groups: readonly DeviceGroup[];
}

export async function readRangedDevices(db: Db): Promise<RangedDevices> {
  const [count] = await db.query<{ n: bigint }>('SELECT count(*) AS n FROM ranged_device');
  const length = Number(count!.n);
  const columns = {
    numbers: new Float64Array(length),
    kinds: new Uint8Array(length),
    ratios: new Float64Array(length),
    newly: new Uint8Array(length),
  };
  const nos = new Int32Array(length);
  const starts: { no: number; digits: number; firstRow: number }[] = [];
  let at = 0;
  await streamColumns(db, 'ranges/imsi', {}, ([no, digits, words, kind, p, newly], rows) => {
    for (let i = 0; i < rows; i++, at++) {
      const last = starts.at(-1);
      if (last?.no !== no![i] || last?.digits !== digits![i])
        starts.push({ no: no![i]!, digits: digits![i]!, firstRow: at });
      nos[at] = no![i]!;
      columns.numbers[at] = words![2 * i + 1]! * 2 ** 32 + (words![2 * i]! >>> 0);
      columns.kinds[at] = kind![i]!;
      columns.ratios[at] = p![i]! / MILLION;
      columns.newly[at] = newly![i]!;
    }
  });
  toRatios(columns.ratios, columns.kinds, nos);
  const groups = starts.map((start, i) => {
    const end = starts[i + 1]?.firstRow ?? length;
    const { numbers, kinds, ratios, newly } = columns;
    return {
      ...start,
      numbers: numbers.subarray(start.firstRow, end),
      kinds: kinds.subarray(start.firstRow, end),
      ratios: ratios.subarray(start.firstRow, end),
      newly: newly.subarray(start.firstRow, end),
    };
  });
  return { groups, kinds: columns.kinds, ratios: columns.ratios, newly: columns.newly };
}

/** Probabilities → likelihood ratios; the share before is the mean probability of the agreement, as probabilities are calibrated. */
function toRatios(values: Float64Array, kinds: Uint8Array, nos: Int32Array): void {
  const agreements = nos.reduce((most, no) => Math.max(most, no), -1) + 1;
  const [sums, counts] = [new Float64Array(agreements), new Float64Array(agreements)];
  for (let i = 0; i < values.length; i++) {
    if (kinds[i] === IGNORED) continue;
    sums[nos[i]!]! += values[i]!;
    counts[nos[i]!]!++;
  }
  for (let i = 0; i < values.length; i++)
    values[i] = likelihoodRatio(values[i]!, sums[nos[i]!]! / Math.max(counts[nos[i]!]!, 1));
}

/** Rows of a range of the group's length among all devices, half-open. */
export function rowsIn({ numbers, firstRow }: DeviceGroup, { from, to }: ImsiRange): [number, number] {
  return [firstRow + rowOf(numbers, Number(from)), firstRow + rowOf(numbers, Number(to) + 1)];
}
