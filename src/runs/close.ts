/**
 * The month-close checklist of a run: what somebody has to clear, or to waive with a reason, before its statements are
 * issued. Item ids are stable texts that name the thing itself, so that a waiver cannot slip to another one.
 */

import type { Agreement } from '../domain/agreement/types.ts';
import { dateOfDay, dayOfDate } from '../domain/period.ts';
import { plural } from '../domain/plural.ts';
import { minorToText } from '../domain/rounding.ts';
import type { Statement } from '../domain/statement.ts';
import type { Waiver } from '../domain/waivers.ts';
import { RoamsettleError } from '../errors.ts';
import type { Db, Row } from '../store/db.ts';
import { type ExchangeFinding, exchangeNote } from './exchange-check.ts';
import type { LeftOut } from './left-out.ts';

type CloseKind =
  | 'sequence_gap'
  | 'quarantined_file'
  | 'no_tap'
  | 'blind_days'
  | 'review_devices'
  | 'withheld_records'
  | 'possible_duplicates'
  | 'exchange_rate'
  | 'left_out_lists'
  | 'unmatched_tadigs'
  | 'unmatched_plmn'
  // Of no run (since-items.ts).
  | 'files_since';

export interface Money {
  readonly amount: string;
  readonly currency: string;
}

export interface CloseItem {
  readonly id: string;
  readonly kind: CloseKind;
  /** null: of no agreement. */
  readonly agreement_id: string | null;
  readonly what: string;
  /** TAP money that hangs on it, as far as it is known. */
  readonly money: readonly Money[];
  /** Of devices in review: what charging all of them would add to the lines, before commitment and tax. */
  readonly at_stake?: Money;
  /** The reason it was waived for; null while it is open. */
  readonly waived: string | null;
}

/** What `runs/unmatched` and `runs/unmatched_event` say, as `run.json` holds it. */
export interface Unmatched {
  readonly tap: readonly {
    readonly sender: string;
    readonly recipient: string;
    readonly tap_currency: string;
    readonly tap_decimals: number;
    readonly reason: string;
    readonly records: number;
    readonly units: string;
  }[];
  readonly signaling: readonly {
    readonly visited_plmn: string;
    readonly events: number;
    readonly devices: number;
  }[];
}

interface Found {
  readonly agreements: readonly Agreement[];
  /** By agreement number. */
  readonly completeness: readonly Statement['completeness'][];
  /** By agreement number. */
  readonly lacksTap: readonly boolean[];
  readonly leftOut: readonly LeftOut[];
  /** By agreement number. */
  readonly review: readonly ReviewMoney[];
  readonly exchange: readonly ExchangeFinding[];
  readonly unmatched: Unmatched;
}

/** Devices of an agreement that wait for a review; decimal strings in its currency. */
export interface ReviewMoney {
  readonly devices: number;
  /** Exact TAP charge of their records. */
  readonly tapCharge: string;
  readonly atStake: string;
}

type OpenItem = Omit<CloseItem, 'waived'>;

/** Records and events of the period that belong to no agreement, with their TAP money (rule 1). */
export async function readUnmatchedRows(db: Db): Promise<Unmatched> {
  const rows = { tap: await db.rows('runs/unmatched'), signaling: await db.rows('runs/unmatched_event') };
  const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
  return JSON.parse(JSON.stringify(rows, plain)) as Unmatched;
}

/** Items in a fixed order, none of them waived. Needs the period store. */
export async function readCloseItems(db: Db, found: Found): Promise<OpenItem[]> {
  const [withheld, possible] = [
    await db.rows<WithheldRow>('runs/withheld_record'),
    await db.rows<{ no: number; records: bigint }>('runs/possible_duplicate'),
  ];
  const ofAgreement = found.agreements.flatMap((agreement, no) => [
    ...completenessItems(agreement, found.completeness[no]!),
    ...(found.lacksTap[no]! ? [noTapItem(agreement)] : []),
    ...reviewItems(agreement, found.review[no]!),
    ...withheldItems(
      agreement,
      withheld.filter((row) => row.no === no),
    ),
    ...possible
      .filter((row) => row.no === no)
      .map(({ records }) => ({
        id: `possible_duplicates:${agreement.id}`,
        kind: 'possible_duplicates' as const,
        agreement_id: agreement.id,
        what: `${records} charged ${plural(records, 'TAP record looks filed again but carries', 'TAP records look filed again but carry')} no reference`,
        money: [],
      })),
    ...found.exchange
      .filter((finding) => finding.no === no)
      .map((finding) => ({
        id: `exchange_rate:${agreement.id}:${finding.agreed.from}:${finding.agreed.to}:${finding.stated}`,
        kind: 'exchange_rate' as const,
        agreement_id: agreement.id,
        what: exchangeNote(finding),
        money: [{ amount: finding.amount, currency: finding.currency }],
      })),
    ...found.leftOut.filter(({ agreement_id }) => agreement_id === agreement.id).map(leftOutItem),
  ]);
  return [...ofAgreement, ...unmatchedItems(found.unmatched)];
}

/** Throws WAIVER_INVALID where a waiver names no item of the run: what is not there cannot be let pass. */
export function waive(items: readonly OpenItem[], waivers: readonly Waiver[], file: string): CloseItem[] {
  const ids = new Set(items.map((item) => item.id));
  const stray = waivers.find(({ id }) => !ids.has(id));
  if (stray !== undefined) {
    // What stands there by mistake may be an IMSI.
    const detail = `The run has no item ${stray.id.replace(/\d{6,}/g, '…')}.`;
    throw new RoamsettleError('WAIVER_INVALID', detail, { file, line: stray.line });
  }
  const reasons = new Map(waivers.map(({ id, reason }) => [id, reason]));
  return items.map((item) => ({ ...item, waived: reasons.get(item.id) ?? null }));
}

interface WithheldRow extends Row {
  no: number;
  reason: string;
  tap_currency: string;
  tap_decimals: number;
  records: bigint;
  units: string;
}

function completenessItems({ id }: Agreement, completeness: Statement['completeness']): OpenItem[] {
  const gaps = completeness.sequence_gaps.flatMap(({ sender, recipient, missing }) =>
    missing.map((range) => ({
      id: `sequence_gap:${sender}:${recipient}:${range}`,
      kind: 'sequence_gap' as const,
      agreement_id: id,
      what: range.includes('-')
        ? `TAP files ${range} from ${sender} to ${recipient} are missing`
        : `TAP file ${range} from ${sender} to ${recipient} is missing`,
      money: [],
    })),
  );
  const quarantined = completeness.quarantined.map(({ sha256, code, tap_charge, currency }) => ({
    // A file that could not even be read has no content to name.
    id: `quarantined_file:${sha256 === '' ? code : sha256}`,
    kind: 'quarantined_file' as const,
    agreement_id: id,
    what: `a file is kept back: ${code}`,
    money: tap_charge === null || currency === null ? [] : [{ amount: tap_charge, currency }],
  }));
  const blind = spans(completeness.missing_days).map((span) => ({
    id: `blind_days:${id}:${span}`,
    kind: 'blind_days' as const,
    agreement_id: id,
    what: `no signaling event of the visited party is dated ${span}`,
    money: [],
  }));
  return [...gaps, ...quarantined, ...blind];
}

function leftOutItem({ agreement_id, devices }: LeftOut): OpenItem {
  const what = `lists that resolved disputes left in the data folder speak of ${devices} ${plural(devices, 'device')} in the month, and were not given`;
  return { id: `left_out_lists:${agreement_id}`, kind: 'left_out_lists', agreement_id, what, money: [] };
}

function noTapItem({ id }: Agreement): OpenItem {
  const what = 'no TAP file or Notification of the month is loaded';
  return { id: `no_tap:${id}`, kind: 'no_tap', agreement_id: id, what, money: [] };
}

/** Dates in order → `2026-10-03` or `2026-10-03..2026-10-05` for days that follow each other. */
function spans(dates: readonly string[]): string[] {
  const found: [number, number][] = [];
  for (const day of dates.map(dayOfDate)) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === day - 1) last[1] = day;
    else found.push([day, day]);
  }
  return found.map(([first, last]) =>
    first === last ? dateOfDay(first) : `${dateOfDay(first)}..${dateOfDay(last)}`,
  );
}

function reviewItems({ id, currency }: Agreement, { devices, tapCharge, atStake }: ReviewMoney): OpenItem[] {
  if (devices === 0) return [];
  return [
    {
      id: `review_devices:${id}`,
      kind: 'review_devices',
      agreement_id: id,
      what: `${devices} ${plural(devices, 'device waits for a review; it is settled as if it', 'devices wait for a review; they are settled as if they')} ${plural(devices, 'was', 'were')} human`,
      money: [{ amount: tapCharge, currency }],
      at_stake: { amount: atStake, currency },
    },
  ];
}

function withheldItems({ id }: Agreement, rows: readonly WithheldRow[]): OpenItem[] {
  return [...Map.groupBy(rows, (row) => row.reason)].map(([reason, group]) => ({
    id: `withheld_records:${id}:${reason}`,
    kind: 'withheld_records',
    agreement_id: id,
    what: withheldText(
      group.reduce((sum, row) => sum + row.records, 0n),
      reason,
    ),
    money: moneyOf(group),
  }));
}

function withheldText(records: bigint, reason: string): string {
  return `${records} ${plural(records, 'TAP record is', 'TAP records are')} ${reason} and not charged`;
}

function unmatchedItems({ tap, signaling }: Unmatched): OpenItem[] {
  const pairs = Map.groupBy(tap, ({ sender, recipient, reason }) => `${sender}:${recipient}:${reason}`);
  return [
    ...[...pairs.values()].map((rows) => {
      const { sender, recipient, reason } = rows[0]!;
      const records = rows.reduce((sum, row) => sum + row.records, 0);
      return {
        id: `unmatched_tadigs:${sender}:${recipient}:${reason.replaceAll(' ', '_')}`,
        kind: 'unmatched_tadigs' as const,
        agreement_id: null,
        what: `${records} ${plural(records, 'TAP record')} from ${sender} to ${recipient} ${plural(records, 'is', 'are')} in no statement: ${reason}`,
        money: moneyOf(rows),
      };
    }),
    ...signaling.map(({ visited_plmn, events, devices }) => ({
      id: `unmatched_plmn:${visited_plmn === '' ? 'none' : visited_plmn}`,
      kind: 'unmatched_plmn' as const,
      agreement_id: null,
      what: `${events} signaling ${plural(events, 'event')} of ${devices} ${plural(devices, 'device')} ${plural(events, 'belongs', 'belong')} to no agreement`,
      money: [],
    })),
  ];
}

function moneyOf(rows: readonly { tap_currency: string; tap_decimals: number; units: string }[]) {
  return rows.map(({ tap_currency, tap_decimals, units }) => ({
    amount: minorToText(BigInt(units), tap_decimals),
    currency: tap_currency,
  }));
}
