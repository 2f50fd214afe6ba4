/**
 * Access fees (docs/rules.md, rule 8): what one device owes a fee for, by what it did in the period. Devices that did the
 * same owe the same, so a line is priced from a few kinds of devices, each with its number.
 */
import type { AccessCharge } from '../../domain/agreement/types.ts';
import type { FeeFacts } from '../../domain/devices.ts';
import {
  add,
  compare,
  type Fraction,
  fraction,
  fromInteger,
  mul,
  parseDecimal,
  ZERO,
} from '../../domain/fraction.ts';
import {
  billableQuantity,
  type LinePrice,
  NOTHING_BEFORE,
  priceLine,
  priceTerms,
  type UsedBefore,
} from './index.ts';

/** Devices of one kind, in one segment. */
export interface FeeDevices {
  readonly segment: string;
  readonly facts: FeeFacts;
  readonly devices: bigint;
}

/** What a line counts: the unit of its quantity, and how many of it a priced unit has. */
export interface AccessUnit {
  readonly unit: 'imsi_month' | 'imsi_day' | 'attach';
  readonly pricedUnit: 'imsi_month' | 'imsi_day' | 'attach';
  readonly size: bigint;
}

/** `monthDays`: days of the calendar month, which a prorated month is divided by. */
export function accessUnit(charge: AccessCharge, monthDays: number): AccessUnit {
  if (charge.per === 'imsi_month' && charge.proration === 'days')
    return { unit: 'imsi_day', pricedUnit: 'imsi_month', size: BigInt(monthDays) };
  return { unit: charge.per, pricedUnit: charge.per, size: 1n };
}

/** Base units that one such device owes a fee for; null where it owes none at all (`min_days`). */
export function feeQuantity(charge: AccessCharge, facts: FeeFacts): bigint | null {
  if (facts.observed < charge.minDays) return null;
  if (charge.per === 'attach') return BigInt(facts.attaches);
  if (charge.per === 'imsi_month' && charge.proration === 'none') return 1n;
  return BigInt(charge.feeDays === 'present' ? facts.present : facts.observed);
}

/**
 * What one device owes by itself, exact: `quantity` base units at the price, at most the cap. Null where the price of a unit
 * hangs on all devices together (tiers, packages, units included in the line).
 */
export function ownFee(charge: AccessCharge, quantity: bigint, size: bigint): Fraction | null {
  if (charge.model === 'free') return ZERO;
  if (charge.model !== 'flat' || charge.included?.scope === 'line') return null;
  const { amount } = priceTerms(charge, fraction(billableQuantity(charge, quantity, size), size));
  if (charge.capPerMonth === null) return amount;
  const cap = parseDecimal(charge.capPerMonth);
  return compare(amount, cap) < 0 ? amount : cap;
}

/** The exact fees of a line; `before` as for `priceLine`. */
export function priceAccess(
  charge: AccessCharge,
  all: readonly FeeDevices[],
  size: bigint,
  before: UsedBefore = NOTHING_BEFORE,
): LinePrice {
  if (charge.capPerMonth !== null) return priceCapped(charge, charge.capPerMonth, all, size);
  // Every segment of the entry, in its order, those without devices too: as for usage.
  const quantities = new Map(charge.segments.map((name) => [name, 0n]));
  for (const { segment, facts, devices } of all) {
    const quantity = feeQuantity(charge, facts);
    if (quantity === null) continue;
    const billable = billableQuantity(charge, quantity, size) * devices;
    quantities.set(segment, (quantities.get(segment) ?? 0n) + billable);
  }
  return priceLine(charge, size, quantities, before);
}

/** Days of the devices under the cap at the price, and the others at the cap: two rows that explain the line. */
function priceCapped(charge: AccessCharge, cap: string, all: readonly FeeDevices[], size: bigint): LinePrice {
  let days = 0n;
  let capped = 0n;
  for (const { facts, devices } of all) {
    const quantity = feeQuantity(charge, facts);
    if (quantity === null) continue;
    const billable = billableQuantity(charge, quantity, size);
    const { amount } = priceTerms(charge, fraction(billable, size));
    if (compare(amount, parseDecimal(cap)) < 0) days += billable * devices;
    else capped += devices;
  }
  const under = priceTerms(charge, fraction(days, size));
  const atCap = mul(parseDecimal(cap), fromInteger(capped));
  const capRow = {
    from: '0',
    to: null,
    quantity: fromInteger(capped),
    unit: 'imsi_month',
    price: cap,
    amount: atCap,
  } as const;
  return {
    amount: add(under.amount, atCap),
    tiers: [...under.tiers, capRow],
    bySegment: null,
    included: 0n,
  };
}
