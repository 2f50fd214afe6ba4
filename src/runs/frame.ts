/** Settled amounts → statements: the frame around the money (agreement, inputs, completeness, devices, notes). */

import type { Agreement, InForce, VersionInForce } from '../domain/agreement/types.ts';
import {
  countDevices,
  type DeviceKind,
  isSilentlyCharged,
  type ListedDevices,
  listedSegment,
} from '../domain/devices.ts';
import { parseDecimal, sub } from '../domain/fraction.ts';
import { dateOfDay } from '../domain/period.ts';
import { plural } from '../domain/plural.ts';
import { minorToText, roundFraction } from '../domain/rounding.ts';
import type {
  Decision,
  InvoiceHead,
  MeasuredPrecision,
  Statement,
  StatementVersion,
} from '../domain/statement.ts';
import type { Settlement } from '../settle/settle.ts';
import type { Db, Row } from '../store/db.ts';
import { lacksTap } from './completeness.ts';
import { type ExchangeFinding, exchangeNote } from './exchange-check.ts';
import { filesDigest, type RunInputs } from './identity.ts';

interface FactRow extends Row {
  no: number;
  records: bigint;
  events: bigint;
  duplicates: bigint;
  foreign_records: bigint;
  outside_term: bigint;
}

interface WithheldRow extends Row {
  no: number;
  reason: 'rejected' | 'returned';
  tap_currency: string;
  tap_decimals: number;
  records: bigint;
  units: string;
}

interface Framed {
  readonly inputs: RunInputs;
  readonly agreements: readonly InForce[];
  readonly devices: ListedDevices;
  readonly settlement: Settlement;
  readonly exchange: readonly ExchangeFinding[];
  /** By agreement number: the statement's place in the chain of its period. */
  readonly places: readonly number[];
  /** By agreement number: net of the accrual that the run reverses. */
  readonly accrued: readonly (string | null)[];
  readonly measured: MeasuredPrecision | null;
}

const DECISIONS: readonly Decision[] = ['charge', 'review', 'ignore'];

/** Reads what the statements say beside the money, and gives a function that closes them with the device list's hash. */
export async function frameStatements(
  db: Db,
  runId: string,
  { inputs, agreements, devices, settlement, exchange, places, accrued, measured }: Framed,
): Promise<(deviceListSha256: string) => Statement[]> {
  const facts = await db.rows<FactRow>('runs/agreement_fact');
  const possible = await db.rows<{ no: number; records: bigint }>('runs/possible_duplicate');
  const withheld = await db.rows<WithheldRow>('runs/withheld_record');
  const missing = await db.rows<{ no: number; day: bigint }>('runs/missing_day');
  const keys = await db.rows<{ no: number; tap_currency: string }>('settle/usage_key');
  return (deviceListSha256) =>
    agreements.map((held, no) => {
      const { latest: agreement } = held;
      const fact = facts.find((row) => row.no === no)!;
      const kinds = devices.kinds.filter((kind) => kind.no === no);
      const { has_tap, ...gaps } = inputs.gaps[no]!;
      const rows = countDevices(kinds, () => true);
      const missingDays = missing.filter((row) => row.no === no).map((row) => dateOfDay(Number(row.day)));
      const whole =
        gaps.sequence_gaps.length === 0 && gaps.quarantined.length === 0 && missingDays.length === 0;
      const { lines, totals, commitment, baselines, bridge, uplift } = settlement.settled[no]!;
      return {
        run_id: runId,
        corrects: inputs.corrects,
        status: whole && !inputs.accrual ? 'final' : 'provisional',
        is_accrual: inputs.accrual,
        accrual: accrualOf(inputs.reverses, accrued[no]!, totals.net),
        completeness: {
          ...gaps,
          missing_days: missingDays,
          silent_devices: countDevices(kinds, isSilentlyCharged),
          amount_at_stake: minorToText(settlement.silentFees[no]!, agreement.rounding.decimals),
        },
        ...headOf(held, inputs.period),
        invoice: invoiceHead(agreement, inputs.period, places[no]!),
        measured,
        inputs: {
          files: inputs.files.length,
          records: Number(fact.records),
          events: Number(fact.events),
          tap_currencies: currenciesOf(keys.filter((key) => key.no === no)),
          digest: filesDigest(inputs),
        },
        lines,
        totals,
        commitment,
        devices: devicesBy(agreement, kinds),
        device_list: { rows, sha256: deviceListSha256 },
        baselines,
        bridge,
        uplift,
        notes: [
          ...(lacksTap({ has_tap }, rows) ? [NO_TAP] : []),
          ...notesOf(fact, possible.find((row) => row.no === no)?.records ?? 0n),
          ...withheld.filter((row) => row.no === no).map(withheldNote),
          ...noticeNotes(kinds, agreement),
          ...exchange.filter((finding) => finding.no === no).map(exchangeNote),
        ],
      };
    });
}

function accrualOf(runId: string | null, accrued: string | null, net: string): Statement['accrual'] {
  if (runId === null || accrued === null) return null;
  // The agreement may round to other decimals by now.
  const places = Math.max(...[net, accrued].map((text) => text.split('.')[1]?.length ?? 0));
  const difference = sub(parseDecimal(net), parseDecimal(accrued));
  return {
    run_id: runId,
    net: accrued,
    difference: minorToText(roundFraction(difference, places, 'down'), places),
  };
}

function invoiceHead({ id, invoice }: Agreement, period: string, place: number): InvoiceHead | null {
  if (invoice === null) return null;
  const party = (named: typeof invoice.seller) =>
    named === null ? null : { name: named.name, address: named.address, vat_id: named.vatId };
  return {
    number: `${invoice.numberPrefix}${id}-${period}-${place}`,
    seller: party(invoice.seller),
    buyer: party(invoice.buyer),
    payment_days: invoice.paymentDays,
    dispute_days: invoice.disputeDays,
  };
}

/** What a statement says of its agreement and month. */
export function headOf(
  { latest, versions }: InForce,
  period: string,
): Pick<Statement, 'agreement' | 'parties' | 'period' | 'currency' | 'terms' | 'detection'> {
  const { id, version, digest, visited, home, currency, settlement, rounding, tax, detection } = latest;
  return {
    agreement: {
      id,
      version,
      digest,
      ...(versions.length > 1 && { versions: versions.map(statementVersion) }),
    },
    parties: {
      visited: visited.name,
      home: home.name,
      visited_tadigs: visited.tadigs,
      home_tadigs: home.tadigs,
    },
    period,
    currency,
    terms: { method: settlement.method, rounding, tax_rate: tax.rate },
    detection: { charge_at: detection.chargeAt, review_at: detection.reviewAt },
  };
}

function currenciesOf(keys: readonly { readonly tap_currency: string }[]): string[] {
  return [...new Set(keys.map(({ tap_currency }) => tap_currency))].sort();
}

function statementVersion({ agreement, fromDay, endDay }: VersionInForce): StatementVersion {
  return {
    version: agreement.version,
    digest: agreement.digest,
    from: dateOfDay(fromDay),
    until: dateOfDay(endDay),
    tax_rate: agreement.tax.rate,
  };
}

/** Every segment and decision, those without devices too, in the order of the latest version. */
export function devicesBy(agreement: Agreement, kinds: readonly DeviceKind[]): Statement['devices'] {
  const inSegment = (segment: string) => countDevices(kinds, (kind) => listedSegment(kind) === segment);
  // Excluded devices, and those that no segment fits.
  const without = inSegment('');
  return {
    by_segment: [
      ...agreement.segments.map(({ name }) => ({ segment: name, devices: inSegment(name) })),
      ...(without > 0 ? [{ segment: '', devices: without }] : []),
    ],
    by_decision: DECISIONS.map((decision) => ({
      decision,
      devices: countDevices(kinds, (kind) => kind.decision === decision),
    })),
  };
}

function noticeNotes(kinds: readonly DeviceKind[], { detection }: Agreement): string[] {
  const devices = countDevices(kinds, (kind) => kind.inNotice);
  if (devices === 0) return [];
  return [
    `${devices} ${plural(devices, 'device is', 'devices are')} found and not charged yet: ${plural(devices, 'it is', 'they are')} in notice (${detection.noticePeriods} ${plural(detection.noticePeriods, 'month')}).`,
  ];
}

function withheldNote({ reason, records, units, tap_currency, tap_decimals }: WithheldRow): string {
  const money = `${minorToText(BigInt(units), tap_decimals)} ${tap_currency}`;
  const known = plural(records, 'it is known', 'they are known');
  const their = plural(records, 'its', 'their');
  if (reason === 'returned')
    return `${records} ${plural(records, 'TAP record was', 'TAP records were')} returned to the sender (RAP) and not sent again: ${known} but not charged; ${their} TAP charge is ${money}.`;
  return `${records} ${plural(records, 'TAP record')} with a wrong value (TD.57 Severe) ${plural(records, 'is', 'are')} known but not charged; ${their} TAP charge, as far as it can be read, is ${money}.`;
}

const NO_TAP =
  'No TAP file or Notification of the month is loaded: nobody can tell what was used, and which devices are silent.';

function notesOf(fact: FactRow, possibleDuplicates: bigint): string[] {
  const notes: string[] = [];
  if (fact.duplicates > 0n)
    notes.push(
      `${fact.duplicates} ${plural(fact.duplicates, 'TAP record was filed again and is', 'TAP records were filed again and are')} charged once.`,
    );
  if (possibleDuplicates > 0n) {
    notes.push(
      `${possibleDuplicates} charged ${plural(possibleDuplicates, 'TAP record looks filed again but carries no reference: check it', 'TAP records look filed again but carry no reference: check them')}.`,
    );
  }
  if (fact.outside_term > 0n) {
    notes.push(
      `${fact.outside_term} ${plural(fact.outside_term, 'TAP record of the month lies outside the term and is', 'TAP records of the month lie outside the term and are')} in no statement.`,
    );
  }
  if (fact.foreign_records > 0n) {
    notes.push(
      `${fact.foreign_records} charged ${plural(fact.foreign_records, 'TAP record carries', 'TAP records carry')} an IMSI that another network, or none here, owns.`,
    );
  }
  return notes;
}
