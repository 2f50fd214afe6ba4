/**
 * The one definition of each loaded table, as apache-arrow schemas.
 *
 * Workers fill buffers of exactly this layout (values + validity bitmap), the columns of sql/migrations follow it, and a
 * test compares the migrated DuckDB tables with it.
 *
 * - `Dictionary<Utf8, Int32>`: an open vocabulary. In a worker's batch the codes point into the batch's own
 *   dictionary; the store rewrites them to codes of its global `text_dictionary`.
 * - `Dictionary<Utf8, Uint8>`: a closed vocabulary (a DuckDB ENUM), codes are positions in src/domain/service.ts.
 * - Identifiers (IMSI, IMEI) are the integer `1` followed by their digits; an absent one is null.
 */
import { Dictionary, Field, Int16, Int32, Int64, List, Schema, Struct, Uint8, Utf8 } from 'apache-arrow';

const text = (name: string) => new Field(name, new Dictionary(new Utf8(), new Int32()), true);
const closed = (name: string) => new Field(name, new Dictionary(new Utf8(), new Uint8()), false);
const i16 = (name: string, nullable = false) => new Field(name, new Int16(), nullable);
const i32 = (name: string, nullable = false) => new Field(name, new Int32(), nullable);
const i64 = (name: string, nullable = false) => new Field(name, new Int64(), nullable);

/**
 * One call event of a TransferBatch. Grain: (file_id, record_index).
 * Amounts are integers of 10^-TapDecimalPlaces in TapCurrency of the file; times are seconds since 1970-01-01 of the
 * event's own local clock, `utc_offset` in minutes (UTC = start_local − 60 × utc_offset).
 */
export const tapRecordSchema = new Schema([
  i32('file_id'),
  i32('record_index'),
  /** Byte offset of the event's tag in the inflated file. */
  i64('byte_offset'),
  /** APPLICATION tag of the CallEventDetail alternative (9 MOC, 10 MTC, 11 SS, 12 SCU, 14 GPRS, 17 content …). */
  i16('event_tag'),
  closed('service'),
  i64('imsi', true),
  i64('imei', true),
  i64('start_local'),
  i16('utc_offset'),
  /** Seconds (TotalCallEventDuration). */
  i64('duration', true),
  /** Bytes: DataVolumeOutgoing is up, DataVolumeIncoming is down. */
  i64('bytes_up', true),
  i64('bytes_down', true),
  /** Sum of Charge with ChargeType 00 outside refunds, without CAMEL. */
  i64('charge'),
  i64('camel_fee'),
  /** Sum of Charge with ChargeType 00 inside groups with ChargeRefundIndicator. */
  i64('refund'),
  i64('tax'),
  i64('tax_refund'),
  i64('discount'),
  i64('discount_refund'),
  /** ExchangeRateCode of the first charge information. */
  i32('exchange_rate_code', true),
  /** ChargingId as number; CallReference or EventReference as 64-bit identity (octets, or a hash of longer text). */
  i64('reference', true),
  /** Recording entities of the event by id, in wire order, joined by '+'. */
  text('rec_entity'),
  /** The id of the GGSN (RecEntityType 3) or P-GW (7) among them. */
  text('gateway'),
  text('partial_type'),
  /** AccessPointNameNI, lower case. */
  text('apn'),
  text('apn_oi'),
  text('serving_network'),
  text('teleservice'),
  i32('location_area', true),
  i64('cell_id', true),
  /** 64-bit hash of the duplicate key (docs/rules.md, rule 15) except the sender (IMSI … charge). */
  i64('duplicate_hash'),
  /** Bit set of RecordFlag. */
  i32('flags'),
  i64('msisdn', true),
  /** PDPContextStartTimestamp (GPRS) in seconds since 1970-01-01 UTC: the session that a partial belongs to. */
  i64('context_start_utc', true),
  i32('cause_for_term', true),
  /** RapFileSequenceNumber of the event: it is sent again after that RAP file returned it. */
  text('rap_sequence'),
  /** ChargedItem of the first charge information (D duration, V volume, X, E event …). */
  text('charged_item'),
  /** Charge informations of the event; where there is more than one, each is a row of `tap_charge`. */
  i32('charges', true),
]);

/** Columns of `tapRecordSchema` that few records of a file differ in: each combination is a row of `tap_pattern`. */
export const PATTERN_COLUMNS: readonly string[] = [
  'event_tag',
  'service',
  'utc_offset',
  'exchange_rate_code',
  'rec_entity',
  'gateway',
  'partial_type',
  'apn',
  'apn_oi',
  'serving_network',
  'teleservice',
  'flags',
  'cause_for_term',
  'rap_sequence',
  'charged_item',
  'charges',
];

/** Amounts that hardly any record has: one list, in this order, where one of them is not 0. */
export const OTHER_AMOUNTS: readonly string[] = [
  'camel_fee',
  'refund',
  'tax_refund',
  'discount',
  'discount_refund',
];

const ownFields = tapRecordSchema.fields.filter(
  ({ name }) => ![...PATTERN_COLUMNS, ...OTHER_AMOUNTS, 'imsi', 'imei'].includes(name),
);

/**
 * A record as it is stored: its subscriber and its equipment, and in one STRUCT what else is its own and the code of the rest: DuckDB counts
 * no distinct values of what stands in a STRUCT. Grain: (file_id, record_index).
 */
export const tapStoredSchema = new Schema([
  i64('imsi', true),
  i64('imei', true),
  new Field(
    'record',
    new Struct([
      ...ownFields,
      new Field('other_amounts', new List(new Field('l', new Int64(), true)), true),
      i32('pattern'),
    ]),
    false,
  ),
]);

/** A combination of values of PATTERN_COLUMNS. Grain: pattern. */
export const tapPatternSchema = new Schema([
  i32('pattern'),
  ...PATTERN_COLUMNS.map((column) => tapRecordSchema.fields.find(({ name }) => name === column)!),
]);

/**
 * One charge of a call event that has several: a ChargeInformation or SessionChargeInformation, or the CAMEL
 * invocation fee. Grain: (file_id, record_index, charge_index). Amounts as in `tap_record`; what it refunds stands in
 * the same columns with `is_refund` 1.
 */
export const tapChargeSchema = new Schema([
  i32('file_id'),
  i32('record_index'),
  /** 0-based, in the order of the file. */
  i32('charge_index'),
  /** Null for a CAMEL invocation fee. */
  text('charged_item'),
  i32('exchange_rate_code', true),
  /** Charge of ChargeType 00, or the fee. */
  i64('charge'),
  i64('tax'),
  i64('discount'),
  i16('is_refund'),
  i16('is_camel_fee'),
]);

/** One normalised signaling event. Grain: distinct event (rows equal in all normalised columns are one). */
export const signalingEventSchema = new Schema([
  i32('file_id'),
  /** 1-based line (CSV, NDJSON) or row (Parquet) in the file. */
  i64('line'),
  /** Milliseconds since 1970-01-01 UTC. */
  i64('event_ms'),
  i64('imsi'),
  i64('imei', true),
  text('interface'),
  text('procedure'),
  text('result'),
  text('visited_plmn'),
  text('rat'),
  text('cell'),
  text('apn'),
]);

/** Bits of `tap_record.flags`. */
export const RecordFlag = {
  /** No start time stamp: dated by the file's FileAvailableTimeStamp. */
  START_MISSING: 1,
  /** UTC offset code absent or not in the file's table: the file's own offset is used. */
  OFFSET_UNKNOWN: 2,
  /** A volume was encoded with its sign bit set and is read as unsigned. */
  VOLUME_SIGN: 4,
  /** No charging id, call reference or event reference: duplicates are only a warning. */
  NO_REFERENCE: 8,
  /** The event is only walked for its money, subscriber, times and references. */
  NOT_DECODED: 16,
  /** IMEI with digits a–e or an odd length: kept out. */
  IMEI_UNUSABLE: 32,
  /** TD.57 Severe: a value of the event is wrong, so the event is returned: known, never charged. */
  REJECTED: 64,
} as const;
