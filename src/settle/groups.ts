/**
 * What settlement needs of the devices: totals of groups whose members every step of the bridge treats alike. A
 * million devices fall into a few dozen groups, so that all steps are priced from integers that SQL summed once.
 */
import { add, type Fraction, ZERO } from '../domain/fraction.ts';
import type { Activity, AppliedRate } from '../domain/statement.ts';
import type { Db, Row } from '../store/db.ts';
import type { FeeFacts } from './charge-models/access.ts';
import { asBilledAmount } from './charge-models/index.ts';
import type { RateOf } from './currency.ts';

export interface Group {
  readonly no: number;
  readonly charged: boolean;
  /** iot in the baseline volume_only (rule 11). */
  readonly volumeOnly: boolean;
  readonly hasTap: boolean;
  readonly activity: Activity;
  readonly runSegment: string;
  readonly volumeOnlySegment: string;
  readonly humanSegment: string;
  readonly devices: bigint;
  readonly usage: readonly GroupUsage[];
  /** Devices by what access fees look at. */
  readonly fees: readonly { readonly facts: FeeFacts; readonly devices: bigint }[];
  /** Devices with usage under an entry, and their base units without those included for each IMSI. */
  readonly entries: ReadonlyMap<number, { readonly devices: bigint; readonly billable: bigint }>;
}

export interface GroupUsage {
  readonly service: string;
  readonly entry: number;
  /** Base units, after rounding up per record or session. */
  readonly quantity: bigint;
  readonly records: bigint;
  /** TAP charge in the agreement's currency, exact. */
  readonly billed: Fraction;
  /** The rate it was brought over with; null where the currencies are the same. */
  readonly rate: AppliedRate | null;
}

/** One TAP unit of a file in the agreement's currency. */
export interface UnitValue {
  readonly currency: string;
  readonly decimals: number;
  readonly value: Fraction;
}

interface FeeRow extends Row {
  group_no: bigint;
  fee_days: bigint | number;
  present_fee_days: bigint | number;
  attaches: bigint | number;
  devices: bigint;
}

interface UsageRow extends Row {
  no: number;
  group_no: bigint;
  service: string;
  entry: number;
  tap_currency: string;
  tap_decimals: number;
  quantity: bigint;
  records: bigint;
  billed_units: bigint;
  billed_absolute: bigint;
}

/** Reads `device_group` and its usage, with TAP money in the agreements' currencies. */
export async function readGroups(
  db: Db,
  rateOf: RateOf,
): Promise<{ groups: Group[]; units: Map<number, UnitValue[]> }> {
  const totals = await db.rows('settle/group_total');
  const usageRows = await db.rows<UsageRow>('settle/group_usage');
  const feeRows = await db.rows<FeeRow>('settle/group_fee');
  const entryRows = await db.rows<{ group_no: bigint; entry: number; devices: bigint; billable: bigint }>(
    'settle/group_entry_device',
  );
  const units = new Map<number, UnitValue[]>();
  const usage = Map.groupBy(usageRows, (row) => row.group_no);
  const fees = Map.groupBy(feeRows, (row) => row.group_no);
  const entries = Map.groupBy(entryRows, (row) => row.group_no);
  const groups = totals.map((row) => {
    const no = Number(row.no);
    const groupNo = row.group_no as bigint;
    return {
      no,
      charged: row.charged as boolean,
      volumeOnly: row.volume_only_iot as boolean,
      hasTap: row.has_tap as boolean,
      activity: row.activity as Activity,
      runSegment: row.run_segment as string,
      volumeOnlySegment: row.volume_only_segment as string,
      humanSegment: row.human_segment as string,
      devices: row.devices as bigint,
      usage: (usage.get(groupNo) ?? []).map((item) => groupUsage(item, rateOf, units)),
      fees: (fees.get(groupNo) ?? []).map((row) => ({
        facts: {
          observed: Number(row.fee_days),
          present: Number(row.present_fee_days),
          attaches: Number(row.attaches),
        },
        devices: row.devices,
      })),
      entries: new Map((entries.get(groupNo) ?? []).map((item) => [item.entry, item])),
    };
  });
  return { groups, units };
}

function groupUsage(row: UsageRow, rateOf: RateOf, units: Map<number, UnitValue[]>): GroupUsage {
  // Records without money need no rate.
  const rate = row.billed_absolute === 0n ? null : rateOf(row.no, row.tap_currency);
  const value = rate === null ? ZERO : asBilledAmount(1n, row.tap_decimals, rate.value);
  remember(units, row, value);
  return {
    service: row.service,
    entry: row.entry,
    quantity: row.quantity,
    records: row.records,
    billed: rate === null ? ZERO : asBilledAmount(row.billed_units, row.tap_decimals, rate.value),
    rate: rate === null || rate.from === rate.to ? null : rate,
  };
}

function remember(units: Map<number, UnitValue[]>, row: UsageRow, value: Fraction): void {
  const known = units.get(row.no) ?? [];
  units.set(row.no, known);
  const at = known.findIndex(
    (unit) => unit.currency === row.tap_currency && unit.decimals === row.tap_decimals,
  );
  const unit = { currency: row.tap_currency, decimals: row.tap_decimals, value };
  if (at < 0) known.push(unit);
  else if (known[at]!.value.n === 0n) known[at] = unit;
}

/** Σ of TAP charges of a group, each record once: under the entries of one segment. */
export function billedOf(group: Group, entryOf: (service: string) => number): Fraction {
  let sum = ZERO;
  for (const item of group.usage) if (item.entry === entryOf(item.service)) sum = add(sum, item.billed);
  return sum;
}
