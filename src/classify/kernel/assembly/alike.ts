/** How alike a device is to those around its number, and to a sample of its agreement, sixteen pairs at once. All are integers. */
import * as L from '../layout';

const COMPARED: u32 = L.COMPARED;
const REACH: u32 = L.REACH;
const SAMPLE: u32 = L.SAMPLE;
const NEAR: u32 = 2 * REACH;
/** Pairs that are scored in one pass. */
const TOGETHER: u32 = 64;

/**
 * Counts, for each device of an agreement from `start` to before `end`, those around its number that are more alike to it than the
 * device of the sample with the rank `RANK`, and those around it: two octets a device, at `counts` and twice its place.
 * `columns`: levels of the first feature by place, `REACH` octets readable before and after; those of the next stand `stride` behind. `sample`:
 * levels of the sample, features behind each other. `tables`: of each feature, what levels so far apart say. `scratch` has room for 16-bit
 * numbers: NEAR and SAMPLE scores and RANK more.
 */
export function countAlike(
  start: u32,
  end: u32,
  columns: u32,
  stride: u32,
  sample: u32,
  tables: u32,
  scratch: u32,
  counts: u32,
): void {
  const ofSample = scratch + 2 * NEAR;
  for (let place = start; place < end; place++) {
    const own = columns + place;
    score(own, stride, own - REACH, stride, tables, scratch);
    for (let from: u32 = 0; from < SAMPLE; from += TOGETHER)
      score(own, stride, sample + from, SAMPLE, tables, ofSample + 2 * from);
    const least = ranked(ofSample, ofSample + 2 * SAMPLE);
    const before = min<u32>(REACH, place - start);
    const after = min<u32>(REACH, end - place);
    let around = (~u64(0) >>> u64(NEAR - before - after)) << u64(REACH - before);
    around &= ~(u64(1) << u64(REACH));
    store<u8>(counts + 2 * place, u32(popcnt(higher(scratch, least) & around)));
    store<u8>(counts + 2 * place + 1, before + after - 1);
  }
}

/** A bit for each of 64 scores: whether it is higher. */
function higher(scores: u32, least: i16): u64 {
  const bound = i16x8.splat(least);
  let bits: u64 = 0;
  for (let i: u32 = 0; i < NEAR; i += 8)
    bits |= u64(i16x8.bitmask(i16x8.gt_s(v128.load(scores + 2 * i), bound))) << u64(i);
  return bits;
}

/** What the levels of 64 others say against a device's own, all features together, as 16-bit numbers. */
function score(own: u32, stride: u32, others: u32, othersStride: u32, tables: u32, scores: u32): void {
  let a = i16x8.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  for (let feature: u32 = 0; feature < COMPARED; feature += 2) {
    const level = load<u8>(own);
    const next = load<u8>(own + stride);
    const table = v128.load(tables + (u32(level === L.NO_LEVEL) << 4));
    const nextTable = v128.load(tables + L.TABLES + (u32(next === L.NO_LEVEL) << 4));
    const mine = i8x16.splat(level);
    const nextMine = i8x16.splat(next);
    const nextOthers = others + othersStride;
    // What two features say fits into an octet.
    let said = i8x16.add(
      saidBy(table, mine, v128.load(others)),
      saidBy(nextTable, nextMine, v128.load(nextOthers)),
    );
    a = i16x8.add(a, i16x8.extend_low_i8x16_s(said));
    b = i16x8.add(b, i16x8.extend_high_i8x16_s(said));
    said = i8x16.add(
      saidBy(table, mine, v128.load(others, 16)),
      saidBy(nextTable, nextMine, v128.load(nextOthers, 16)),
    );
    c = i16x8.add(c, i16x8.extend_low_i8x16_s(said));
    d = i16x8.add(d, i16x8.extend_high_i8x16_s(said));
    said = i8x16.add(
      saidBy(table, mine, v128.load(others, 32)),
      saidBy(nextTable, nextMine, v128.load(nextOthers, 32)),
    );
    e = i16x8.add(e, i16x8.extend_low_i8x16_s(said));
    f = i16x8.add(f, i16x8.extend_high_i8x16_s(said));
    said = i8x16.add(
      saidBy(table, mine, v128.load(others, 48)),
      saidBy(nextTable, nextMine, v128.load(nextOthers, 48)),
    );
    g = i16x8.add(g, i16x8.extend_low_i8x16_s(said));
    h = i16x8.add(h, i16x8.extend_high_i8x16_s(said));
    own += 2 * stride;
    others += 2 * othersStride;
    tables += 2 * L.TABLES;
  }
  v128.store(scores, a);
  v128.store(scores, b, 16);
  v128.store(scores, c, 32);
  v128.store(scores, d, 48);
  v128.store(scores, e, 64);
  v128.store(scores, f, 80);
  v128.store(scores, g, 96);
  v128.store(scores, h, 112);
}

/** By how far the levels are apart; 0 where that is beyond the table, as it is where one of the two alone is known. */
function saidBy(table: v128, mine: v128, other: v128): v128 {
  return i8x16.swizzle(table, i8x16.abs(i8x16.sub(mine, other)));
}

/** The score with the rank `RANK` of those of a sample, the highest first; `top` has room for so many. */
function ranked(scores: u32, top: u32): i16 {
  const last = top + 2 * (L.RANK - 1);
  for (let at = top; at <= last; at += 2) store<i16>(at, i16.MIN_VALUE);
  for (let from: u32 = 0; from < SAMPLE; from += 8) {
    // Most are none of the highest.
    let bits = i16x8.bitmask(i16x8.gt_s(v128.load(scores + 2 * from), i16x8.splat(load<i16>(last))));
    for (; bits !== 0; bits &= bits - 1) {
      const score = load<i16>(scores + 2 * (from + (ctz(bits) as u32)));
      if (score <= load<i16>(last)) continue;
      let at = last;
      while (at > top && load<i16>(at - 2) < score) {
        store<i16>(at, load<i16>(at - 2));
        at -= 2;
      }
      store<i16>(at, score);
    }
  }
  return load<i16>(last);
}
