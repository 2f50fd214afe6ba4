/** Charged records behind a device's part of a usage or as-billed line, and the proof that they come to it. */
import { versionsInForce } from '../domain/agreement/set.ts';
import { add, type Fraction, fraction, toExactText, ZERO } from '../domain/fraction.ts';
import { parsePeriod } from '../domain/period.ts';
import { minorToText } from '../domain/rounding.ts';
import type { Service } from '../domain/service.ts';
import type { AppliedRate } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { buildBooks, measureFor } from '../settle/book.ts';
import { asBilledAmount } from '../settle/charge-models/index.ts';
import type { Db, Row } from '../store/db.ts';
import type { FoundLine, HeldPart } from './line.ts';

/** Where a replayed device stands. */
export interface ReplayScope {
  readonly db: Db;
  /** Number of the agreement, and of its version. */
  readonly no: number;
  readonly version: number;
  readonly imsi: bigint;
}

export interface TracedRecord {
  readonly service: string;
  /** As it was loaded. */
  readonly file: string;
  readonly sha256: string;
  /** In the inflated file. */
  readonly byte_offset: number;
  /** RFC 3339, local time with its offset. */
  readonly start: string;
  /** Base units before rounding. */
  readonly quantity: number;
  /** Base units that count, after it; those of a session that is rounded up as a whole stand with its first record. */
  readonly counted: number;
  /** Charging id or call reference, at the gateway or recording entity; null for a record without. */
  readonly session_key: string | null;
  /** Tells sessions of one key apart, where the line is rounded per session. */
  readonly session: number | null;
  /** ChargeType 00 + CAMEL fee − refunds, in the currency of the file. */
  readonly tap_charge: string;
  readonly tap_currency: string;
  /** Null where the currency is the agreement's. */
  readonly rate: AppliedRate | null;
  /** The charge in the agreement's currency, exact. */
  readonly tap_amount: string;
}

interface RecordRow extends Row {
  service: string;
  name: string;
  sha256: string;
  byte_offset: bigint;
  start: string;
  quantity: bigint;
  counted: bigint;
  session_key: string | null;
  session: number | null;
  units: string;
  tap_currency: string;
  tap_decimals: number | null;
}

interface SumRow extends Row {
  service: string;
  tap_currency: string;
  tap_decimals: number | null;
  records: bigint;
  counted: string;
  units: string;
}

/** At most `limit` of them, by their start. Throws RECORDS_DIFFER. */
export async function traceRecords(
  found: FoundLine,
  parts: readonly HeldPart[],
  { db, no, version }: ReplayScope,
  limit: number,
): Promise<{ count: number; rows: TracedRecord[] }> {
  const { statement, agreements } = found;
  const inForce = versionsInForce(agreements, statement.period).find(
    ({ id }) => id === statement.agreement.id,
  )!;
  const book = buildBooks(inForce, parsePeriod(statement.period))[version]!;
  const measures = parts.map(({ service, segment }) => ({
    no,
    service,
    ...measureFor(book, book.entryOf(service, segment), service as Service),
  }));
  await db.run('settle/usage_measure', { rows: JSON.stringify(measures) });
  await db.run('settle/usage_way');
  await db.run('settle/session_record');
  await db.run('trace/traced_record', { no, version });
  const sums = await db.rows<SumRow>('trace/record_sum');
  const moneyOf = moneyReader(found);
  for (const part of parts) check(part, sums, moneyOf);
  const rows = await db.rows<RecordRow>('trace/record_row', { limit: BigInt(limit) });
  return {
    count: Number(sums.reduce((sum, { records }) => sum + records, 0n)),
    rows: rows.map((row) => {
      const { rate, amount } = moneyOf(row);
      return {
        service: row.service,
        file: row.name,
        sha256: row.sha256,
        byte_offset: Number(row.byte_offset),
        start: row.start,
        quantity: Number(row.quantity),
        counted: Number(row.counted),
        session_key: row.session_key,
        session: row.session,
        tap_charge: minorToText(BigInt(row.units), row.tap_decimals ?? 0),
        tap_currency: row.tap_currency,
        rate,
        tap_amount: toExactText(amount),
      };
    }),
  };
}

type MoneyOf = (row: Pick<RecordRow, 'units' | 'tap_currency' | 'tap_decimals'>) => {
  readonly rate: AppliedRate | null;
  readonly amount: Fraction;
};

/** TAP money in the agreement's currency by the rates that the statement names. */
function moneyReader({ statement }: FoundLine): MoneyOf {
  const { currency, baselines, lines } = statement;
  const rates = [...baselines, ...lines].flatMap((item) => item.rates);
  return ({ units, tap_currency, tap_decimals }) => {
    const rate = tap_currency === currency ? null : rates.find(({ from }) => from === tap_currency);
    if (rate === undefined && BigInt(units) !== 0n)
      throw new RoamsettleError('RECORDS_DIFFER', `The run has no money in ${tap_currency}.`);
    return {
      rate: rate ?? null,
      amount: asBilledAmount(BigInt(units), tap_decimals ?? 0, rate?.value ?? '1'),
    };
  };
}

function check(
  { service, quantity, records, tap, places }: HeldPart,
  sums: readonly SumRow[],
  moneyOf: MoneyOf,
) {
  const own = sums.filter((row) => row.service === service);
  const found = {
    records: own.reduce((sum, row) => sum + row.records, 0n),
    quantity: own.reduce((sum, row) => sum + BigInt(row.counted), 0n),
    tap: toExactText(own.map((row) => moneyOf(row).amount).reduce(add, ZERO)),
  };
  const held = {
    records: BigInt(records),
    quantity: BigInt(quantity),
    tap: toExactText(fraction(tap, 10n ** BigInt(places))),
  };
  const differs = (['records', 'quantity', 'tap'] as const).filter((key) => found[key] !== held[key]);
  if (differs.length === 0) return;
  const words = differs.map((key) => `${key} ${found[key]} instead of ${held[key]}`);
  throw new RoamsettleError('RECORDS_DIFFER', `Of ${service} there are now ${words.join(', ')}.`);
}
