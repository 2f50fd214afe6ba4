/** Devices that behave alike along the numbers; the kernel that counts them against plain loops. */
import { describe, expect, test } from 'vitest';
import { treeKernel } from '../../src/classify/kernel/instance.ts';
import * as L from '../../src/classify/kernel/layout.ts';
import { ALIKES, alikesOf } from '../../src/classify/model/alike.ts';
import { binsOf, boundsOf, UNKNOWN } from '../../src/classify/model/bins.ts';
import type { ModelRows } from '../../src/classify/model/model.ts';
import { dice, made } from './made-devices.ts';

const DEVICES = 2000;
/** Numbers among which every other device is of one fleet. */
const FLEET = { from: 1000, to: 1080 };
const isInFleet = (i: number) => i >= FLEET.from && i < FLEET.to && i % 2 === 0;

/** People who all do as they like, and a fleet among them whose devices do nearly the same. */
function months(): ModelRows {
  const roll = dice(17);
  const rows = made(DEVICES, { labels: 0 });
  for (const values of rows.features)
    for (let i = 0; i < DEVICES; i++)
      values[i] = isInFleet(i) ? 500 + Math.floor(20 * roll()) : Math.floor(1000 * roll());
  return rows;
}

const valuesOf = (rows: ModelRows) =>
  alikesOf(
    rows,
    rows.features.map((values) => binsOf(values, boundsOf(values))),
  );

describe('devices that behave alike', () => {
  test('are told where a fleet is, and not the people among it', () => {
    const values = valuesOf(months());
    const fleet = values.filter((_, i) => isInFleet(i));
    const among = values.filter((_, i) => i >= FLEET.from && i < FLEET.to && !isInFleet(i));
    expect(Math.min(...fleet)).toBe(ALIKES - 1);
    expect(among.filter((value) => value > 3).length).toBeLessThanOrEqual(2);
    const elsewhere = values.filter((_, i) => i < FLEET.from - 32 || i >= FLEET.to + 32);
    expect(elsewhere.filter((value) => value > 4).length / elsewhere.length).toBeLessThan(0.01);
    expect(Math.min(...values)).toBe(1);
  });

  test('are none where all do the same, or nothing', () => {
    const same = made(DEVICES, { labels: 0 });
    for (const values of same.features) values.fill(7);
    const nothing = { ...same, features: same.features.map((values) => values.slice().fill(UNKNOWN)) };
    expect(valuesOf(same)).toEqual(new Uint8Array(DEVICES).fill(1));
    expect(valuesOf(nothing)).toEqual(new Uint8Array(DEVICES).fill(1));
  });

  test('are looked for in one agreement, among known numbers and devices in question', () => {
    const rows = months();
    const small = { ...rows, no: Uint16Array.from(rows.no, (_, i) => Math.floor(i / (L.SAMPLE - 1))) };
    expect(valuesOf(small)).toEqual(new Uint8Array(DEVICES));
    const unknown = { ...rows, imsi: rows.imsi.map((imsi, i) => (i >= 500 ? NaN : imsi)) };
    expect(valuesOf(unknown).subarray(500)).toEqual(new Uint8Array(DEVICES - 500));
    const excluded = { ...rows, inQuestion: rows.inQuestion.map((_, i) => Number(!isInFleet(i))) };
    const values = valuesOf(excluded);
    expect(values.filter((_, i) => isInFleet(i)).every((value) => value === 0)).toBe(true);
    expect(values.filter((value) => value > 4).length / DEVICES).toBeLessThan(0.01);
    // The fleet's last devices in an agreement of their own lose the others.
    const cut = FLEET.to - 2;
    const parted = valuesOf({ ...rows, no: Uint16Array.from(rows.no, (_, i) => Number(i >= cut)) });
    expect(parted[cut]).toBeLessThan(ALIKES - 2);
    expect(parted[cut - 2]).toBeGreaterThanOrEqual(ALIKES - 2);
  });

  test('labels, equipment and what is declared have no part in it', () => {
    const rows = months();
    const said = {
      ...rows,
      label: rows.label.map((_, i) => i % 2),
      equipment: rows.equipment.map((_, i) => i % 9),
      declaration: rows.declaration.map((_, i) => i % 4),
      tac: rows.tac.map((_, i) => i % 5),
    };
    expect(valuesOf(said)).toEqual(valuesOf(rows));
  });
});

test('the kernel counts as plain loops do', () => {
  const roll = dice(29);
  const below = (n: number) => Math.floor(roll() * n);
  const level = () => (roll() < 0.2 ? L.NO_LEVEL : below(L.LEVELS));
  const devices = 300;
  const stride = devices + 2 * L.REACH;
  const { kernel, at } = treeKernel({
    columns: L.COMPARED * stride,
    sample: L.COMPARED * L.SAMPLE,
    tables: L.COMPARED * L.TABLES,
    scratch: 2 * (2 * L.REACH + L.SAMPLE + L.RANK),
    counts: 2 * devices,
  });
  const memory = new Uint8Array(kernel.memory.buffer);
  const tables = new Int8Array(kernel.memory.buffer, at.tables, L.COMPARED * L.TABLES);
  for (let f = 0; f < L.COMPARED; f++)
    for (let apart = 0; apart <= L.LEVELS; apart++)
      tables[f * L.TABLES + apart] = below(2 * L.MOST_SAID + 1) - L.MOST_SAID;
  // What stands around an agreement is another's.
  for (let i = 0; i < L.COMPARED * stride; i++) memory[at.columns + i] = level();
  for (let i = 0; i < L.COMPARED * L.SAMPLE; i++) memory[at.sample + i] = level();
  const first = at.columns + L.REACH;
  const own = (f: number, place: number) => memory[first + f * stride + place]!;
  const says = (f: number, a: number, b: number) => {
    if (a === L.NO_LEVEL) return b === L.NO_LEVEL ? tables[f * L.TABLES + L.LEVELS]! : 0;
    return b === L.NO_LEVEL ? 0 : tables[f * L.TABLES + Math.abs(a - b)]!;
  };
  const score = (place: number, other: (f: number) => number) =>
    Array.from({ length: L.COMPARED }, (_, f) => says(f, own(f, place), other(f))).reduce((a, b) => a + b, 0);
  const [start, end] = [20, 280];
  kernel.countAlike(start, end, first, stride, at.sample, at.tables, at.scratch, at.counts);
  for (let place = start; place < end; place++) {
    const sample = Array.from({ length: L.SAMPLE }, (_, i) =>
      score(place, (f) => memory[at.sample + f * L.SAMPLE + i]!),
    ).sort((a, b) => b - a);
    let [above, around] = [0, 0];
    for (let other = Math.max(start, place - L.REACH); other < Math.min(end, place + L.REACH); other++) {
      if (other === place) continue;
      around++;
      if (score(place, (f) => own(f, other)) > sample[L.RANK - 1]!) above++;
    }
    expect([...memory.subarray(at.counts + 2 * place, at.counts + 2 * place + 2)]).toEqual([above, around]);
  }
});
