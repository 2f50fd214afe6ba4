/** Lines → devices: what SQL needs to share every line out in IMSI order (rule 7), in integers that cannot overflow. */
import type { AccessCharge } from '../domain/agreement/types.ts';
import { type Fraction, fromInteger } from '../domain/fraction.ts';
import { RoamsettleError } from '../errors.ts';
import type { Db } from '../store/db.ts';
import type { Book } from './book.ts';
import { accessUnit, billableQuantity, type FeeFacts, feeQuantity, ownFee } from './charge-models/access.ts';
import type { Group, UnitValue } from './groups.ts';
import { commonFactors, type RoundedLine } from './statement.ts';

/** Bits of a DuckDB HUGEINT that amount × weight may fill. */
const SHARE_BITS = 126;
/** Bits of a number of TAP units or base units, and of a number of devices. */
const QUANTITY_BITS = 64;
const DEVICE_BITS = 32;
/** Decimal places that an exact TAP charge may have: a HUGEINT holds 38 digits. */
const MAX_PLACES = 26;

interface Shared {
  readonly rounded: readonly RoundedLine[];
}

/** Leaves `device_share` and `device_tap` in the database. Throws AMOUNT_RANGE where an integer could overflow. */
export async function shareOut(
  db: Db,
  books: readonly Book[],
  results: readonly Shared[],
  { groups, units }: { groups: readonly Group[]; units: ReadonlyMap<number, readonly UnitValue[]> },
): Promise<void> {
  const lines: object[] = [];
  const access: object[] = [];
  const fees: object[] = [];
  const factors: object[] = [];
  for (const [no, book] of books.entries()) {
    const { rounded } = results[no]!;
    const kinds = feeKinds(groups.filter((group) => group.no === no));
    const { agreement } = book;
    for (const [line, { exact, minor, line: shown }] of rounded.entries()) {
      lines.push({
        no,
        line,
        agreement_id: agreement.id,
        line_id: shown.line_id,
        entry: exact.usage?.entry ?? null,
        kind: exact.kind,
        amount: String(minor),
        decimals: agreement.rounding.decimals,
      });
      if (exact.access === null) continue;
      for (const segment of exact.access.segments) access.push({ no, line, segment });
      fees.push(...feeWeights(book, exact.access, kinds, minor).map((row) => ({ no, line, ...row })));
    }
    factors.push(...factorRows(no, units.get(no) ?? [], book, rounded));
  }
  await db.run('settle/line', { rows: JSON.stringify(lines) });
  await db.run('settle/access_entry', { rows: JSON.stringify(access) });
  await db.run('settle/fee_weight', { rows: JSON.stringify(fees) });
  await db.run('settle/currency_factor', { rows: JSON.stringify(factors) });
  try {
    await db.run('settle/device_share');
    await db.run('settle/device_tap');
  } catch (error) {
    if (/overflow|out of range/i.test(String(error))) throw new RoamsettleError('AMOUNT_RANGE');
    throw error;
  }
}

/** The kinds of devices that access fees tell apart. */
function feeKinds(groups: readonly Group[]): FeeFacts[] {
  const kinds = new Map<string, FeeFacts>();
  for (const { fees } of groups) for (const { facts } of fees) kinds.set(JSON.stringify(facts), facts);
  return [...kinds.values()];
}

/** Rows of `fee_weight`: a device's own exact fee where it has one, else its billable quantity, in lowest terms. */
function feeWeights(book: Book, charge: AccessCharge, kinds: readonly FeeFacts[], minor: bigint) {
  const { size } = accessUnit(charge, book.monthDays);
  const owing = kinds.flatMap((facts) => {
    const quantity = feeQuantity(charge, facts);
    if (quantity === null) return [];
    const own = ownFee(charge, quantity, size) ?? fromInteger(billableQuantity(charge, quantity, size));
    return [{ facts, quantity, own }];
  });
  const weights = commonFactors(owing.map(({ own }) => own));
  if (bits(largest(weights)) + DEVICE_BITS + bits(absolute(minor)) > SHARE_BITS)
    throw new RoamsettleError('AMOUNT_RANGE', `The fees of ${charge.ref} have too many digits.`);
  return owing.map(({ facts, quantity }, i) => ({
    fee_days: facts.observed,
    present_fee_days: facts.present,
    attaches: facts.attaches,
    quantity: Number(quantity),
    weight: String(weights[i]),
  }));
}

function factorRows(
  no: number,
  units: readonly UnitValue[],
  book: Book,
  rounded: readonly RoundedLine[],
): object[] {
  const factors = commonFactors(units.map((unit) => unit.value));
  const most = largest([1n, ...factors]);
  const places = Math.max(book.agreement.rounding.decimals, ...units.map((unit) => placesOf(unit.value)));
  const scale = 10n ** BigInt(places);
  const amount = largest(rounded.map(({ minor }) => absolute(minor)));
  if (bits(most) + QUANTITY_BITS > SHARE_BITS || places > MAX_PLACES || bits(most * amount) > SHARE_BITS) {
    throw new RoamsettleError(
      'AMOUNT_RANGE',
      `The rates to ${book.agreement.currency} have too many digits.`,
    );
  }
  return units.map((unit, i) => ({
    no,
    tap_currency: unit.currency,
    tap_decimals: unit.decimals,
    factor: String(factors[i]),
    units: String((unit.value.n * scale) / unit.value.d),
    places,
  }));
}

/** Decimal places of a value that ends: TAP decimals and those of its rate. */
function placesOf(value: Fraction): number {
  let places = 0;
  for (let scale = 1n; scale % value.d !== 0n; scale *= 10n) places++;
  return places;
}

function largest(values: readonly bigint[]): bigint {
  return values.reduce((a, b) => (b > a ? b : a), 0n);
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function bits(value: bigint): number {
  return value.toString(2).length;
}
