/**
 * The rates file: units of `to_currency` for 1 `from_currency`, of the month a record settles in. No inverse, cross or
 * neighbouring month is ever made up (docs/inputs.md).
 */
import { RoamsettleError } from '../errors.ts';
import { csvRows } from './csv.ts';
import { compare, isDecimal, parseDecimal, ZERO } from './fraction.ts';
import type { AppliedRate } from './statement.ts';
import { digestOf } from './text-file.ts';

/** Bytes that a reader of the file should allow; `parseRates` holds the text to the same number of characters. */
export const MAX_RATES_BYTES = 16 * 1024 * 1024;
const MAX_RATE_ROWS = 200_000;
const MAX_RATE_LENGTH = 40;
const MAX_SOURCE_LENGTH = 200;
const COLUMNS = ['period', 'from_currency', 'to_currency', 'rate', 'source'] as const;
const PERIOD = /^[0-9]{4}-(0[1-9]|1[0-2])$/;
const CURRENCY = /^[A-Z]{3}$/;

export interface Rates {
  readonly file: string;
  /** SHA-256 of the text's UTF-8. */
  readonly digest: string;
  /** `period from to` → the rate as written in its first row. */
  readonly byKey: ReadonlyMap<string, AppliedRate>;
}

/**
 * Reads `period,from_currency,to_currency,rate,source`. A row equal in key and rate is allowed (the first is kept);
 * throws RATES_INVALID or RATE_CONFLICT with the line, FILE_TOO_LARGE.
 */
export function parseRates(text: string, file: string): Rates {
  const byKey = new Map<string, AppliedRate>();
  const lines = new Map<string, number>();
  const limits = { maxLength: MAX_RATES_BYTES, maxRows: MAX_RATE_ROWS };
  for (const { line, fields } of csvRows(text, file, 'RATES_INVALID', COLUMNS, limits)) {
    const [period = '', from = '', to = '', value = '', source = ''] = fields;
    const fault = rowFault(period, from, to, value, source);
    if (fault !== null) throw new RoamsettleError('RATES_INVALID', fault, { file, line });
    const key = rateKey(period, from, to);
    const earlier = byKey.get(key);
    if (earlier === undefined) {
      byKey.set(key, Object.freeze({ from, to, value, source }));
      lines.set(key, line);
    } else if (compare(parseDecimal(earlier.value), parseDecimal(value)) !== 0) {
      const detail = `${period} ${from} to ${to}: line ${lines.get(key)} says ${earlier.value}, line ${line} says ${value}.`;
      throw new RoamsettleError('RATE_CONFLICT', detail, { file, line });
    }
  }
  return { file, digest: digestOf(text), byKey };
}

/**
 * The rate for a month, or null where the file has no such row; a currency to itself is "1" with an empty source and needs
 * none. `rates` is null where no file was given.
 */
export function findRate(rates: Rates | null, period: string, from: string, to: string): AppliedRate | null {
  if (from === to) return { from, to, value: '1', source: '' };
  return rates?.byKey.get(rateKey(period, from, to)) ?? null;
}

function rateKey(period: string, from: string, to: string): string {
  return `${period} ${from} ${to}`;
}

/** What is wrong with a row, or null. */
function rowFault(period: string, from: string, to: string, value: string, source: string): string | null {
  if (!PERIOD.test(period)) return 'period is a month like 2026-10.';
  if (!CURRENCY.test(from)) return 'from_currency is three capital letters.';
  if (!CURRENCY.test(to)) return 'to_currency is three capital letters.';
  if (value.length > MAX_RATE_LENGTH || !isDecimal(value)) {
    return `rate is a decimal with a point and without exponent, at most ${MAX_RATE_LENGTH} characters.`;
  }
  if (compare(parseDecimal(value), ZERO) <= 0) return 'rate is greater than 0.';
  if (from === to && compare(parseDecimal(value), parseDecimal('1')) !== 0)
    return `The rate of ${from} to itself is 1.`;
  if (source.length > MAX_SOURCE_LENGTH) return `source has at most ${MAX_SOURCE_LENGTH} characters.`;
  return null;
}
