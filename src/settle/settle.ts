/**
 * Settlement of a classified period: SQL sums integers, TypeScript prices and rounds, SQL shares each line out to
 * devices. Leaves `device_list` in the database and gives back everything of a statement but its frame.
 */
import type { Agreement } from '../domain/agreement/types.ts';
import { add, type Fraction, parseDecimal, toExactText, ZERO } from '../domain/fraction.ts';
import type { Period } from '../domain/period.ts';
import type { Rates } from '../domain/rates.ts';
import { minorToText, roundFraction } from '../domain/rounding.ts';
import type { AppliedRate, Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import type { Db } from '../store/db.ts';
import { type CountedLine, commitmentLines, commitmentState, shortfallOf } from './adjustments/commitment.ts';
import { reversalOf } from './adjustments/correction.ts';
import { allowanceRows, type Book, buildBook, usageEntryRows } from './book.ts';
import { buildBridge } from './bridge.ts';
import { ratesOfGroups, ratesOfLines, settlementRates } from './currency.ts';
import { billedOf, type Group, readGroups } from './groups.ts';
import { priceSettlement } from './price.ts';
import type { Prior } from './prior.ts';
import { shareOut } from './share-out.ts';
import { buildTotals, type RoundedLine, roundLines } from './statement.ts';
import { buildUplift } from './uplift.ts';

export type Settled = Pick<Statement, 'lines' | 'totals' | 'commitment' | 'baselines' | 'bridge' | 'uplift'>;

export interface SettleInput {
  readonly agreements: readonly Agreement[];
  readonly period: Period;
  readonly rates: Rates | null;
  /** What earlier runs say, by the agreement's number. */
  readonly prior: readonly Prior[];
}

/** Builds `usage_entry` and `usage_measure`: which entry prices what, and in which ways usage has to be measured. */
export async function measureUsage(db: Db, agreements: readonly Agreement[], period: Period): Promise<void> {
  const rows = agreements.map((agreement) => buildBook(agreement, period)).flatMap(usageEntryRows);
  await db.run('settle/usage_entry', { rows: JSON.stringify(rows) });
  await db.run('settle/usage_measure');
}

/**
 * Settles all agreements of the period. Needs `measureUsage`, `device_segment` and the period store.
 * Throws RATE_MISSING, AMOUNT_RANGE, BALANCE_BROKEN.
 */
export async function settlePeriod(db: Db, input: SettleInput): Promise<Settled[]> {
  const books = input.agreements.map((agreement, no) =>
    buildBook(agreement, input.period, input.prior[no]!.counted),
  );
  await db.run('settle/device_group');
  await db.run('settle/group_entry');
  await db.run('settle/usage_fact');
  await db.run('settle/entry_allowance', { rows: JSON.stringify(books.flatMap(allowanceRows)) });
  await db.run('settle/entry_quantity');
  const rateOf = await settlementRates(db, {
    ...input,
    period: input.period.name,
    corrected: input.prior.map((prior) => prior.corrected),
  });
  const { groups, units } = await readGroups(db, rateOf);
  const results = books.map((book, no) =>
    settleOne(
      book,
      groups.filter((group) => group.no === no),
      input.period.name,
      input.prior[no]!,
    ),
  );
  await shareOut(db, books, results, { groups, units });
  await db.run('settle/device_list', {
    rows: JSON.stringify(books.map(partyRow)),
    period: input.period.name,
  });
  await checkDeviceList(db, books, results);
  return results.map((result) => result.settled);
}

interface Result {
  readonly settled: Settled;
  readonly rounded: readonly RoundedLine[];
}

function settleOne(book: Book, groups: readonly Group[], period: string, prior: Prior): Result {
  const { decimals, mode } = book.agreement.rounding;
  const exact = priceSettlement(book, groups, (group) => ({ segment: group.runSegment, access: true }));
  const rounded = roundLines(book, exact);
  const tapExact = groups.reduce<Fraction>(
    (sum, group) =>
      add(
        sum,
        billedOf(group, (service) => book.entryOf(service, group.runSegment)),
      ),
    ZERO,
  );
  const tapInvoiced = roundFraction(tapExact, decimals, mode);
  const { agreement } = book;
  const shortOf = (lines: readonly CountedLine[]) => shortfallOf(agreement, period, prior, lines);
  const counted = rounded.map(({ line, minor }) => ({ kind: line.kind, minor }));
  const shortfall = shortOf(counted);
  const reversal = reversalOf(prior.corrected, decimals);
  const lines = [...rounded, ...commitmentLines(agreement, shortfall), ...reversal.lines];
  const { totals, net } = buildTotals(book, lines, tapInvoiced, reversal);
  const bridge = buildBridge(book, groups, exact, net, {
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
    settled: {
      lines: lines.map(({ line }) => line),
      totals,
      commitment: commitmentState(agreement, period, prior, counted),
      baselines: [
        baseline('tap_as_billed', tapExact, ratesOfGroups(groups)),
        baseline('volume_only', bridge.volumeOnlyTotal, ratesOfLines(bridge.volumeOnly)),
      ],
      bridge: bridge.steps,
      uplift: buildUplift(book, groups, bridge.volumeOnly, exact),
    },
  };
}

function partyRow(book: Book, no: number) {
  const { agreement } = book;
  return {
    no,
    agreement_id: agreement.id,
    home_tadig: [...agreement.home.tadigs].sort()[0] ?? '',
    visited_tadig: [...agreement.visited.tadigs].sort()[0] ?? '',
    currency: agreement.currency,
    decimals: agreement.rounding.decimals,
  };
}

/** Pair assertion: amounts of all devices add up to the totals of the same name (contracts.md, Device list). */
async function checkDeviceList(db: Db, books: readonly Book[], results: readonly Result[]): Promise<void> {
  const sums = await db.rows<{ agreement_id: string; usage: string; access: string; as_billed: string }>(
    'checks/device_list_sum',
  );
  for (const [no, book] of books.entries()) {
    const { totals } = results[no]!.settled;
    const row = sums.find((item) => item.agreement_id === book.agreement.id);
    const of = (text: string | undefined) => toExactText(parseDecimal(text ?? '0'));
    for (const name of ['usage', 'access', 'as_billed'] as const) {
      if (of(row?.[name]) !== of(totals[name])) {
        throw new RoamsettleError(
          'BALANCE_BROKEN',
          `Devices of ${book.agreement.id} add up to another ${name}.`,
        );
      }
    }
  }
}
