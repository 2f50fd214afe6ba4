/** Devices that nothing tells of but their behaviour, on devices made up here. */
import { expect, test } from 'vitest';
import type { Company } from '../../src/classify/model/company.ts';
import { FEATURES } from '../../src/classify/model/features.ts';
import type { SeenOfAll } from '../../src/classify/model/seen.ts';
import { isAlone, takenFrom, unvouchedOf } from '../../src/classify/model/unvouched.ts';
import { made } from './made-devices.ts';

const MIXED = 5;
const all = (length: number, value: number): Company => ({
  company: new Uint8Array(length).fill(value),
  tac: new Uint8Array(length),
});

test('most is taken where company tells of nobody, nearly nothing where it tells of one in ten', () => {
  const rows = made(1000, { labels: 0 });
  rows.apn.fill(1, 0, 500);
  const nobody = unvouchedOf(rows, all(1000, MIXED));
  expect(nobody.taken[0]).toBe(nobody.taken[1]);
  expect(nobody.taken[0]).toBeGreaterThan(2000);
  const company = all(1000, 0);
  // Of those without APNs.
  company.company.fill(9, 900);
  const { taken, servesBoth } = unvouchedOf(rows, company);
  expect(taken[1]).toBe(nobody.taken[1]);
  expect(taken[0]).toBeLessThan(10);
  expect(servesBoth).toBeLessThan(nobody.servesBoth / 20);
});

const TAP_RECORDS = FEATURES.findIndex(({ name }) => name === 'tap_records');

test('half is taken where only a range is declared of a silent device without an IMEI', () => {
  const rows = made(5, { labels: 0 });
  rows.declaration.fill(1);
  rows.features[TAP_RECORDS]!.fill(0);
  rows.features[TAP_RECORDS]![1] = 1;
  rows.equipment[2] = 4;
  rows.declaration[3] = 2;
  rows.apn[4] = 1;
  const seen = {
    company: all(5, MIXED),
    runs: new Uint8Array(5),
    alike: new Uint8Array(5),
    unvouched: { taken: [8, 12], servesBoth: 0 },
  } as unknown as SeenOfAll;
  expect(Array.from({ length: 5 }, (_, i) => takenFrom(rows, seen, i))).toEqual([4, 0, 0, 0, 6]);
});

test('nothing is taken from whom anything tells', () => {
  const rows = made(7, { labels: 0 });
  rows.declaration[1] = 1;
  rows.features[TAP_RECORDS]![1] = 3;
  rows.equipment[2] = 1;
  rows.apn[6] = 1;
  const company = all(7, MIXED);
  company.company[3] = 4;
  company.company[4] = 0;
  const runs = Uint8Array.of(0, 0, 0, 0, 1, 2, 0);
  const alike = new Uint8Array(runs.length);
  const seen = { company, runs, alike, unvouched: { taken: [7, 11], servesBoth: 0 } } as unknown as SeenOfAll;
  expect(Array.from({ length: 7 }, (_, i) => takenFrom(rows, seen, i))).toEqual([7, 0, 0, 0, 7, 0, 11]);
});

test('alone is who has equipment that says little, and neither declaration, company, run nor alike', () => {
  const rows = made(7, { labels: 0 });
  rows.equipment.fill(3);
  rows.equipment[1] = 1;
  rows.declaration[2] = 1;
  const company = all(7, MIXED);
  company.company[3] = 6;
  company.company[4] = 2;
  const runs = Uint8Array.of(0, 0, 0, 0, 1, 2, 0);
  const alike = Uint8Array.of(0, 0, 0, 0, 4, 0, 5);
  const seen = { company, runs, alike } as unknown as SeenOfAll;
  const alone = Array.from({ length: 7 }, (_, i) => isAlone(rows, seen, i));
  expect(alone).toEqual([true, false, false, false, true, false, false]);
});
