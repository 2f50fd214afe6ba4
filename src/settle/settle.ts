/**
 * Settlement of a classified period: usage of the listed devices is summed by group, priced, rounded, and each line shared
 * out to the devices. Gives back everything of a statement but its frame, and the amounts of the device list.
 */
import type { InForce } from '../domain/agreement/types.ts';
import { isSilentlyCharged, type ListedDevices, waitsForReview } from '../domain/devices.ts';
import { add, type Fraction, sub, toExactText, ZERO } from '../domain/fraction.ts';
import type { Period } from '../domain/period.ts';
import type { Rates } from '../domain/rates.ts';
import { minorToText, roundFraction } from '../domain/rounding.ts';
import type { AppliedRate, Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import type { Db } from '../store/db.ts';
import { type CountedLine, commitmentLines, commitmentState, shortfallOf } from './adjustments/commitment.ts';
import { reversalOf } from './adjustments/correction.ts';
import { type Book, type Books, buildBooks, latestBook, usageMeasureRows } from './book.ts';
import { buildBridge } from './bridge.ts';
import { ratesOfGroups, ratesOfLines, settlementRates } from './currency.ts';
import { amountsByAgreement, type DeviceAmounts, shareOut, type UnitWeight } from './device-amounts.ts';
import { groupKinds } from './grouping.ts';
import { billedOf, buildGroups, type Group, isUnit, type UnitValue } from './groups.ts';
import { type StatedOpposites, withOpposites } from './opposite.ts';
import { type ExactLine, priceSettlement, totalOf } from './price.ts';
import type { Prior } from './prior.ts';
import { priceSupposed, type Stake } from './stake.ts';
import { buildTotals, commonFactors, type RoundedLine, roundLines, versionKey } from './statement.ts';
import { buildUplift } from './uplift.ts';
import { storedUsage, UsageCells, type UsageSource } from './usage.ts';
import { UsageTotals } from './usage-totals.ts';

/** Decimal places that an exact TAP charge may have: a HUGEINT holds 38 digits. */
const MAX_PLACES = 26;

export type Settled = Pick<Statement, 'lines' | 'totals' | 'commitment' | 'baselines' | 'bridge' | 'uplift'>;

export interface Settlement {
  /** By agreement. */
  readonly settled: readonly Settled[];
  readonly amounts: DeviceAmounts;
  readonly parties: readonly Party[];
  /** Access fees of charged silent devices, by agreement, in minor units. */
  readonly silentFees: readonly bigint[];
  /** Exact TAP charge of devices that wait for a review, by agreement, in 10^-places. */
  readonly reviewTap: readonly bigint[];
  /** What charging all of them would add to the lines, by agreement, in minor units. */
  readonly reviewStake: readonly bigint[];
  /** The same of each of them, in the order of the list. */
  readonly stakes: readonly Stake[];
}

/** The money of an agreement in the device list. */
export interface Party {
  readonly currency: string;
  readonly decimals: number;
  /** Decimals of an exact TAP charge. */
  readonly places: number;
}

export interface SettleInput {
  readonly agreements: readonly InForce[];
  readonly devices: ListedDevices;
  readonly period: Period;
  readonly rates: Rates | null;
  /** What earlier runs say, by the agreement's number. */
  readonly prior: readonly Prior[];
  /** Of one agreement that is settled again without the other direction of its balanced traffic. */
  readonly stated?: StatedOpposites;
}

/** Builds `usage_measure`: in which ways usage has to be measured. Gives them as a text that tells them from others. */
export async function measureUsage(db: Db, agreements: readonly InForce[], period: Period): Promise<string> {
  const rows = JSON.stringify(
    agreements.map((agreement) => buildBooks(agreement, period)).flatMap(usageMeasureRows),
  );
  await db.run('settle/usage_measure', { rows });
  return rows;
}

/** Settles all agreements of the period. Needs the list of the period store. Throws as `settleUsage` does. */
export function settlePeriod(db: Db, input: SettleInput): Promise<Settlement> {
  return settleUsage(storedUsage(db), input);
}

/** The same for usage that is read elsewhere. Throws RATE_MISSING, AMOUNT_RANGE, BALANCE_BROKEN. */
export async function settleUsage(usage: UsageSource, input: SettleInput): Promise<Settlement> {
  const { agreements, devices, prior } = input;
  const period = input.period.name;
  const books = agreements.map((agreement, no) => buildBooks(agreement, input.period, prior[no]!.counted));
  const grouping = groupKinds(devices.kinds);
  const cells = await UsageCells.of(usage, books, devices, grouping);
  const totals = await UsageTotals.read(cells, books, grouping.groups.length);
  const rateOf = settlementRates(totals.currencies(), {
    agreements: agreements.map(({ latest }) => latest),
    period,
    rates: input.rates,
    corrected: prior.map(({ corrected }) => corrected),
  });
  const { groups, units } = buildGroups(devices, grouping, totals, rateOf);
  // Quantities of all agreements come before the amounts of any: balanced traffic asks for the other direction.
  const results = withOpposites(books, groups, input.stated).map((own, no) =>
    settleOne(
      own,
      groups.filter((group) => group.no === no),
      period,
      prior[no]!,
    ),
  );
  const latest = books.map(latestBook);
  const weights = latest.map((book, no) => unitWeights(units.get(no) ?? [], book));
  const { amounts, stakes } = await shareOut({
    devices,
    books,
    grouping,
    groups,
    cells,
    totals,
    lines: results.map(({ rounded }) => rounded),
    supposed: results.map(({ supposed }) => supposed),
    weightOf: (no, currency, decimals) => weights[no]!.weightOf(currency, decimals),
    placesOf: (no) => weights[no]!.places,
  });
  checkAmounts(devices, amounts, latest, results);
  return {
    settled: results.map((result) => result.settled),
    amounts,
    parties: latest.map((book, no) => partyOf(book, weights[no]!.places)),
    silentFees: amountsByAgreement(devices, amounts.access, books.length, isSilentlyCharged),
    reviewTap: amountsByAgreement(devices, amounts.tap, books.length, waitsForReview),
    reviewStake: results.map(({ reviewStake }) => reviewStake),
    stakes,
  };
}

interface Result {
  readonly settled: Settled;
  readonly rounded: readonly RoundedLine[];
  /** The lines with every waiting device charged. */
  readonly supposed: readonly ExactLine[];
  readonly reviewStake: bigint;
}

function settleOne(books: Books, groups: readonly Group[], period: string, prior: Prior): Result {
  const { agreement, version } = latestBook(books);
  const { decimals, mode } = agreement.rounding;
  const exact = priceSettlement(books, groups, ({ segments }, at) => ({
    segment: segments[at]!.run,
    access: true,
  }));
  const supposed = priceSupposed(books, groups);
  const rounded = roundLines(books, exact);
  const tapExact = groups.map((group) => billedOf(books, group, 'run')).reduce(add, ZERO);
  const tapInvoiced = roundFraction(tapExact, decimals, mode);
  const shortOf = (lines: readonly CountedLine[]) => shortfallOf(agreement, period, prior, lines);
  const counted = rounded.map(({ line, minor }) => ({ kind: line.kind, minor }));
  const shortfall = shortOf(counted);
  const reversal = reversalOf(prior.corrected, decimals);
  const commitment = commitmentLines(agreement, shortfall, versionKey(books, version));
  const lines = [...rounded, ...commitment, ...reversal.lines];
  const { totals, net } = buildTotals(books, lines, tapInvoiced, reversal);
  const bridge = buildBridge(books, groups, exact, net, {
    shortfall,
    volumeOnlyShortfall: (baseline) =>
      shortOf(baseline.map(({ kind, amount }) => ({ kind, minor: roundFraction(amount, decimals, mode) }))),
    adjustment: reversal.lines.reduce((sum, line) => add(sum, line.exact), ZERO),
  });
  const baseline = (
    name: 'tap_as_billed' | 'volume_only',
    amount: Fraction,
    rates: readonly AppliedRate[],
  ) => ({
    name,
    rates,
    amount_exact: toExactText(amount),
    amount: minorToText(roundFraction(amount, decimals, mode), decimals),
  });
  return {
    rounded,
    supposed,
    reviewStake: roundFraction(sub(totalOf(supposed), totalOf(exact)), decimals, mode),
    settled: {
      lines: lines.map(({ line }) => line),
      totals,
      commitment: commitmentState(agreement, period, prior, counted),
      baselines: [
        baseline('tap_as_billed', tapExact, ratesOfGroups(groups)),
        baseline('volume_only', bridge.volumeOnlyTotal, ratesOfLines(bridge.volumeOnly)),
      ],
      bridge: bridge.steps,
      uplift: buildUplift(books, groups, bridge.volumeOnly, exact),
    },
  };
}

/** Throws AMOUNT_RANGE where the rates have more decimals than an exact TAP charge may have. */
function unitWeights(units: readonly UnitValue[], book: Book) {
  const factors = commonFactors(units.map((unit) => unit.value));
  const places = Math.max(book.agreement.rounding.decimals, ...units.map((unit) => placesOf(unit.value)));
  if (places > MAX_PLACES) {
    throw new RoamsettleError(
      'AMOUNT_RANGE',
      `The rates to ${book.agreement.currency} have too many digits.`,
    );
  }
  const scale = 10n ** BigInt(places);
  return {
    places,
    weightOf(currency: string, decimals: number): UnitWeight {
      const at = units.findIndex((unit) => isUnit(unit, currency, decimals));
      if (at < 0) return { factor: 0n, units: 0n };
      const { n, d } = units[at]!.value;
      return { factor: factors[at]!, units: (n * scale) / d };
    },
  };
}

/** Decimal places of a value that ends: TAP decimals and those of its rate. */
function placesOf(value: Fraction): number {
  let places = 0;
  for (let scale = 1n; scale % value.d !== 0n; scale *= 10n) places++;
  return places;
}

function partyOf({ agreement }: Book, places: number): Party {
  return {
    currency: agreement.currency,
    decimals: agreement.rounding.decimals,
    places,
  };
}

/** Pair assertion: amounts of all devices add up to the totals of the same name. */
function checkAmounts(
  devices: ListedDevices,
  amounts: DeviceAmounts,
  books: readonly Book[],
  results: readonly Result[],
): void {
  const sums = { usage: amounts.usage, access: amounts.access, as_billed: amounts.asBilled };
  for (const [name, column] of Object.entries(sums)) {
    const byAgreement = amountsByAgreement(devices, column, books.length);
    books.forEach(({ agreement }, no) => {
      const total = results[no]!.settled.totals[name as keyof typeof sums];
      if (minorToText(byAgreement[no]!, agreement.rounding.decimals) !== total)
        throw new RoamsettleError('BALANCE_BROKEN', `Devices of ${agreement.id} add up to another ${name}.`);
    });
  }
}
