/**
 * The statement of a term from the statements of its issued months. Each month has settled its own part of tiers that go on
 * over the term and, the last one, the shortfall of the commitment; so nothing is asked for again here. A difference comes
 * only from months that were corrected after later ones had counted them: those lines are priced again as they would be now.
 */
import type { AccessCharge, Agreement, UsageCharge } from '../domain/agreement/types.ts';
import {
  add,
  compare,
  type Fraction,
  fraction,
  mul,
  parseDecimal,
  parseExactText,
  sub,
  toExactText,
  ZERO,
} from '../domain/fraction.ts';
import { earlierPeriodsOf, lastPeriodOf } from '../domain/period.ts';
import { minorToText, roundFraction } from '../domain/rounding.ts';
import type { Statement, StatementLine } from '../domain/statement.ts';
import type { TermLine, TermStatement, TrueUpLine } from '../domain/term-statement.ts';
import { RoamsettleError } from '../errors.ts';
import { shortfallOf } from './adjustments/commitment.ts';
import { priceTerms } from './charge-models/index.ts';
import type { CountedStatement } from './prior.ts';
import { type UsedLine, usedLine, usedUnits } from './term-tiers.ts';

/** A month of the term as it was rated last. */
export interface TermMonth {
  readonly statement: Statement;
  readonly corrections: number;
  /** The versions of the agreement that it was settled by, the latest one last. */
  readonly versions: readonly Agreement[];
  /** Earlier months of the term as it counted them, by period. */
  readonly counted: readonly CountedStatement[];
  /** The same months as they were rated last. */
  readonly current: readonly CountedStatement[];
}

/**
 * `months` in order, of one agreement. Throws TERM_INVALID where they differ in currency, settlement or decimals, or where a
 * line is not what its month counted.
 */
export function buildTermStatement(termId: string, months: readonly TermMonth[]): TermStatement {
  const last = months.at(-1)!;
  const { agreement, parties, currency, terms } = last.statement;
  for (const { statement } of months) checkSame(statement, last.statement);
  const { decimals, mode } = terms.rounding;
  const text = (minor: bigint) => minorToText(minor, decimals);
  const sums = months.map(({ statement, corrections }) => {
    const { period, run_id } = statement;
    return { period, run_id, corrections, ...moneyOf(statement) };
  });
  const totalOf = (name: 'net' | 'tax' | 'gross' | 'tap_invoiced' | 'payable') =>
    sums.reduce((sum, month) => sum + month[name], 0n);
  const tiers = months.flatMap((month) => tierLines(month));
  const trueUp = [...tiers, ...commitmentLine(months, tiers)];
  const open = trueUp.reduce((sum, { amount }) => sum + minorOf(amount, decimals), 0n);
  const openTax = roundFraction(
    mul(fraction(open, 10n ** BigInt(decimals)), parseDecimal(terms.tax_rate)),
    decimals,
    mode,
  );
  const money = (net: bigint, tax: bigint) => ({ net: text(net), tax: text(tax), gross: text(net + tax) });
  return {
    term_id: termId,
    agreement,
    parties,
    period: { from: months[0]!.statement.period, until: last.statement.period },
    currency,
    terms,
    months: sums.map(({ period, run_id, corrections, net, tax, tap_invoiced, payable }) => ({
      ...{ period, run_id, corrections },
      ...money(net, tax),
      ...{ tap_invoiced: text(tap_invoiced), payable: text(payable) },
    })),
    lines: sumLines(months, decimals),
    true_up: trueUp,
    settled: {
      ...money(totalOf('net'), totalOf('tax')),
      ...{ tap_invoiced: text(totalOf('tap_invoiced')), payable: text(totalOf('payable')) },
    },
    open: money(open, openTax),
    total: money(totalOf('net') + open, totalOf('tax') + openTax),
  };
}

function checkSame({ period, currency, terms }: Statement, last: Statement): void {
  const differs =
    currency !== last.currency
      ? 'currency'
      : terms.method !== last.terms.method
        ? 'settlement method'
        : terms.rounding.decimals !== last.terms.rounding.decimals
          ? 'decimals'
          : null;
  if (differs !== null)
    throw new RoamsettleError('TERM_INVALID', `${period} and ${last.period} differ in ${differs}.`);
}

/** Lines of the whole month; those of reversals stand for statements before it. */
function wholeLines({ lines }: Pick<Statement, 'lines'>): readonly StatementLine[] {
  return lines.filter(({ kind }) => kind !== 'adjustment');
}

/** The whole month in minor units, as the chain of its statements adds up to. */
function moneyOf(statement: Statement) {
  const { terms, baselines } = statement;
  const { decimals, mode } = terms.rounding;
  const net = wholeLines(statement).reduce((sum, { amount }) => sum + minorOf(amount, decimals), 0n);
  const tax = roundFraction(taxOf(statement), decimals, mode);
  const tap_invoiced = minorOf(baselines.find(({ name }) => name === 'tap_as_billed')!.amount, decimals);
  const gross = net + tax;
  return {
    net,
    tax,
    gross,
    tap_invoiced,
    payable: terms.method === 'net_of_tap' ? gross - tap_invoiced : gross,
  };
}

/** Each version's lines at its rate, as the month's own totals have it; not rounded. */
function taxOf(statement: Statement): Fraction {
  const { agreement, terms } = statement;
  const rates = new Map(agreement.versions?.map(({ version, tax_rate }) => [version, tax_rate]));
  return wholeLines(statement)
    .map(({ version, amount }) => {
      const rate = version === undefined ? terms.tax_rate : rates.get(version)!;
      return mul(parseDecimal(amount), parseDecimal(rate));
    })
    .reduce(add, ZERO);
}

function sumLines(months: readonly TermMonth[], decimals: number): TermLine[] {
  const lines = months.flatMap(({ statement }) => wholeLines(statement));
  return [...Map.groupBy(lines, ({ line_id, unit }) => `${line_id} ${unit}`).values()].map((same) => {
    const { line_id, kind, service, charge_ref, unit } = same[0]!;
    const quantity = same.reduce((sum, line) => sum + line.quantity, 0);
    if (!Number.isSafeInteger(quantity))
      throw new RoamsettleError('AMOUNT_RANGE', `A quantity of ${line_id}.`);
    const amount = same.reduce((sum, line) => sum + minorOf(line.amount, decimals), 0n);
    return {
      ...{ line_id, kind, service, charge_ref, quantity, unit, months: same.length },
      amount: minorToText(amount, decimals),
    };
  });
}

/** Lines of tiers over the term whose month counted others than the earlier months as they were rated last. */
function tierLines({ statement, versions, counted, current }: TermMonth): TrueUpLine[] {
  const isStale = current.some(
    ({ period, run_id }) => counted.find((one) => one.period === period)?.run_id !== run_id,
  );
  if (!isStale) return [];
  const { decimals, mode } = statement.terms.rounding;
  return versions.flatMap((agreement, i) => {
    const isEarlier = (line: StatementLine) => versions.slice(0, i).some((one) => isOf(line, one));
    // A version goes on from the months before, and from the versions before it in its own month.
    const [before, now] = [counted, current].map((months) =>
      [...months.flatMap(({ lines }) => lines), ...statement.lines.filter(isEarlier)].map(usedLine),
    );
    const charges = [...agreement.charges.usage, ...agreement.charges.access];
    return charges
      .filter((charge) => charge.tiersOver === 'term')
      .flatMap((charge): TrueUpLine[] => {
        const line = wholeLines(statement).find(
          (one) => one.charge_ref === charge.ref && isOf(one, agreement),
        );
        if (line === undefined) return [];
        const settled = parseExactText(line.amount_exact)!;
        if (compare(priceAfter(charge, line, before!), settled) !== 0)
          throw new RoamsettleError(
            'TERM_INVALID',
            `${line.line_id} of ${statement.period} is not what its month counted.`,
          );
        const due = priceAfter(charge, line, now!);
        return trueUpLine(
          {
            line_id: `true-up-${statement.period}-${line.line_id}`,
            kind: 'tiers_over_term',
            charge_ref: charge.ref,
          },
          { months: [statement.period], due, settled, decimals, mode },
        );
      });
  });
}

/** Ids of lines begin with the version that they are of. */
function isOf({ line_id }: StatementLine, { version }: Agreement): boolean {
  return line_id.startsWith(`v${version}-`);
}

/** The line's price after the lines `before`, which have used up of its tiers, or of those of each segment. */
function priceAfter(
  charge: UsageCharge | AccessCharge,
  line: StatementLine,
  before: readonly UsedLine[],
): Fraction {
  const own = usedLine(line);
  const size = 'unitSize' in charge ? BigInt(charge.unitSize) : own.size;
  const parts: (readonly [string | null, bigint])[] =
    charge.tiersPer === 'line' ? [[null, own.billable]] : [...(own.bySegment ?? [])];
  return parts
    .map(([segment, billable]) => {
      const used = usedUnits(charge, before, segment);
      const all = add(used, fraction(billable, size));
      return sub(priceTerms(charge, all).amount, priceTerms(charge, used).amount);
    })
    .reduce(add, ZERO);
}

/**
 * What the term is short of now, less the shortfall that its last month settled; only where all of its months are here. What
 * `tiers` sets right counts as the lines that it is about.
 */
function commitmentLine(months: readonly TermMonth[], tiers: readonly TrueUpLine[]): TrueUpLine[] {
  const { statement, versions } = months.at(-1)!;
  const agreement = versions.at(-1)!;
  const { period, terms } = statement;
  if (agreement.commitment?.per !== 'term' || lastPeriodOf(agreement.term) !== period) return [];
  const earlier = months.slice(0, -1).map((month) => month.statement);
  const isThere = (name: string) => earlier.some((one) => one.period === name);
  if (!earlierPeriodsOf(agreement.term, period).every(isThere)) return [];
  const { decimals, mode } = terms.rounding;
  const kindOf = (ref: string) =>
    ref.startsWith('charges.usage') ? ('usage' as const) : ('access' as const);
  const lines = [
    ...wholeLines(statement).map(({ kind, amount }) => ({ kind, minor: minorOf(amount, decimals) })),
    ...tiers.map(({ charge_ref, amount }) => ({
      kind: kindOf(charge_ref),
      minor: minorOf(amount, decimals),
    })),
  ];
  const due = shortfallOf(agreement, period, { counted: earlier, missing: [], corrected: null }, lines);
  const settled = wholeLines(statement)
    .filter(({ kind }) => kind === 'commitment')
    .reduce((sum, { amount }) => add(sum, parseDecimal(amount)), ZERO);
  // What was settled was rounded: so is what is due.
  const rounded = fraction(roundFraction(due, decimals, mode), 10n ** BigInt(decimals));
  return trueUpLine(
    { line_id: 'true-up-commitment', kind: 'commitment', charge_ref: 'commitment' },
    { months: [period], due: rounded, settled, decimals, mode },
  );
}

function trueUpLine(
  named: Pick<TrueUpLine, 'line_id' | 'kind' | 'charge_ref'>,
  sums: Pick<TrueUpLine, 'months'> & { due: Fraction; settled: Fraction } & Statement['terms']['rounding'],
): TrueUpLine[] {
  const { months, due, settled, decimals, mode } = sums;
  const amount = sub(due, settled);
  if (amount.n === 0n) return [];
  return [
    {
      ...named,
      months,
      due_exact: toExactText(due),
      settled_exact: toExactText(settled),
      amount_exact: toExactText(amount),
      amount: minorToText(roundFraction(amount, decimals, mode), decimals),
    },
  ];
}

function minorOf(amount: string, decimals: number): bigint {
  return mul(parseDecimal(amount), fraction(10n ** BigInt(decimals), 1n)).n;
}
