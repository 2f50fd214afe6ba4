/** What the visited network charges in TAP: integers of 10^-TapDecimalPlaces, every record rounded up to its unit. */
import type { Usage } from './day.ts';
import { mix } from './prng.ts';

export interface Price {
  /** Charge of type 00. */
  readonly charge: number;
  /** Its breakdown: airtime (01) and toll (03), for calls; they add up to `charge`. */
  readonly airtime: number;
  readonly toll: number;
  readonly camelFee: number;
  readonly tax: number;
  readonly discount: number;
}

/** Data per started KB, calls per started half minute with a set-up part, messages per event. */
export function priceOf(usage: Usage): Price {
  const { tariff } = usage.device.partner;
  let charge = 0;
  let toll = 0;
  let camelFee = 0;
  if (usage.type === 'gprs') {
    charge = upTo(upTo(usage.up + usage.down, 1024) * tariff.dataPerMegabyte, 1024);
  } else if (usage.type === 'supplementary') {
    charge = tariff.supplementary;
  } else if (usage.teleservice === '11') {
    charge = upTo(usage.seconds, 30) * tariff.voicePerHalfMinute;
    // Terminated calls are nearly free; originated ones have an international part.
    if (usage.type === 'mtc') charge = Math.floor(charge / 20);
    else toll = Math.floor(charge / 3);
    const calls = usage.type === 'moc' && tariff.camelShare > 0;
    if (calls && mix(usage.reference, 0xca3e1) % 1000 < tariff.camelShare * 1000) camelFee = tariff.camelFee;
  } else if (usage.type === 'moc' || usage.type === 'message') {
    charge = tariff.smsMo;
  }
  const taxed = tariff.taxRate > 0 && usage.type !== 'gprs' && usage.type !== 'supplementary';
  const tax = taxed ? Math.floor((charge * tariff.taxRate + 5_000_000) / 10_000_000) : 0;
  const discount = usage.type === 'gprs' ? Math.floor((charge * tariff.discountPercent) / 100) : 0;
  return { charge, airtime: charge - toll, toll, camelFee, tax, discount };
}

/** Units started: ceiling of an integer division. */
function upTo(amount: number, unit: number): number {
  const rest = amount % unit;
  return (amount - rest) / unit + (rest > 0 ? 1 : 0);
}
