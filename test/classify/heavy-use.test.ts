/** Devices that use more data than phones, made up here. */
import { expect, test } from 'vitest';
import { UNKNOWN } from '../../src/classify/model/bins.ts';
import { PERSON } from '../../src/classify/model/company.ts';
import { FEATURES } from '../../src/classify/model/features.ts';
import { usualVolumeOf } from '../../src/classify/model/heavy-use.ts';
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
