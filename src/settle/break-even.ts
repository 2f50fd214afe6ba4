/**
 * At which price of one entry a settlement comes to a target. With quantities as they are, a line is linear in its price: the
 * exact answer is a fraction, found by one division. A cap, and a commitment that counts the line, bend it; there the answer
 * is the lowest price of 6 places that reaches the target, found by halving, each price settled exactly.
 */
import type { AccessCharge, Agreement, UsageCharge } from '../domain/agreement/types.ts';
import type { ListedDevices } from '../domain/devices.ts';
import {
  add,
  compare,
  div,
  type Fraction,
  fraction,
  mul,
  parseDecimal,
  parseExactText,
  sub,
  toExactText,
  ZERO,
} from '../domain/fraction.ts';
import { minorToText, roundFraction } from '../domain/rounding.ts';
import type { Statement, StatementLine } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { isDue, shortfallOf } from './adjustments/commitment.ts';
import { accessUnit, type FeeDevices, priceAccess } from './charge-models/access.ts';
import type { CountedStatement, Prior } from './prior.ts';

/** Places of a price that is tried or shown. */
const PLACES = 6;
const UNIT = 10n ** BigInt(PLACES);
/** No agreement can write a price above this: 15 digits before the point. */
const MAX_PRICE = 10n ** 15n * UNIT;

/** One price of an agreement: of an entry, or of a tier of it. */
export interface PricePath {
  /** `charges.access[0]`. */
  readonly ref: string;
  readonly charge: UsageCharge | AccessCharge;
  /** Lower bound of the tier, as written; null for an entry with one price. */
  readonly tier: string | null;
}

/** A settled month, as far as the price matters. */
export interface PricedMonth {
  readonly statement: Pick<Statement, 'period' | 'run_id' | 'lines'>;
  readonly prior: Prior;
  readonly monthDays: number;
  /** Those that the entry's fee falls on; only asked for where it is capped. */
  readonly owing: readonly FeeDevices[];
}

export interface BreakEven {
  /** `price`: there is one. Else why there is none: nothing is priced by it, the target is passed at a price of 0, or never reached. */
  readonly found: 'price' | 'no_quantity' | 'above_at_zero' | 'never_reached';
  /** A decimal or n/d, where the settlement is linear in the price. */
  readonly exact: string | null;
  /** The nearest prices of 6 places around it, with the net that each of them gives; the same where it has no more places. */
  readonly below: PricedNet | null;
  readonly above: PricedNet | null;
}

interface PricedNet {
  readonly price: string;
  readonly net: string;
}

const PATH = /^(charges\.(usage|access)\[(\d{1,4})\])(?:\.tiers\[(\d{1,3})\])?$/;

/** The price that `text` names: `charges.access[0]`, or `charges.usage[0].tiers[1]`. Throws USAGE where there is none. */
export function pricePath(agreement: Agreement, text: string): PricePath {
  const refuse = (detail: string): never => {
    throw new RoamsettleError('USAGE', `${agreement.file}: ${detail}`);
  };
  const [, ref, kind, index, tierIndex] = PATH.exec(text) ?? [];
  const charge =
    kind === 'access'
      ? agreement.charges.access[Number(index)]
      : kind === 'usage'
        ? agreement.charges.usage[Number(index)]
        : undefined;
  if (ref === undefined || charge === undefined)
    return refuse('There is no such entry; write it like charges.access[0].');
  if (charge.price !== null) {
    return tierIndex === undefined
      ? { ref, charge, tier: null }
      : refuse(`${ref} has one price and no tiers.`);
  }
  if (charge.tiers.length === 0) return refuse(`${ref} has no price: its model is ${charge.model}.`);
  const tier = tierIndex === undefined ? undefined : charge.tiers[Number(tierIndex)];
  return tier === undefined
    ? refuse(`${ref} has ${charge.tiers.length} tiers: name one, like ${ref}.tiers[0].`)
    : { ref, charge, tier: tier.from };
}

/**
 * Devices of agreement `no` that may owe the fee of its version number `version`, by segment and what they did: what settlement
 * prices its line by.
 */
export function owingDevices(
  devices: ListedDevices,
  { no, version }: { readonly no: number; readonly version: number },
  charge: AccessCharge,
): FeeDevices[] {
  const { kinds, kindAt, fees, feeAt } = devices;
  const owes = kinds.map(
    (kind) => kind.no === no && !kind.excluded && charge.segments.includes(kind.segments[version]!.run),
  );
  const counts = new Map<string, { kind: number; fee: number; devices: bigint }>();
  kindAt.forEach((kind, place) => {
    if (!owes[kind]) return;
    const fee = feeAt[place]!;
    if (fees[fee]!.version !== version) return;
    const key = `${kind} ${fee}`;
    const known = counts.get(key) ?? { kind, fee, devices: 0n };
    known.devices++;
    counts.set(key, known);
  });
  return [...counts.values()].map(({ kind, fee, devices: number }) => ({
    segment: kinds[kind]!.segments[version]!.run,
    facts: fees[fee]!,
    devices: number,
  }));
}

/** The price at which the months' net comes to `target` together. Throws BALANCE_BROKEN where a line is not what its price makes. */
export function breakEven(
  agreement: Agreement,
  path: PricePath,
  months: readonly PricedMonth[],
  target: Fraction,
): BreakEven {
  const entries = months.map((month) => entryMonth(agreement, path, month));
  const net = (price: bigint) => netsAt(agreement, entries, price).reduce((sum, minor) => sum + minor, 0n);
  const shown = (price: bigint): PricedNet => ({
    price: minorToText(price, PLACES),
    net: minorToText(net(price), agreement.rounding.decimals),
  });
  const none = (found: BreakEven['found']): BreakEven => ({ found, exact: null, below: null, above: null });
  if (entries.every((entry) => entry.isEmpty)) return none('no_quantity');

  const linear = entries.flatMap((entry) => entry.linear ?? []);
  if (linear.length === entries.length) {
    const slope = sumOf(linear.map((one) => one.slope));
    const base = sumOf(linear.map((one) => one.base));
    if (slope.n === 0n) return none('no_quantity');
    const exact = div(sub(target, base), slope);
    if (exact.n < 0n) return none(slope.n > 0n ? 'above_at_zero' : 'never_reached');
    const low = (exact.n * UNIT) / exact.d;
    const high = low * exact.d === exact.n * UNIT ? low : low + 1n;
    return { found: 'price', exact: toExactText(exact), below: shown(low), above: shown(high) };
  }

  const goal = mul(target, fraction(10n ** BigInt(agreement.rounding.decimals), 1n));
  const reaches = (price: bigint) => net(price) * goal.d >= goal.n;
  if (reaches(0n)) {
    // A target that is met for nothing is no break-even, but for the one that costs nothing.
    return net(0n) * goal.d === goal.n
      ? { found: 'price', exact: null, below: shown(0n), above: shown(0n) }
      : none('above_at_zero');
  }
  let low = 0n;
  let high = UNIT;
  while (!reaches(high)) {
    low = high;
    high *= 2n;
    if (high > MAX_PRICE) return none('never_reached');
  }
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (reaches(middle)) high = middle;
    else low = middle;
  }
  return { found: 'price', exact: null, below: shown(low), above: shown(high) };
}

/** A month with the entry's line, at any price. */
interface EntryMonth {
  readonly month: PricedMonth;
  readonly line: StatementLine;
  /** Nothing of the month is priced by it. */
  readonly isEmpty: boolean;
  /** What a unit of the price adds to the month's net, and the net without it, unrounded; null where that hangs on the price. */
  readonly linear: { readonly slope: Fraction; readonly base: Fraction } | null;
  /** Exact amount of the line, the price in 10^-6. */
  readonly amountAt: (price: bigint) => Fraction;
}

function entryMonth(agreement: Agreement, { ref, charge, tier }: PricePath, month: PricedMonth): EntryMonth {
  const { lines, period } = month.statement;
  const kind = 'service' in charge ? 'usage' : 'access';
  const line = lines.find((one) => one.charge_ref === ref && one.kind === kind);
  if (line === undefined) throw new RoamsettleError('INTERNAL', `There is no line of ${ref}.`);
  const amount = exactOf(line.amount_exact);
  if ('capPerMonth' in charge && charge.capPerMonth !== null) {
    const { size } = accessUnit(charge, month.monthDays);
    const at = (price: string) => priceAccess({ ...charge, price }, month.owing, size).amount;
    if (compare(at(charge.price!), amount) !== 0)
      throw new RoamsettleError('BALANCE_BROKEN', `The devices of ${ref} do not make its line.`);
    const isEmpty = line.tiers.every(({ quantity }) => exactOf(quantity).n === 0n);
    return { month, line, isEmpty, linear: null, amountAt: (price) => at(minorToText(price, PLACES)) };
  }
  // With `tiers_per: segment` a tier stands once for each segment.
  const priced = line.tiers.filter(({ from }) => tier === null || from === tier);
  const slope = sumOf(priced.map(({ quantity }) => exactOf(quantity)));
  const rest = sub(amount, sumOf(priced.map((one) => exactOf(one.amount))));
  const others = sumOf(lines.filter((one) => one !== line).map((one) => exactOf(one.amount_exact)));
  const { commitment } = agreement;
  const isCounted = commitment?.counts.includes(kind) === true && isDue(agreement, period);
  return {
    month,
    line,
    isEmpty: slope.n === 0n,
    linear: isCounted ? null : { slope, base: add(rest, others) },
    amountAt: (price) => add(rest, mul(slope, fraction(price, UNIT))),
  };
}

/** Net of each month in minor units, with the price in 10^-6; months that a later one counts have it too. */
function netsAt(agreement: Agreement, entries: readonly EntryMonth[], price: bigint): bigint[] {
  const { decimals, mode } = agreement.rounding;
  const unit = fraction(10n ** BigInt(decimals), 1n);
  const repriced = new Map<string, CountedStatement>();
  return entries.map((entry) => {
    const { statement, prior } = entry.month;
    const lines = statement.lines
      .filter(({ kind }) => kind !== 'commitment')
      .map((line) =>
        line === entry.line
          ? { ...line, amount: minorToText(roundFraction(entry.amountAt(price), decimals, mode), decimals) }
          : line,
      );
    repriced.set(statement.period, { ...statement, lines });
    const counted = prior.counted.map((one) => repriced.get(one.period) ?? one);
    const rounded = lines.map(({ kind, amount }) => ({ kind, minor: mul(parseDecimal(amount), unit).n }));
    const shortfall = shortfallOf(agreement, statement.period, { ...prior, counted }, rounded);
    return rounded.reduce((sum, { minor }) => sum + minor, roundFraction(shortfall, decimals, mode));
  });
}

function sumOf(parts: readonly Fraction[]): Fraction {
  return parts.reduce(add, ZERO);
}

function exactOf(text: string): Fraction {
  const value = parseExactText(text);
  if (value === null) throw new RoamsettleError('INTERNAL', 'A line holds an amount that is none.');
  return value;
}
