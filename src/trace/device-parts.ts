/** What a device has in the lines of its statement, and how each part came about. From the run's folder alone. */
import { join } from 'node:path';
import type { AccessCharge, Agreement, ChargeTerms } from '../domain/agreement/types.ts';
import { minorToText } from '../domain/rounding.ts';
import type { Statement, StatementLine } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import { DEVICE_LINES, DEVICES } from '../report/read-run.ts';
import type { Db, Row } from '../store/db.ts';
import { literalPath } from '../store/literal-path.ts';
import { weigherOf } from './line.ts';

export interface ExplainedPart {
  readonly line_id: string;
  readonly kind: StatementLine['kind'];
  readonly charge_ref: string | null;
  /** '' for a fee. */
  readonly service: string;
  /** Networks that the records came under; null for a fee. */
  readonly visited_tadig: string | null;
  readonly home_tadig: string | null;
  readonly segment: string;
  readonly quantity: number;
  readonly unit: string;
  readonly records: number;
  /** Its share of the line, decimal text. */
  readonly amount: string;
  readonly currency: string;
  /** What the shares go by: its own exact amount, or its billable quantity, of this service under all networks. */
  readonly weight: string;
  readonly weight_unit: string;
  readonly line_quantity: number;
  readonly line_amount: string;
  /** The price of the entry in words. */
  readonly price: string;
}

/** A fee of its segment that it does not owe. */
export interface FeeNotDue {
  readonly charge_ref: string;
  readonly because: string;
}

export interface ExplainedFees {
  readonly lines: readonly ExplainedPart[];
  readonly not_due: readonly FeeNotDue[];
}

/** A row of sql/explain/device_share.sql. */
export interface DeviceShare {
  readonly line: number;
  readonly service: string;
  readonly pair: number | null;
  readonly segment: string;
  readonly quantity: bigint;
  readonly records: number;
  readonly tap: string;
  readonly tap_places: number;
  readonly share: string;
}

export interface AskedDevice {
  readonly statement: Statement;
  /** Versions in force in the period, of the statement's agreement, by date. */
  readonly versions: readonly Agreement[];
  readonly imsi: string;
  /** `features` of the device as `explain` has them. */
  readonly features: Readonly<Record<string, unknown>>;
  readonly segment: string;
}

/** What the run's files have of a device's parts. */
export async function readDeviceShares(
  db: Db,
  folder: string,
  { statement, imsi }: Pick<AskedDevice, 'statement' | 'imsi'>,
): Promise<DeviceShare[]> {
  const rows = await db.rows<DeviceShare & Row>('explain/device_share', {
    device_lines: literalPath(join(folder, DEVICE_LINES)),
    devices: literalPath(join(folder, DEVICES)),
    agreement: statement.agreement.id,
    imsi,
  });
  return rows;
}

/** Throws DATA_CORRUPT where the shares are not of the statement's lines. */
export function devicePartsOf(asked: AskedDevice, rows: readonly DeviceShare[]): ExplainedFees {
  const lines = rows.map((row) => partOf(asked, row, rows));
  return { lines, not_due: feesNotDue(asked, lines) };
}

function partOf(
  { statement, versions, imsi }: AskedDevice,
  row: DeviceShare,
  all: readonly DeviceShare[],
): ExplainedPart {
  const line = statement.lines[row.line];
  const agreement =
    versions.find(({ version }) => line?.line_id.startsWith(`v${version}-`)) ?? versions.at(-1);
  if (line === undefined || agreement === undefined)
    throw new RoamsettleError('DATA_CORRUPT', 'The lines of devices are not those of the statement.', {
      file: DEVICE_LINES,
    });
  const { unit, weigh } = weigherOf({ line, agreement, statement });
  const same = all.filter(({ line: no, service }) => no === row.line && service === row.service);
  const weight = weigh({
    imsi,
    quantity: same.reduce((sum, { quantity }) => sum + quantity, 0n),
    tap: String(same.reduce((sum, { tap }) => sum + BigInt(tap), 0n)),
    tap_places: row.tap_places,
  });
  return {
    line_id: line.line_id,
    kind: line.kind,
    charge_ref: line.charge_ref,
    service: row.service,
    ...tadigsOf(statement.parties, row.pair),
    segment: row.segment,
    quantity: Number(row.quantity),
    unit: line.unit,
    records: Number(row.records),
    amount: minorToText(BigInt(row.share), statement.terms.rounding.decimals),
    currency: statement.currency,
    weight,
    weight_unit: unit,
    line_quantity: line.quantity,
    line_amount: line.amount,
    price: priceWords(entryOf(agreement, line.charge_ref), line.priced_unit),
  };
}

type Entry = ChargeTerms & Partial<Pick<AccessCharge, 'capPerMonth' | 'proration'>>;

function entryOf({ charges }: Agreement, ref: string | null): Entry | undefined {
  return [...charges.usage, ...charges.access].find((entry) => entry.ref === ref);
}

/** `0.35 per imsi_month`, `0 to 50000 MB at 0.0040, above at 0.0025, each slice at its own`. */
function priceWords(entry: Entry | undefined, unit: string): string {
  if (entry === undefined || entry.model === 'as_billed') return 'as billed by TAP';
  const extras = [
    ...(entry.included === null
      ? []
      : [
          `${entry.included.units} ${unit} included ${entry.included.scope === 'imsi' ? 'for each IMSI' : 'in the line'}`,
        ]),
    ...(entry.capPerMonth == null ? [] : [`at most ${entry.capPerMonth} for a month`]),
    ...(entry.proration === 'days' ? ['by its days of the calendar month'] : []),
  ];
  return [modelWords(entry, unit), ...extras].join(', ');
}

function modelWords({ model, price, tiers, block, balance }: ChargeTerms, unit: string): string {
  const steps = () => tiers.map(({ from, price: at }) => `${at} above ${from}`).join(', ');
  switch (model) {
    case 'graduated':
      return `by tiers of ${unit}, each slice at its own price: ${steps()}`;
    case 'volume':
      return `by tiers of ${unit}, the one that is reached prices all: ${steps()}`;
    case 'package':
      return `${price} per started block of ${block} ${unit}`;
    case 'balanced':
      return `${balance!.balanced} per ${unit} as far as the other direction has as much, ${balance!.unbalanced} beyond`;
    case 'free':
      return 'free of charge';
    default:
      return `${price} per ${unit}`;
  }
}

/** Fees of the version that its fees are due by, in its segment there, that no line has for it. */
function feesNotDue(
  { versions, imsi, features, segment }: AskedDevice,
  lines: readonly ExplainedPart[],
): FeeNotDue[] {
  const version = versions.find((one) => one.version === features.fee_version) ?? versions.at(-1)!;
  const observed = Number(features.fee_days ?? 0);
  return version.charges.access
    .filter(({ segments }) => segments.includes(segment))
    .filter(({ ref }) => !lines.some((line) => line.charge_ref === ref && line.kind === 'access'))
    .map(({ ref, minDays }) => ({
      charge_ref: ref,
      because:
        imsi === ''
          ? 'records without an IMSI owe no fee'
          : features.foreign_owner === true
            ? 'the fee is due to the agreement that owns the IMSI'
            : `${observed} observed days that count for a fee, ${minDays} needed`,
    }));
}

function tadigsOf({ visited_tadigs, home_tadigs }: Statement['parties'], pair: number | null) {
  return {
    visited_tadig: pair === null ? null : visited_tadigs[Math.floor(pair / home_tadigs.length)]!,
    home_tadig: pair === null ? null : home_tadigs[pair % home_tadigs.length]!,
  };
}
