/** Learning: sums by node and bin, and the way down. */
import * as L from '../layout';

const NODE: u32 = L.BINS * L.PAIR;

/**
 * Adds the pair of each row to the sums of its node and bin, in four columns at once: additions into one column wait for each
 * other, those into several do not. `sums`: of the first column; the others stand `stride` octets behind each other.
 */
export function addPairs(
  rows: u32,
  pairs: u32,
  nodes: u32,
  a: u32,
  b: u32,
  c: u32,
  d: u32,
  sums: u32,
  stride: u32,
): void {
  for (let i: u32 = 0; i < rows; i++) {
    const pair = v128.load(pairs + i * L.PAIR);
    const node = sums + (load<u8>(nodes + i) as u32) * NODE;
    add(node + (load<u8>(a + i) as u32) * L.PAIR, pair);
    add(node + stride + (load<u8>(b + i) as u32) * L.PAIR, pair);
    add(node + 2 * stride + (load<u8>(c + i) as u32) * L.PAIR, pair);
    add(node + 3 * stride + (load<u8>(d + i) as u32) * L.PAIR, pair);
  }
}

/** Adds the pair of each row to the sums of its node. */
export function sumByNode(rows: u32, pairs: u32, nodes: u32, sums: u32): void {
  for (let i: u32 = 0; i < rows; i++)
    add(sums + (load<u8>(nodes + i) as u32) * L.PAIR, v128.load(pairs + i * L.PAIR));
}

/** Moves each row whose node has a split to the child that it goes to. `splits` are by node. */
export function part(rows: u32, nodes: u32, splits: u32): void {
  for (let i: u32 = 0; i < rows; i++) {
    const node = load<u8>(nodes + i) as u32;
    const split = splits + node * L.SPLIT;
    const bins = load<u32>(split);
    if (bins === 0) continue;
    const from = load<u8>(bins + i) - load<u8>(split, L.LEFT_FROM);
    const right = u32((from as u8) >= load<u8>(split, L.LEFT_COUNT));
    store<u8>(nodes + i, 2 * node + 1 + right);
  }
}

function add(at: u32, pair: v128): void {
  v128.store(at, f64x2.add(v128.load(at), pair));
}
