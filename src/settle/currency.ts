/**
 * TAP money → the agreement's currency, by the rates file alone. A correction keeps the rates of the statement that it
 * corrects, whatever the file says now; a currency that is new in it takes the file's.
 */
import type { Agreement } from '../domain/agreement/types.ts';
import { findRate, type Rates } from '../domain/rates.ts';
import type { AppliedRate, Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import type { Group, RateOf } from './groups.ts';
import type { ExactLine } from './price.ts';

/** A TAP currency in which an agreement has money in the period, so that it needs a rate. */
interface NeededCurrency {
  readonly no: number;
  readonly currency: string;
}

interface RateSources {
  readonly agreements: readonly Pick<Agreement, 'id' | 'currency'>[];
  readonly period: string;
  readonly rates: Rates | null;
  /** By agreement number: the statement it corrects, or null. */
  readonly corrected: readonly (Statement | null)[];
}

/** Special drawing rights are XDR in TAP and ISO 4217; treasuries write SDR. */
const SDR_HINT = ' (the file has SDR: write XDR)';
const asSdr = (currency: string): string => (currency === 'XDR' ? 'SDR' : currency);

/**
 * Throws RATE_MISSING that names every missing rate of the call: agreement, month, from and to. One
 * run is one set of statements, so one missing rate stops them all.
 */
export function settlementRates(needed: readonly NeededCurrency[], sources: RateSources): RateOf {
  const { agreements, period, rates, corrected } = sources;
  const find = (no: number, from: string): AppliedRate | null => {
    const to = agreements[no]!.currency;
    const before = corrected[no] ?? null;
    const kept = before === null ? [] : ratesUsed(before);
    return kept.find((rate) => rate.from === from && rate.to === to) ?? findRate(rates, period, from, to);
  };
  const missing = needed
    .filter(({ no, currency }) => find(no, currency) === null)
    .map(({ no, currency }) => {
      const agreement = agreements[no]!;
      const hint =
        findRate(rates, period, asSdr(currency), asSdr(agreement.currency)) === null ? '' : SDR_HINT;
      return `${agreement.id}: ${period} from ${currency} to ${agreement.currency}${hint}`;
    });
  if (missing.length > 0) {
    const place = rates === null ? {} : { file: rates.file };
    throw new RoamsettleError('RATE_MISSING', `Missing are ${missing.join('; ')}.`, place);
  }
  return (no, from) => {
    const rate = find(no, from);
    if (rate === null) throw new RoamsettleError('INTERNAL', 'Money in a currency that was not asked for.');
    return rate;
  };
}

/** Every rate that a statement used: in its lines, and in what TAP invoiced. */
function ratesUsed({ lines, baselines }: Statement): readonly AppliedRate[] {
  return [...baselines.flatMap((baseline) => baseline.rates), ...lines.flatMap((line) => line.rates)];
}

/** Rates that the TAP money of all these devices is brought over with, by currency. */
export function ratesOfGroups(groups: readonly Group[]): AppliedRate[] {
  return distinct(
    groups.flatMap((group) => group.usage.flatMap(({ rate }) => (rate === null ? [] : [rate]))),
  );
}

/** Rates that some lines use, by currency. */
export function ratesOfLines(lines: readonly ExactLine[]): AppliedRate[] {
  return distinct(lines.flatMap((line) => line.rates));
}

function distinct(rates: readonly AppliedRate[]): AppliedRate[] {
  const byCurrency = new Map(rates.map((rate) => [rate.from, rate]));
  return [...byCurrency.values()].sort((a, b) => (a.from < b.from ? -1 : 1));
}
