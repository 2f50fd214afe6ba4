/**
 * IMSI blocks that newly found machines share. IMSIs are handed out by decimal prefixes, so those of the home network are looked
 * at from the shortest one down: the first prefix whose devices are machines, as far as so many devices can tell, is
 * a block, cut down to what its machines have in common. Nothing is said of a prefix that holds something declared already.
 */
import type { ImsiRange } from '../../domain/agreement/types.ts';
import { isShareAtLeast } from './interval.ts';

/** What a device is, as in sql/ranges/device.sql. */
const MACHINE = 0;
export const IGNORED = 3;

/** Devices of one agreement and one length of IMSIs, by number. */
export interface NumberedDevices {
  readonly digits: number;
  readonly numbers: Float64Array;
  readonly kinds: Uint8Array;
  /** Likelihood ratios of a machine. */
  readonly ratios: Float64Array;
  /** 1: charged, and not declared. */
  readonly newly: Uint8Array;
}

export interface BlockRules {
  /** Newly found devices in a block, at least. */
  readonly leastDevices: number;
  /** Lower end of the interval of the share of machines, at least. */
  readonly leastShare: number;
}

/** IMSIs from `from` to `to`, inclusive, and the rows of its devices, half-open. */
export interface Block {
  readonly from: number;
  readonly to: number;
  readonly fromRow: number;
  readonly untilRow: number;
}

/** `home`, `taken`: ranges of IMSIs of this length. */
export function findBlocks(
  devices: NumberedDevices,
  home: readonly ImsiRange[],
  taken: readonly ImsiRange[],
  rules: BlockRules,
): Block[] {
  const counted = new Counted(devices);
  const barriers = taken.map(({ from, to }) => [Number(from), Number(to)] as const);
  const isFree = (from: number, to: number) => barriers.every(([start, end]) => end < from || start > to);
  const found: Block[] = [];
  const look = (from: number, size: number): void => {
    const block = counted.block(from, from + size - 1);
    if (counted.newly(block) < rules.leastDevices) return;
    if (isFree(block.from, block.to) && counted.qualifies(block, rules)) {
      found.push(counted.tightened(block, size));
      return;
    }
    for (let digit = 0; size > 1 && digit < 10; digit++) look(from + (digit * size) / 10, size / 10);
  };
  for (const [from, size] of prefixesOf(home)) look(from, size);
  found.sort((a, b) => a.from - b.from);
  return joined(found, (block) => isFree(block.from, block.to) && counted.qualifies(block, rules), counted);
}

/** Neighbours become one block where that holds too, and what lies between them is no longer than the shorter of the two. */
function joined(blocks: readonly Block[], holds: (block: Block) => boolean, counted: Counted): Block[] {
  const out: Block[] = [];
  const length = ({ from, to }: Block) => to - from + 1;
  for (const block of blocks) {
    const last = out.at(-1);
    // A range of the home party may lie inside its PLMN.
    if (last !== undefined && block.from <= last.to) continue;
    const both = last === undefined ? null : counted.block(last.from, block.to);
    const isNear = last !== undefined && block.from - last.to - 1 <= Math.min(length(last), length(block));
    if (both !== null && isNear && holds(both)) out[out.length - 1] = both;
    else out.push(block);
  }
  return out;
}

class Counted {
  readonly #devices: NumberedDevices;
  readonly #newly: Int32Array;

  constructor(devices: NumberedDevices) {
    this.#devices = devices;
    const { newly } = devices;
    this.#newly = new Int32Array(newly.length + 1);
    for (let i = 0; i < newly.length; i++) this.#newly[i + 1] = this.#newly[i]! + newly[i]!;
  }

  block(from: number, to: number): Block {
    const { numbers } = this.#devices;
    return { from, to, fromRow: rowOf(numbers, from), untilRow: rowOf(numbers, to + 1) };
  }

  newly({ fromRow, untilRow }: Block): number {
    return this.#newly[untilRow]! - this.#newly[fromRow]!;
  }

  qualifies({ fromRow, untilRow }: Block, { leastShare }: BlockRules): boolean {
    const { kinds, ratios } = this.#devices;
    const judged = ratios.subarray(fromRow, untilRow).filter((_, i) => kinds[fromRow + i] !== IGNORED);
    return isShareAtLeast(judged, leastShare);
  }

  /** The longest prefix that holds the machines of a block of `size` numbers. */
  tightened(block: Block, size: number): Block {
    const { numbers, kinds } = this.#devices;
    const first = kinds.indexOf(MACHINE, block.fromRow);
    const last = kinds.lastIndexOf(MACHINE, block.untilRow - 1);
    let step = size;
    const same = (at: number) => Math.floor(numbers[first]! / at) === Math.floor(numbers[last]! / at);
    while (step > 1 && same(step / 10)) step /= 10;
    const from = Math.floor(numbers[first]! / step) * step;
    return this.block(from, from + step - 1);
  }
}

/** The first of sorted numbers at or above one. */
export function rowOf(numbers: Float64Array, number: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Ranges as the fewest prefixes: the first number of each and how many it has, a power of ten. */
function prefixesOf(ranges: readonly ImsiRange[]): [from: number, size: number][] {
  const out: [number, number][] = [];
  for (const range of ranges) {
    const end = Number(range.to) + 1;
    for (let from = Number(range.from); from < end; ) {
      let size = 1;
      while (from % (size * 10) === 0 && from + size * 10 <= end) size *= 10;
      out.push([from, size]);
      from += size;
    }
  }
  return out;
}
