/** Scoring: what the splits of all trees add to a block of rows, by column, sixteen rows at once. All are integers. */
import * as L from '../layout';

/** Rows of a vector of octets. */
const LANES: u32 = 16;
const ROWS: u32 = L.BLOCK;
/** Octets of a block of integers. */
const STRIDE: u32 = 4 * ROWS;

/**
 * Adds what each split adds to the rows that come to it, to the sums of its column. Trees have `each` splits, one behind the
 * other; `bins` and `sums`: of the first column. `reach` has room for a block of octets for each node.
 */
export function addUp(trees: u32, each: u32, splits: u32, bins: u32, sums: u32, reach: u32): void {
  memory.fill(reach, 0xff, ROWS);
  const parents = each >>> 1;
  for (let tree: u32 = 0; tree < trees; tree++) {
    for (let node: u32 = 0; node < each; node++) {
      const split = splits + (tree * each + node) * L.SPLIT;
      const column = load<u32>(split);
      if (column === 0) continue;
      const from = i8x16.splat(load<i8>(split, L.LEFT_FROM));
      const count = i8x16.splat(load<i8>(split, L.LEFT_COUNT));
      const leftAdds = i32x4.splat(load<i32>(split, L.LEFT_ADDS));
      const rightAdds = i32x4.splat(load<i32>(split, L.RIGHT_ADDS));
      const own = reach + node * ROWS;
      const child = reach + (2 * node + 1) * ROWS;
      let sum = sums + 4 * (column - bins);
      for (let at: u32 = 0; at < ROWS; at += LANES) {
        const here = v128.load(own + at);
        const goesLeft = i8x16.lt_u(i8x16.sub(v128.load(column + at), from), count);
        const left = v128.and(here, goesLeft);
        const right = v128.andnot(here, goesLeft);
        if (node < parents) {
          v128.store(child + at, left);
          v128.store(child + ROWS + at, right);
        }
        const leftLow = i16x8.extend_low_i8x16_s(left);
        const leftHigh = i16x8.extend_high_i8x16_s(left);
        const rightLow = i16x8.extend_low_i8x16_s(right);
        const rightHigh = i16x8.extend_high_i8x16_s(right);
        add(sum, i32x4.extend_low_i16x8_s(leftLow), leftAdds, i32x4.extend_low_i16x8_s(rightLow), rightAdds);
        add(
          sum + 16,
          i32x4.extend_high_i16x8_s(leftLow),
          leftAdds,
          i32x4.extend_high_i16x8_s(rightLow),
          rightAdds,
        );
        add(
          sum + 32,
          i32x4.extend_low_i16x8_s(leftHigh),
          leftAdds,
          i32x4.extend_low_i16x8_s(rightHigh),
          rightAdds,
        );
        add(
          sum + 48,
          i32x4.extend_high_i16x8_s(leftHigh),
          leftAdds,
          i32x4.extend_high_i16x8_s(rightHigh),
          rightAdds,
        );
        sum += 4 * LANES;
      }
    }
  }
}

/** What all columns say of each row, and `start`. */
export function totalOf(columns: u32, sums: u32, start: i32, totals: u32): void {
  for (let at: u32 = 0; at < STRIDE; at += 16) {
    let total = i32x4.splat(start);
    for (let c: u32 = 0; c < columns; c++) total = i32x4.add(total, v128.load(sums + c * STRIDE + at));
    v128.store(totals + at, total);
  }
}

/**
 * The columns that say most of each row, the most first and of equal ones the first, as their numbers (-1: none says anything
 * more) and what they say; they say nothing afterwards.
 */
export function mostOf(ranks: u32, columns: u32, sums: u32, numbers: u32, said: u32): void {
  for (let rank: u32 = 0; rank < ranks; rank++) {
    for (let at: u32 = 0; at < STRIDE; at += 16) {
      let size = i32x4.splat(0);
      let most = i32x4.splat(0);
      let number = i32x4.splat(-1);
      for (let c: u32 = 0; c < columns; c++) {
        const own = v128.load(sums + c * STRIDE + at);
        const ownSize = i32x4.abs(own);
        const isMore = i32x4.gt_s(ownSize, size);
        size = v128.bitselect(ownSize, size, isMore);
        most = v128.bitselect(own, most, isMore);
        number = v128.bitselect(i32x4.splat(c), number, isMore);
      }
      v128.store(numbers + rank * STRIDE + at, number);
      v128.store(said + rank * STRIDE + at, most);
    }
    for (let row: u32 = 0; row < STRIDE; row += 4) {
      const number = load<i32>(numbers + rank * STRIDE + row);
      if (number >= 0) store<i32>(sums + (number as u32) * STRIDE + row, 0);
    }
  }
}

function add(at: u32, left: v128, leftAdds: v128, right: v128, rightAdds: v128): void {
  const adds = v128.or(v128.and(left, leftAdds), v128.and(right, rightAdds));
  v128.store(at, i32x4.add(v128.load(at), adds));
}
