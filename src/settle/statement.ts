/** Exact lines → rounded lines and totals of a statement (rules 7, 9, 11, 14). The one place lines are rounded. */
import {
  add,
  type Fraction,
  fraction,
  fromInteger,
  mul,
  parseDecimal,
  toExactText,
  ZERO,
} from '../domain/fraction.ts';
import { minorToText, roundFraction } from '../domain/rounding.ts';
import type { Statement, StatementLine } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import type { Reversal } from './adjustments/correction.ts';
import { allocateLargestRemainder } from './allocate.ts';
import { type Book, type Books, baseUnit, latestBook } from './book.ts';
import { accessUnit } from './charge-models/access.ts';
import type { ExactLine } from './price.ts';

/** A statement line with what SQL needs to share it out to devices. */
export interface RoundedLine {
  readonly line: StatementLine;
  readonly exact: ExactLine;
  readonly minor: bigint;
}

/** The version of an agreement, named in lines where a statement has several. */
export function versionKey(books: Books, version: number): Pick<StatementLine, 'version'> {
  return books.length === 1 ? {} : { version: books[version]!.agreement.version };
}

/** Rounds each line once by the agreement's mode and shares it out by segment (largest remainders). */
export function roundLines(books: Books, lines: readonly ExactLine[]): RoundedLine[] {
  const { decimals, mode } = latestBook(books).agreement.rounding;
  return lines.map((exact) => {
    const minor = roundFraction(exact.amount, decimals, mode);
    return { exact, minor, line: statementLine(books, exact, minor) };
  });
}

function statementLine(books: Books, exact: ExactLine, minor: bigint): StatementLine {
  const book = books[exact.version]!;
  const { decimals } = book.agreement.rounding;
  const charge = exact.usage?.charge ?? exact.access;
  const names = charge?.segments ?? book.segments.filter((name) => exact.bySegment.has(name));
  // An entry may also price devices of a segment it names that is empty this month: shown with zeros.
  const shown = [...new Set(names)].sort((a, b) => book.segments.indexOf(a) - book.segments.indexOf(b));
  const weights = shown.map((name) => exact.bySegment.get(name));
  const shares = allocateLargestRemainder(
    minor,
    integerWeights(shown.map((name) => segmentWeight(exact, name))),
  );
  const { unit, pricedUnit, size } = unitsOf(book, exact);
  const [rate] = exact.rates;
  return {
    line_id: lineId(book, exact),
    kind: exact.kind,
    service: exact.usage?.service ?? null,
    charge_ref: charge?.ref ?? null,
    ...versionKey(books, exact.version),
    segments: shown.map((segment, i) => ({
      segment,
      devices: Number(weights[i]?.devices ?? 0n),
      quantity: exactNumber(weights[i]?.quantity ?? 0n),
      amount: minorToText(shares[i]!, decimals),
    })),
    quantity: exactNumber(exact.total.quantity),
    included: exactNumber(exact.included),
    unit,
    priced_unit: pricedUnit,
    priced_unit_size: size,
    ...(exact.opposite !== null && {
      opposite: {
        agreement_id: exact.opposite.agreementId,
        quantity: exactNumber(exact.opposite.quantity),
      },
    }),
    tiers: exact.tiers.map((tier) => ({
      ...(tier.part !== undefined && { part: tier.part }),
      ...(tier.segment !== undefined && { segment: tier.segment }),
      ...(tier.unit !== undefined && { unit: tier.unit }),
      from: tier.from,
      to: tier.to,
      quantity: toExactText(tier.quantity),
      price: tier.price,
      amount: toExactText(tier.amount),
    })),
    rate: exact.rates.length === 1 ? rate! : null,
    rates: exact.rates,
    refers_to: null,
    amount_exact: toExactText(exact.amount),
    amount: minorToText(minor, decimals),
  };
}

/** What a segment weighs in a line (rule 7). */
function segmentWeight({ segmentAmounts, weighBy, bySegment }: ExactLine, segment: string): Fraction {
  if (segmentAmounts !== null) return segmentAmounts.get(segment) ?? ZERO;
  const weight = bySegment.get(segment);
  return weighBy === 'own' ? (weight?.own ?? ZERO) : fromInteger(weight?.billable ?? 0n);
}

/** The unit of a line's quantity, the one its price is per, and how many of the first the second has. */
function unitsOf(
  book: Book,
  { usage, access }: ExactLine,
): { unit: string; pricedUnit: string; size: number } {
  if (access !== null) {
    const { unit, pricedUnit, size } = accessUnit(access, book.monthDays);
    return { unit, pricedUnit, size: Number(size) };
  }
  const unit = baseUnit(usage!);
  const charge = usage!.charge;
  return charge?.unit
    ? { unit, pricedUnit: charge.unit, size: charge.unitSize }
    : { unit, pricedUnit: unit, size: 1 };
}

function lineId(book: Book, exact: ExactLine): string {
  const version = `v${book.agreement.version}`;
  if (exact.access !== null) return `${version}-${slug(exact.access.ref)}`;
  const entry = exact.usage!;
  return entry.charge === null
    ? `${version}-uncovered-${entry.service}`
    : `${version}-${slug(entry.charge.ref)}`;
}

/** `charges.usage[0]` → `usage-0`. */
function slug(ref: string): string {
  return ref.replace(/^charges\./, '').replace(/\[(\d+)\]/g, '-$1');
}

/** Fractions over one common denominator, as integers of the same proportions. */
function integerWeights(weights: readonly Fraction[]): bigint[] {
  const denominator = weights.reduce((d, w) => (d * w.d) / gcd(d, w.d), 1n);
  return weights.map((w) => (w.n * denominator) / w.d);
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

/** Quantities are JSON numbers: refuse what a number cannot hold. */
function exactNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RoamsettleError('AMOUNT_RANGE', `A quantity is ${value}.`);
  return number;
}

/**
 * Totals of rule 14 from the rounded lines, in minor units; what a correction takes back is taken off tax and TAP too. Each
 * version's lines are taxed at its rate, and the sum is rounded once.
 */
export function buildTotals(
  books: Books,
  lines: readonly Pick<RoundedLine, 'line' | 'minor'>[],
  whole: bigint,
  reversal: Pick<Reversal, 'tax' | 'tapInvoiced'>,
): { totals: Statement['totals']; net: bigint } {
  const { agreement } = latestBook(books);
  const { decimals, mode } = agreement.rounding;
  const text = (minor: bigint) => minorToText(minor, decimals);
  const of = (kind: StatementLine['kind']) =>
    lines.filter(({ line }) => line.kind === kind).reduce((sum, { minor }) => sum + minor, 0n);
  const net = lines.reduce((sum, { minor }) => sum + minor, 0n);
  const unit = 10n ** BigInt(decimals);
  // Tax is on the whole period, once, and then less the tax that was issued.
  const rated = lines.filter(({ line }) => line.kind !== 'adjustment');
  const taxes = books.map(({ agreement: { version, tax } }) => {
    const own = rated.filter(({ line }) => (line.version ?? version) === version);
    const taxed = own.reduce((sum, { minor }) => sum + minor, 0n);
    return mul(fraction(taxed, unit), parseDecimal(tax.rate));
  });
  const tax = roundFraction(taxes.reduce(add), decimals, mode) - reversal.tax;
  const gross = net + tax;
  const tapInvoiced = whole - reversal.tapInvoiced;
  const payable = agreement.settlement.method === 'net_of_tap' ? gross - tapInvoiced : gross;
  const totals = {
    usage: text(of('usage')),
    access: text(of('access')),
    as_billed: text(of('as_billed')),
    commitment: text(of('commitment')),
    adjustment: text(of('adjustment')),
    net: text(net),
    tax: text(tax),
    gross: text(gross),
    tap_invoiced: text(tapInvoiced),
    payable: text(payable),
  };
  return { totals, net };
}

/** Integer weights of one TAP unit of each value, over one common denominator (for `currency_factor`). */
export function commonFactors(values: readonly Fraction[]): bigint[] {
  const smallest = values.filter((value) => value.n !== 0n);
  if (smallest.length === 0) return values.map(() => 0n);
  const factors = integerWeights(values);
  const divisor = factors.reduce((d, f) => gcd(d, f), 0n);
  return factors.map((factor) => factor / divisor);
}
