/** What groups and the order of numbers say of a device, on devices made up here. */
import { describe, expect, test } from 'vitest';
import { companyOf, PERSON } from '../../src/classify/model/company.ts';
import { groupShares } from '../../src/classify/model/groups.ts';
import { regionShares } from '../../src/classify/model/regions.ts';
import { runsOf } from '../../src/classify/model/runs.ts';
import { againstAll, againstOwn, BoundedEvidence } from '../../src/classify/model/shares.ts';
import { dice, made } from './made-devices.ts';

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

const groupOdds = (codes: Int32Array, evidence: BoundedEvidence) => againstAll(groupShares(codes, evidence));

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

test('a phone’s TAC has its company in each agreement for itself', () => {
  const rows = made(LENGTH);
  // One TAC: of machines in the first agreement's second half, of people in the second agreement.
  const isMachine = (i: number) => i % 2 === 0 && i % 4 === 0;
  rows.no.forEach((_, i) => {
    rows.no[i] = i % 2;
    rows.tac[i] = i % 2 === 1 || isMachine(i) ? 7 : 8 + (i % 5);
    rows.equipment[i] = PERSON;
  });
  const evidence = Float64Array.from(rows.no, (_, i) => (isMachine(i) ? 2 : -2));
  const { tac } = companyOf(rows, evidence);
  expect([...new Set(tac.filter((_, i) => isMachine(i)))]).toEqual([9]);
  // Where all are people their TAC says what the agreement does.
  expect([...new Set(tac.filter((_, i) => i % 2 === 1))]).toEqual([5]);
});

describe('regions', () => {
  const rows = (truth: readonly boolean[], gap: (i: number) => number) => {
    let imsi = 1_999_010_000_000_000;
    const of = {
      no: new Uint16Array(truth.length),
      imsi: Float64Array.from(truth, (_, i) => (imsi += gap(i))),
    };
    return againstAll(regionShares(of, seen(truth)));
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
    const single = regionShares(
      { no: Uint16Array.of(0, 1), imsi: Float64Array.of(1_999_010_000_000_000, 1_999_020_000_000_000) },
      new BoundedEvidence(Float64Array.of(3, -3), Uint8Array.of(1, 1)),
    );
    expect(single[0]).toBe(single[1]);
  });
});

describe('odds', () => {
  test('are against the mean share of those that have one', () => {
    // With 50 devices of the mean share, 0.5, beside it: odds of 1 to 4 and of 4 to 1.
    const odds = againstAll(Float64Array.of(0.2, NaN, 0.8));
    expect(odds[0]).toBeCloseTo(-Math.log(4), 12);
    expect(odds[1]).toBeNaN();
    expect(odds[2]).toBeCloseTo(Math.log(4), 12);
  });

  test('of an agreement whose devices all have one share say nothing', () => {
    // 10,000 devices at 0.1 and as many at 0.9; a third agreement has two of its own, which are nearly against the mean of all.
    const shares = Float64Array.from({ length: 20_002 }, (_, i) => (i < 10_000 ? 0.1 : 0.9));
    shares[20_000] = 0.5;
    const no = Uint16Array.from(shares, (_, i) => Math.floor(i / 10_000));
    const odds = againstOwn(shares, no);
    expect(Math.abs(odds[0]!)).toBeLessThan(0.03);
    expect(Math.abs(odds[19_999]!)).toBeLessThan(0.03);
    // 5 at 0.5, 0.5 and 0.9 make 0.557.
    expect(odds[20_000]).toBeCloseTo(-Math.log(0.557 / 0.443), 2);
  });

  test('of an agreement of few machines are not those of its difference from all', () => {
    // 300 devices at 0.02 beside 3,000 at 0.9: their company is their agreement.
    const shares = Float64Array.from({ length: 3300 }, (_, i) => (i < 300 ? 0.02 : 0.9));
    const odds = againstOwn(
      shares,
      Uint16Array.from(shares, (_, i) => Number(i >= 300)),
    );
    expect(Math.abs(odds[0]!)).toBeLessThan(0.6);
  });
});

describe('runs of one TAC', () => {
  const PHONES = 40;
  const rows = (tac: Int32Array, of: { no?: Uint16Array; imsi?: Float64Array } = {}) => ({
    no: of.no ?? new Uint16Array(tac.length),
    imsi: of.imsi ?? Float64Array.from(tac, (_, i) => 1_999_010_000_000_000 + i),
    tac,
    inQuestion: new Uint8Array(tac.length).fill(1),
  });
  const phone = (i: number) => 1 + ((i * 7919) % PHONES);
  // Numbers 1,000 to 1,099 are a fleet's, of a TAC that people have too; a phone among them is no part of it.
  const tacs = Int32Array.from({ length: 3000 }, (_, i) => (i >= 1000 && i < 1100 ? 5 : phone(i)));
  tacs[1050] = 6;

  test('are told where a fleet is, by the own TAC of a device', () => {
    const runs = runsOf(rows(tacs));
    expect(runs.subarray(1008, 1042).every((value) => value === 5)).toBe(true);
    // Of its first number only those above are of the fleet.
    expect(runs[1000]).toBe(4);
    expect(runs[1050]).toBe(1);
    const outside = runs.filter((_, i) => i < 990 || i >= 1110);
    expect(outside.filter((value) => value > 1).length).toBe(0);
  });

  test('a TAC that all have is no run, and one without TAC has none', () => {
    expect(runsOf(rows(new Int32Array(100).fill(5)))).toEqual(new Uint8Array(100).fill(1));
    expect(runsOf(rows(new Int32Array(100)))).toEqual(new Uint8Array(100));
  });

  test('end with the agreement, and where numbers are not known', () => {
    // Each device of its own agreement, or of a number that nobody knows: nothing is around it.
    const alone = Uint16Array.from(tacs, (_, i) => i);
    expect(runsOf(rows(tacs, { no: alone }))).toEqual(new Uint8Array(3000));
    expect(runsOf(rows(tacs, { imsi: new Float64Array(3000).fill(NaN) }))).toEqual(new Uint8Array(3000));
  });
});
