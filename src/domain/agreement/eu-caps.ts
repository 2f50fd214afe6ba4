/**
 * Wholesale caps inside the European Economic Area, Regulation (EU) 2022/612, articles 9 to 11: in force from 1 July 2022 to 30
 * June 2032. They bind what two networks of the area may ask of each other for regulated roaming, on average; an
 * agreement with a network outside it, or for traffic that the parties took out of it, may ask more.
 */
import { compare, div, type Fraction, fromInteger, mul, parseDecimal, toExactText } from '../fraction.ts';
import type { Service } from '../service.ts';
import type { Agreement, UsageCharge } from './types.ts';

interface Cap {
  /** First day, YYYY-MM-DD. */
  readonly from: string;
  /** Euro. */
  readonly price: string;
}

/** Euro per gigabyte. */
const DATA: readonly Cap[] = [
  { from: '2022-07-01', price: '2.00' },
  { from: '2023-01-01', price: '1.80' },
  { from: '2024-01-01', price: '1.55' },
  { from: '2025-01-01', price: '1.30' },
  { from: '2026-01-01', price: '1.10' },
  { from: '2027-01-01', price: '1.00' },
];
/** Euro per minute. */
const VOICE: readonly Cap[] = [
  { from: '2022-07-01', price: '0.022' },
  { from: '2025-01-01', price: '0.019' },
];
/** Euro per message. */
const SMS: readonly Cap[] = [
  { from: '2022-07-01', price: '0.004' },
  { from: '2025-01-01', price: '0.003' },
];
const ENDS = '2032-07-01';

interface Capped {
  readonly caps: readonly Cap[];
  /** Base units in the unit that the cap is for. */
  readonly size: bigint;
  readonly unit: string;
}

/** A gigabyte is taken as a thousand million bytes: the reading of the cap that lets most pass. */
const GIGABYTE: Capped = { caps: DATA, size: 1_000_000_000n, unit: 'GB of 10^9 bytes' };
const BY_SERVICE: Partial<Record<Service, Capped>> = {
  data: GIGABYTE,
  voice_mo: { caps: VOICE, size: 60n, unit: 'minute' },
  sms_mo: { caps: SMS, size: 1n, unit: 'message' },
};

export interface CapFinding {
  readonly charge: UsageCharge;
  readonly detail: string;
}

/** Entries in euro whose highest price is above the cap of the day they begin to hold. */
export function capFindings({ currency, effective, charges }: Agreement): CapFinding[] {
  if (currency !== 'EUR' || effective >= ENDS) return [];
  return charges.usage.flatMap((charge) => {
    const capped = charge.service === null ? undefined : BY_SERVICE[charge.service];
    const cap = capped?.caps.findLast(({ from }) => from <= effective);
    const price = highestPrice(charge);
    if (capped === undefined || cap === undefined || price === null) return [];
    const perUnit = mul(price, div(fromInteger(capped.size), fromInteger(BigInt(charge.unitSize))));
    if (compare(perUnit, parseDecimal(cap.price)) <= 0) return [];
    const detail =
      `Up to ${shown(perUnit)} EUR a ${capped.unit}; inside the EEA the wholesale cap from ${cap.from} is ${cap.price} ` +
      '(Regulation (EU) 2022/612).';
    return [{ charge, detail }];
  });
}

/** Of a unit; null where the entry names no price. Rounding up of records comes on top. */
function highestPrice({ price, tiers, block, balance }: UsageCharge): Fraction | null {
  const prices = [
    ...(price === null ? [] : [price]),
    ...tiers.map((tier) => tier.price),
    ...(balance === null ? [] : [balance.balanced, balance.unbalanced]),
  ].map(parseDecimal);
  const [first, ...others] = prices;
  if (first === undefined) return null;
  const highest = others.reduce((most, each) => (compare(each, most) > 0 ? each : most), first);
  return block === null ? highest : div(highest, parseDecimal(block));
}

/** An exact price, or its first six places where it is long. */
function shown(price: Fraction): string {
  const text = toExactText(price);
  if (!text.includes('/') && text.length <= 12) return text;
  const millionths = (price.n * 1_000_000n) / price.d;
  return `${toExactText({ n: millionths, d: 1_000_000n })}…`;
}
