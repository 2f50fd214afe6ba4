/**
 * The row of the call event at hand, written straight into the columns of the open batch of `tapRecordSchema` (without
 * `file_id`): no object, string or bigint per record, and no copy from fields to columns. 64-bit columns are pairs of
 * words, low half first. What an event lacks is marked null when its row ends.
 */
import type { ColumnBatch } from '../../arrow/batch.ts';
import { BATCH_ROWS, BatchBuilder } from '../../arrow/batch-builder.ts';
import { tapRecordSchema } from '../../arrow/schemas.ts';

/** Octets of a small call event: the first guess of how many records a list holds. */
const SMALL_EVENT_OCTETS = 128;

/** Bits of `present`: the nullable columns an event has. */
export const Has = {
  IMSI: 1 << 0,
  IMEI: 1 << 1,
  DURATION: 1 << 2,
  BYTES_UP: 1 << 3,
  BYTES_DOWN: 1 << 4,
  EXCHANGE_RATE_CODE: 1 << 5,
  REFERENCE: 1 << 6,
  REC_ENTITY: 1 << 7,
  GATEWAY: 1 << 8,
  PARTIAL_TYPE: 1 << 9,
  APN: 1 << 10,
  APN_OI: 1 << 11,
  SERVING_NETWORK: 1 << 12,
  TELESERVICE: 1 << 13,
  LOCATION_AREA: 1 << 14,
  CELL_ID: 1 << 15,
  MSISDN: 1 << 16,
  CONTEXT_START: 1 << 17,
  CAUSE_FOR_TERM: 1 << 18,
  RAP_SEQUENCE: 1 << 19,
  CHARGED_ITEM: 1 << 20,
} as const;

/** Column of each bit, in the order of the bits. */
const NULLABLE = [
  'imsi',
  'imei',
  'duration',
  'bytes_up',
  'bytes_down',
  'exchange_rate_code',
  'reference',
  'rec_entity',
  'gateway',
  'partial_type',
  'apn',
  'apn_oi',
  'serving_network',
  'teleservice',
  'location_area',
  'cell_id',
  'msisdn',
  'context_start_utc',
  'cause_for_term',
  'rap_sequence',
  'charged_item',
] as const;
const ALL = (1 << NULLABLE.length) - 1;

/** Money columns of a row; the audit adds them up over the file. */
const MONEY = ['charge', 'camel_fee', 'refund', 'tax', 'tax_refund', 'discount', 'discount_refund'] as const;
export type MoneyColumn = (typeof MONEY)[number];

const NONE = new Int32Array(0);

export class RecordColumns {
  readonly batches: ColumnBatch[] = [];
  /** Rows ended so far, over all batches. */
  records = 0;
  /** The open row inside the open batch. */
  row = 0;
  /** Bits of `Has`. */
  present = 0;
  readonly #builder: BatchBuilder;
  readonly #nullable: readonly number[];
  /** `present` of every row of the open batch; a batch's capacity is a multiple of 8. */
  #presence = NONE;
  readonly #totals = new Map<MoneyColumn, bigint>(MONEY.map((name) => [name, 0n]));

  recordIndex: Int32Array = NONE;
  byteOffset: Int32Array = NONE;
  eventTag: Int16Array = new Int16Array(0);
  service: Uint8Array = new Uint8Array(0);
  imsi: Int32Array = NONE;
  imei: Int32Array = NONE;
  startLocal: Int32Array = NONE;
  utcOffset: Int16Array = new Int16Array(0);
  duration: Int32Array = NONE;
  bytesUp: Int32Array = NONE;
  bytesDown: Int32Array = NONE;
  charge: Int32Array = NONE;
  camelFee: Int32Array = NONE;
  refund: Int32Array = NONE;
  tax: Int32Array = NONE;
  taxRefund: Int32Array = NONE;
  discount: Int32Array = NONE;
  discountRefund: Int32Array = NONE;
  exchangeRateCode: Int32Array = NONE;
  reference: Int32Array = NONE;
  recEntity: Int32Array = NONE;
  gateway: Int32Array = NONE;
  partialType: Int32Array = NONE;
  apn: Int32Array = NONE;
  apnOi: Int32Array = NONE;
  servingNetwork: Int32Array = NONE;
  teleservice: Int32Array = NONE;
  locationArea: Int32Array = NONE;
  cellId: Int32Array = NONE;
  duplicateHash: Int32Array = NONE;
  flags: Int32Array = NONE;
  msisdn: Int32Array = NONE;
  contextStart: Int32Array = NONE;
  causeForTerm: Int32Array = NONE;
  rapSequence: Int32Array = NONE;
  chargedItem: Int32Array = NONE;
  charges: Int32Array = NONE;

  /** `octets`: length of the list of call events, as far as it is known. */
  constructor(octets: number) {
    const expected = Math.ceil(octets / SMALL_EVENT_OCTETS);
    this.#builder = new BatchBuilder(tapRecordSchema, ['file_id'], expected);
    this.#nullable = NULLABLE.map((name) => this.#builder.column(name));
    this.#open();
  }

  /** Ends the open row: what `present` lacks becomes null. */
  endRow(): void {
    const b = this.#builder;
    this.#presence[this.row] = this.present;
    this.present = 0;
    this.records++;
    const capacity = b.capacity;
    b.endRow();
    if (b.isFull) {
      this.#flush();
      this.#open();
    } else if (b.capacity !== capacity) {
      this.#open();
    } else {
      this.row++;
    }
  }

  /** Hands out the last batch; the totals are whole after it. */
  finish(): void {
    if (this.#builder.rows > 0) this.#flush();
  }

  /** Sum of money columns over the file, in units of 10^-TapDecimalPlaces. */
  total(...columns: MoneyColumn[]): bigint {
    return columns.reduce((sum, column) => sum + this.#totals.get(column)!, 0n);
  }

  #flush(): void {
    const b = this.#builder;
    this.#fillValidity();
    for (const name of MONEY) {
      const sum = sumWords(b.words(b.column(name)), b.rows);
      this.#totals.set(name, this.#totals.get(name)! + sum);
    }
    this.batches.push(b.finish());
  }

  /** The validity bitmaps of the open batch, a column at a time: what `present` lacked is null. */
  #fillValidity(): void {
    const b = this.#builder;
    const presence = this.#presence;
    let all = ALL;
    let some = 0;
    for (let row = 0; row < b.rows; row++) {
      all &= presence[row]!;
      some |= presence[row]!;
    }
    for (let bit = 0; bit < NULLABLE.length; bit++) {
      if ((all >> bit) & 1) continue;
      const bitmap = b.nulls(this.#nullable[bit]!);
      if (((some >> bit) & 1) === 0) continue;
      for (let row = 0; row < b.rows; row += 8) {
        let octet = 0;
        for (let i = 0; i < 8; i++) octet |= ((presence[row + i]! >> bit) & 1) << i;
        bitmap[row >> 3] = octet;
      }
    }
  }

  /** Takes the arrays of the open batch. */
  #open(): void {
    const b = this.#builder;
    if (this.#presence.length < b.capacity) {
      const wider = new Int32Array(b.capacity);
      wider.set(this.#presence);
      this.#presence = wider;
    }
    const words = (name: string) => b.words(b.column(name));
    this.row = b.rows;
    this.recordIndex = words('record_index');
    this.byteOffset = words('byte_offset');
    this.eventTag = b.shorts(b.column('event_tag'));
    this.service = b.bytes(b.column('service'));
    this.imsi = words('imsi');
    this.imei = words('imei');
    this.startLocal = words('start_local');
    this.utcOffset = b.shorts(b.column('utc_offset'));
    this.duration = words('duration');
    this.bytesUp = words('bytes_up');
    this.bytesDown = words('bytes_down');
    this.charge = words('charge');
    this.camelFee = words('camel_fee');
    this.refund = words('refund');
    this.tax = words('tax');
    this.taxRefund = words('tax_refund');
    this.discount = words('discount');
    this.discountRefund = words('discount_refund');
    this.exchangeRateCode = words('exchange_rate_code');
    this.reference = words('reference');
    this.recEntity = words('rec_entity');
    this.gateway = words('gateway');
    this.partialType = words('partial_type');
    this.apn = words('apn');
    this.apnOi = words('apn_oi');
    this.servingNetwork = words('serving_network');
    this.teleservice = words('teleservice');
    this.locationArea = words('location_area');
    this.cellId = words('cell_id');
    this.duplicateHash = words('duplicate_hash');
    this.flags = words('flags');
    this.msisdn = words('msisdn');
    this.contextStart = words('context_start_utc');
    this.causeForTerm = words('cause_for_term');
    this.rapSequence = words('rap_sequence');
    this.chargedItem = words('charged_item');
    this.charges = words('charges');
  }
}

/** Sum of natural 64-bit values: a batch's halves stay far below 2^53, so doubles add them exactly. */
function sumWords(words: Int32Array, rows: number): bigint {
  if (rows > BATCH_ROWS) throw new RangeError('batch too large for an exact sum');
  let lo = 0;
  let hi = 0;
  for (let i = 0; i < rows * 2; i += 2) {
    lo += words[i]! >>> 0;
    hi += words[i + 1]!;
  }
  return (BigInt(hi) << 32n) + BigInt(lo);
}
