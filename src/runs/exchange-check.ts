/**
 * The exchange rate that a TAP file states is never used for money; it is held against the rates file (TD.57
 * AccountingInfo, errors 200 lower and 201 higher than agreed). Local units for 1 unit of the TAP currency, of the month
 * that is settled; without a row of that pair nothing is checked, because no inverse is made up.
 */

import type { InForce } from '../domain/agreement/types.ts';
import { compare, type Fraction, fraction, parseDecimal, sub, toExactText } from '../domain/fraction.ts';
import type { Period } from '../domain/period.ts';
import { plural } from '../domain/plural.ts';
import { findRate, type Rates } from '../domain/rates.ts';
import { minorToText } from '../domain/rounding.ts';
import type { AppliedRate } from '../domain/statement.ts';
import type { Db, Row } from '../store/db.ts';
import type { InputFile } from './identity.ts';

/** One wrong rate of an agreement's files. */
export interface ExchangeFinding {
  readonly no: number;
  /** TD.57 error: 200 lower, 201 higher than agreed. */
  readonly error: 200 | 201;
  /** As the files state it. */
  readonly stated: string;
  readonly agreed: AppliedRate;
  readonly files: number;
  readonly records: number;
  /** TAP money of the records, decimal string. */
  readonly amount: string;
  readonly currency: string;
}

interface StatedRate extends Row {
  readonly file_id: number;
  readonly sender: string;
  readonly recipient: string;
  readonly tap_currency: string;
  readonly local_currency: string;
  readonly code: number;
  readonly decimals: number;
  readonly rate: string;
}

interface FindingRow extends Row {
  readonly no: number;
  readonly tap_currency: string;
  readonly local_currency: string;
  readonly rate: string;
  readonly tap_decimals: number;
  readonly files: bigint;
  readonly records: bigint;
  readonly units: string;
}

interface CheckSources {
  readonly agreements: readonly InForce[];
  readonly period: Period;
  readonly rates: Rates | null;
  readonly files: readonly InputFile[];
}

/** Findings by agreement, currencies and stated rate; only rates that records of the period use. */
export async function checkExchangeRates(db: Db, sources: CheckSources): Promise<ExchangeFinding[]> {
  const { agreements, period, rates } = sources;
  if (rates === null) return [];
  const agreedRate = (tap: string, local: string) =>
    tap === local ? null : findRate(rates, period.name, tap, local);
  const files = JSON.stringify(sources.files.map(({ sha256 }) => sha256));
  const stated = await db.rows<StatedRate>('runs/file_exchange_rate', { files });
  const suspects = stated.filter((row) => {
    const agreed = agreedRate(row.tap_currency, row.local_currency);
    return agreed !== null && differs(row, parseDecimal(agreed.value));
  });
  if (suspects.length === 0) return [];
  const rows = suspects.flatMap((row) =>
    agreements.flatMap(({ latest, versions }, no) => {
      const { visited, home } = latest;
      if (!visited.tadigs.includes(row.sender) || !home.tadigs.includes(row.recipient)) return [];
      return versions.map(({ fromDay, endDay }) => ({
        no,
        basis: latest.period.basis,
        from_day: fromDay,
        end_day: endDay,
        file_id: row.file_id,
        code: row.code,
        rate: toExactText(statedValue(row)),
      }));
    }),
  );
  const found = await db.rows<FindingRow>('runs/exchange_finding', {
    rows: JSON.stringify(rows),
  });
  return overDecimals(found).map((row) => {
    const agreed = agreedRate(row.tap_currency, row.local_currency)!;
    return {
      no: row.no,
      error: compare(parseDecimal(row.rate), parseDecimal(agreed.value)) < 0 ? 200 : 201,
      stated: row.rate,
      agreed,
      files: Number(row.files),
      records: Number(row.records),
      amount: minorToText(row.units, row.tap_decimals),
      currency: row.tap_currency,
    };
  });
}

interface Finding
  extends Pick<FindingRow, 'no' | 'tap_currency' | 'local_currency' | 'rate' | 'tap_decimals'> {
  readonly files: bigint;
  readonly records: bigint;
  readonly units: bigint;
}

/** One finding for a stated rate, whatever decimals its files have: in the most of them. */
function overDecimals(rows: readonly FindingRow[]): Finding[] {
  const found = new Map<string, Finding>();
  for (const { no, tap_currency, local_currency, rate, tap_decimals: decimals, ...row } of rows) {
    const key = JSON.stringify([no, tap_currency, local_currency, rate]);
    const before = found.get(key) ?? { tap_decimals: decimals, files: 0n, records: 0n, units: 0n };
    const tap_decimals = Math.max(before.tap_decimals, decimals);
    const scaled = (value: bigint, places: number) => value * 10n ** BigInt(tap_decimals - places);
    found.set(key, {
      no,
      tap_currency,
      local_currency,
      rate,
      tap_decimals,
      files: before.files + row.files,
      records: before.records + row.records,
      units: scaled(before.units, before.tap_decimals) + scaled(BigInt(row.units), decimals),
    });
  }
  return [...found.values()];
}

/** A sentence of the statement. */
export function exchangeNote({
  error,
  stated,
  agreed,
  files,
  records,
  amount,
  currency,
}: ExchangeFinding): string {
  const side = error === 200 ? 'lower' : 'higher';
  return (
    `${files} ${plural(files, 'TAP file states', 'TAP files state')} the exchange rate ${stated} from ${agreed.from} to ${agreed.to}, ${side} than ` +
    `${agreed.value} of the rates file (TD.57 error ${error}): ${records} ${plural(records, 'record')}, ${amount} ${currency}. ` +
    'It changes no amount.'
  );
}

function statedValue({ rate, decimals }: StatedRate): Fraction {
  return fraction(BigInt(rate), 10n ** BigInt(decimals));
}

/** By a unit of the stated rate's last decimal or more: a rate of four decimals cannot say what one of six does. */
function differs(stated: StatedRate, agreed: Fraction): boolean {
  const apart = sub(statedValue(stated), agreed);
  const size = { n: apart.n < 0n ? -apart.n : apart.n, d: apart.d };
  return compare(size, fraction(1n, 10n ** BigInt(stated.decimals))) >= 0;
}
