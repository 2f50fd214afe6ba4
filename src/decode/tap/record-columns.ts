/**
 * The row of the call event at hand, written straight into the columns of the open batch of `tapRecordSchema` (without
 * `file_id`): no object, string or bigint per record, and no copy from fields to columns. 64-bit columns are pairs of
 * words, low half first. What an event lacks is marked null when its row ends.
 *
 * The open batch stands in the memory of the thread's kernel, which writes rows of its own between those of the general
 * walkers; a batch is taken out when it is full. So one decode of a thread has rows at a time.
 */
import type { ColumnBatch, OpenBatch, TakeBatch } from '../../arrow/batch.ts';
import type { Kernel } from '../kernel/kernel.ts';
import * as L from '../kernel/layout.ts';

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
const BITS = new Map<string, number>(NULLABLE.map((name, bit) => [name, bit]));

/** Money columns of a row, as they follow each other in the schema; the audit adds them up over the file. */
const MONEY = ['charge', 'camel_fee', 'refund', 'tax', 'tax_refund', 'discount', 'discount_refund'] as const;
/** Sum of each money column, in units of 10^-TapDecimalPlaces. */
export type MoneySums = Readonly<Record<(typeof MONEY)[number], bigint>>;

const NONE = new Int32Array(0);
const NO_SHORTS = new Int16Array(0);
const NO_OCTETS = new Uint8Array(0);

export class RecordColumns {
  readonly batches: ColumnBatch[] = [];
  /** Rows ended so far, over all batches; the index of the next one. */
  records: number;
  /** The open row inside the open batch. */
  row = 0;
  /** Bits of `Has`. */
  present = 0;
  readonly #kernel: Kernel | null;
  readonly #take: TakeBatch;
  /** Columns of 64 and of 32 bits. */
  readonly #wide: readonly Int32Array[];
  readonly #narrow: readonly Int32Array[];
  /** `present` of every row of the open batch. */
  readonly #presence: Int32Array;
  readonly #totals = MONEY.map(() => 0n);

  readonly recordIndex: Int32Array;
  readonly byteOffset: Int32Array;
  readonly eventTag: Int16Array;
  readonly service: Uint8Array;
  readonly imsi: Int32Array;
  readonly imei: Int32Array;
  readonly startLocal: Int32Array;
  readonly utcOffset: Int16Array;
  readonly duration: Int32Array;
  readonly bytesUp: Int32Array;
  readonly bytesDown: Int32Array;
  readonly charge: Int32Array;
  readonly camelFee: Int32Array;
  readonly refund: Int32Array;
  readonly tax: Int32Array;
  readonly taxRefund: Int32Array;
  readonly discount: Int32Array;
  readonly discountRefund: Int32Array;
  readonly exchangeRateCode: Int32Array;
  readonly reference: Int32Array;
  readonly recEntity: Int32Array;
  readonly gateway: Int32Array;
  readonly partialType: Int32Array;
  readonly apn: Int32Array;
  readonly apnOi: Int32Array;
  readonly servingNetwork: Int32Array;
  readonly teleservice: Int32Array;
  readonly locationArea: Int32Array;
  readonly cellId: Int32Array;
  readonly duplicateHash: Int32Array;
  readonly flags: Int32Array;
  readonly msisdn: Int32Array;
  readonly contextStart: Int32Array;
  readonly causeForTerm: Int32Array;
  readonly rapSequence: Int32Array;
  readonly chargedItem: Int32Array;
  readonly charges: Int32Array;

  /**
   * Rows in the memory of `kernel`, without which no row can be written; `take` makes a batch of them, `firstIndex` is the
   * first record's.
   */
  constructor(kernel: Kernel | null, take: TakeBatch = copyOut, firstIndex = 0) {
    this.#kernel = kernel;
    this.#take = take;
    this.records = firstIndex;
    const columns = kernel === null ? [] : [...kernel.columns.values()];
    const ofOctets = (octets: number) =>
      columns.filter((column) => column.octets === octets).map(({ values }) => values as Int32Array);
    this.#wide = ofOctets(8);
    this.#narrow = ofOctets(4);
    this.#presence = kernel === null ? NONE : kernel.words.subarray(L.PRESENCE / 4, L.PRESENCE / 4 + L.ROWS);
    const words = (name: string) => (kernel?.columns.get(name)?.values ?? NONE) as Int32Array;
    const shorts = (name: string) => (kernel?.columns.get(name)?.values ?? NO_SHORTS) as Int16Array;
    this.recordIndex = words('record_index');
    this.byteOffset = words('byte_offset');
    this.eventTag = shorts('event_tag');
    this.service = (kernel?.columns.get('service')?.values ?? NO_OCTETS) as Uint8Array;
    this.imsi = words('imsi');
    this.imei = words('imei');
    this.startLocal = words('start_local');
    this.utcOffset = shorts('utc_offset');
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
    // A decode that stopped may have left something.
    kernel?.clearSeldom();
  }

  /** Begins a row: what the batch before left there is gone. */
  beginRow(): void {
    this.#kernel!.words[L.SELDOM_WRITTEN / 4] = 1;
    this.#clear(this.row);
  }

  /** Ends the open row: what `present` lacks becomes null. */
  endRow(): void {
    this.#presence[this.row] = this.present;
    this.present = 0;
    this.records++;
    this.row++;
    if (this.row === L.ROWS) this.#flush();
  }

  /**
   * Lets the kernel decode the regular events of `bytes` from `pos` on, `bound` at the most; returns the position
   * behind the last one. `windowOctets`: how much of the file it is shown at a time.
   */
  decodeRegular(bytes: Uint8Array, pos: number, bound: number, windowOctets: number): number {
    const kernel = this.#kernel!;
    let at = pos;
    for (;;) {
      at = kernel.run(bytes, at, bound, this.row, this.records, windowOctets);
      this.records += kernel.row - this.row;
      this.row = kernel.row;
      if (this.row < L.ROWS) return at;
      this.#flush();
    }
  }

  /** Hands out the last batch; the totals are whole after it. */
  finish(): void {
    if (this.row > 0) this.#flush();
  }

  /** The money of all rows; whole after `finish`. */
  totals(): MoneySums {
    return Object.fromEntries(MONEY.map((name, i) => [name, this.#totals[i]!])) as MoneySums;
  }

  /** Makes a batch of the open rows. */
  #flush(): void {
    const kernel = this.#kernel!;
    const rows = this.row;
    this.row = 0;
    const sums = kernel.sumMoney(rows);
    for (const [i, sum] of sums.entries()) this.#totals[i]! += sum;
    // Sums of words without a sign: what adds up to 0 is 0.
    const zero = new Set<string>(MONEY.filter((_, i) => sums[i] === 0n));
    const validity = kernel.validity(rows);
    // Whole words of 8 octets, whatever the column; what stands behind the last row is nobody's.
    for (let row = rows; row % 8 !== 0; row++) this.#clear(row);
    const columns = [...kernel.columns.values()].map((column) => ({
      ...column,
      validity: validity[BITS.get(column.name) ?? -1] ?? null,
      isZero: zero.has(column.name),
    }));
    this.batches.push(this.#take({ rows, columns }));
    kernel.clearSeldom();
  }

  #clear(row: number): void {
    for (const words of this.#wide) {
      words[2 * row] = 0;
      words[2 * row + 1] = 0;
    }
    for (const words of this.#narrow) words[row] = 0;
    this.eventTag[row] = 0;
    this.service[row] = 0;
    this.utcOffset[row] = 0;
  }
}

/** A batch as it was decoded, in buffers of its own that can be transferred. */
export function copyOut({ rows, columns }: OpenBatch): ColumnBatch {
  const padded = Math.ceil(rows / 8) * 8;
  return {
    rows,
    columns: columns.map(({ name, octets, values, validity }) => ({
      name,
      values: values.buffer.slice(values.byteOffset, values.byteOffset + octets * padded),
      validity,
    })),
  };
}
