/** What groups and the order of numbers say of a device, on devices made up here. */
import { describe, expect, test } from 'vitest';
import { groupOdds } from '../../src/classify/model/groups.ts';
import { regionOdds } from '../../src/classify/model/regions.ts';
import { againstAll, BoundedEvidence } from '../../src/classify/model/shares.ts';
import { dice } from './made-devices.ts';

const LENGTH = 4000;
/** Eight of ten devices look like what they are, with odds of four to one. */
function seen(truth: readonly boolean[]): BoundedEvidence {
  const roll = dice(5);
  const logits = Float64Array.from(truth, (machine) => (roll() < 0.8 === machine ? 1 : -1) * Math.log(4));
  return new BoundedEvidence(logits, new Uint8Array(truth.length).fill(1));
}
/** Machines of which the odds are above 0, and people of which they are not. */
const told = (odds: Float64Array, truth: readonly boolean[]) =>
  truth.filter((machine, i) => odds[i]! > 0 === machine).length / truth.length;

describe('groups', () => {
  // Every other group of forty is of machines.
  const truth = Array.from({ length: LENGTH }, (_, i) => Math.floor(i / 40) % 2 === 0);

  test('a group tells what its devices are, and who is alone has none', () => {
    const codes = Int32Array.from(truth, (_, i) => 1 + Math.floor(i / 40));
    codes[0] = 9999;
    codes[1] = 0;
    const odds = groupOdds(codes, seen(truth));
    expect(odds.slice(0, 2).every(Number.isNaN)).toBe(true);
    expect(told(odds.subarray(2), truth.slice(2))).toBeGreaterThan(0.99);
  });

  test('groups that mix at random say nothing', () => {
    const codes = Int32Array.from(truth, (_, i) => 1 + (i % 40));
    const odds = groupOdds(codes, seen(truth));
    expect(Math.max(...odds.map(Math.abs))).toBeLessThan(0.7);
  });

  test('the own evidence of a device does not come in', () => {
    // Two devices a group: the odds of each are those of the other.
    const logits = Float64Array.of(2, -2, 2, -2);
    const odds = groupOdds(Int32Array.of(1, 1, 2, 2), new BoundedEvidence(logits, new Uint8Array(4).fill(1)));
    expect(odds[0]).toBeLessThan(odds[1]!);
    expect(odds[2]).toBe(odds[0]);
  });
});

describe('regions', () => {
  const rows = (truth: readonly boolean[], gap: (i: number) => number) => {
    let imsi = 1_999_010_000_000_000;
    const of = {
      no: new Uint16Array(truth.length),
      imsi: Float64Array.from(truth, (_, i) => (imsi += gap(i))),
    };
    return regionOdds(of, seen(truth));
  };

  test('runs of numbers tell what the devices in them are', () => {
    const truth = Array.from({ length: LENGTH }, (_, i) => Math.floor(i / 100) % 3 === 0);
    const odds = rows(truth, (i) => (i % 100 === 0 ? 100_000 : 1 + (i % 7)));
    expect(told(odds, truth)).toBeGreaterThan(0.98);
  });

  test('numbers at random say nothing, and another agreement is no neighbour', () => {
    const roll = dice(9);
    const truth = Array.from({ length: LENGTH }, () => roll() < 0.4);
    const odds = rows(truth, () => 1 + Math.floor(roll() * 1000));
    const strong = odds.filter((value) => Math.abs(value) > 1.5).length;
    expect(strong / LENGTH).toBeLessThan(0.02);
    const single = regionOdds(
      { no: Uint16Array.of(0, 1), imsi: Float64Array.of(1_999_010_000_000_000, 1_999_020_000_000_000) },
      new BoundedEvidence(Float64Array.of(3, -3), Uint8Array.of(1, 1)),
    );
    expect(single[0]).toBe(single[1]);
  });
});

test('odds are against the mean share of those that have one', () => {
  // Shares of 0.2 and 0.8, in the mean 0.5: odds of 1 to 4 and of 4 to 1.
  const odds = againstAll(Float64Array.of(0.2, NaN, 0.8));
  expect(odds[0]).toBeCloseTo(-Math.log(4), 12);
  expect(odds[1]).toBeNaN();
  expect(odds[2]).toBeCloseTo(Math.log(4), 12);
});
