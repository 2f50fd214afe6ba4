/** Devices that use more data than phones, made up here. */
import { expect, test } from 'vitest';
import { UNKNOWN } from '../../src/classify/model/bins.ts';
import { PERSON } from '../../src/classify/model/company.ts';
import { FEATURES } from '../../src/classify/model/features.ts';
import { usualVolumeOf } from '../../src/classify/model/heavy-use.ts';
import { judgeDevices } from '../../src/classify/model/model.ts';
import { viewsOf } from '../../src/classify/model/seen.ts';
import { made } from './made-devices.ts';

const VOLUME = FEATURES.findIndex(({ name }) => name === 'kilobytes_a_day');
const SERVES_BOTH = 3;

test('usual is what 95 of 100 phones stay below, by those with data and in question alone', () => {
  const rows = made(400, { labels: 0 });
  rows.equipment.fill(PERSON, 0, 200);
  rows.features[VOLUME]!.fill(UNKNOWN);
  for (let i = 0; i < 100; i++) rows.features[VOLUME]![i] = 1 + i;
  rows.features[VOLUME]!.fill(1_000_000, 100, 150);
  rows.inQuestion.fill(0, 100, 150);
  rows.features[VOLUME]!.fill(1_000_000, 200);
  expect(usualVolumeOf(rows)).toBe(96);
  rows.inQuestion.fill(0, 49);
  expect(usualVolumeOf(rows)).toBe(Infinity);
});

test('devices of one APN vouch for each other, but not where they use more data than phones', () => {
  const rows = made(1000, { labels: 0 });
  rows.features[VOLUME]!.fill(10);
  rows.equipment.fill(PERSON);
  // The APN of forty that behave like machines, whose TACs serve both.
  const isOfApn = (i: number) => i % 25 === 0;
  const scores = Int32Array.from({ length: 1000 }, (_, i) => (isOfApn(i) ? 3000 : -3000));
  scores.forEach((_, i) => {
    rows.apn[i] = isOfApn(i) ? 1 : 2 + (i % 5);
    if (isOfApn(i)) rows.equipment[i] = SERVES_BOTH;
  });
  const companyOfApn = (usualVolume: number) => {
    const none = new Uint8Array(rows.length);
    const { company } = viewsOf(rows, { runs: none, alike: none, usualVolume }, false, scores);
    return [...new Set(company.company.filter((_, i) => isOfApn(i)))];
  };
  expect(companyOfApn(10)).toEqual([9]);
  // Nothing is known of that APN but that some APNs are of machines.
  expect(Math.max(...companyOfApn(9))).toBeLessThan(9);
});

test('who does what machines do and is alone is charged, but not where it uses more data than phones', () => {
  const isAsked = (i: number) => i % 10 === 0;
  const judged = (kilobytes: number) => {
    const rows = made(3000);
    for (let i = 0; i < rows.length; i++) {
      rows.features[VOLUME]![i] = 100;
      // Machines say that they are.
      rows.features[0]![i] = rows.truth[i] === 1 ? 200 : 20;
      if (!isAsked(i)) continue;
      Object.assign(rows.equipment, { [i]: SERVES_BOTH });
      Object.assign(rows.label, { [i]: -1 });
      rows.features[VOLUME]![i] = kilobytes;
    }
    const { score, uncorroborated } = judgeDevices(rows)!.judged;
    const machines = [...score.keys()].filter((i) => isAsked(i) && rows.truth[i] === 1);
    return machines.map((i) => ({ score: score[i]!, taken: uncorroborated[i]! }));
  };
  const [light, heavy] = [judged(100), judged(101)];
  expect(light.every(({ score, taken }) => score > 2944 && taken === 0)).toBe(true);
  // Chance puts a few among others that behave alike.
  const held = heavy.filter(({ taken }) => taken < 0);
  expect(held.length).toBeGreaterThan(0.8 * heavy.length);
  expect(held.every(({ score }) => score === 2197)).toBe(true);
});
