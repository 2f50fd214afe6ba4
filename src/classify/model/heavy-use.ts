/**
 * Devices that use more data than people's phones do. Most are people's routers, and nothing labels routers as people: they make no calls, stand
 * still, and those in one APN would vouch for each other as a fleet does. So none of them is a machine's company, whatever it is taken for itself.
 */
import { sampled, UNKNOWN } from './bins.ts';
import { PERSON } from './company.ts';
import { featureNumber } from './features.ts';
import type { ModelRows } from './model.ts';

/**
 * Of a hundred phones, as many use less. In 86 tuning months the people charged were 1431 without this rule and 322 with it, of which 1093 and
 * none in two months with many routers; of 1000 machines 949 and 947 were charged. Between 80 and 95 it hardly matters.
 */
const PHONES_BELOW = 95;
/** Fewer phones that use data tell nothing. */
const LEAST_PHONES = 50;

const volumeOf = ({ features }: ModelRows): Int32Array => features[featureNumber('kilobytes_a_day')]!;

/** The most kB on a day with data that are still usual for phones, by the devices in question with a person's TAC; Infinity where they are too few. */
export function usualVolumeOf(rows: ModelRows): number {
  const { equipment, inQuestion } = rows;
  const phones = volumeOf(rows).filter(
    (volume, i) => volume !== UNKNOWN && equipment[i] === PERSON && inQuestion[i] === 1,
  );
  if (phones.length < LEAST_PHONES) return Infinity;
  const some = sampled(phones).sort();
  return some[Math.floor((some.length * PHONES_BELOW) / 100)]!;
}

/** Whether a device uses more than `usual` kB on a day with data. */
export function usesMore(rows: ModelRows, usual: number): (device: number) => boolean {
  const volume = volumeOf(rows);
  return (device) => volume[device]! > usual;
}
