/**
 * The fields of one call event → one row of `tapRecordSchema` (without `file_id`), and the file's totals.
 */

import type { ColumnBatch } from '../../arrow/batch.ts';
import { BATCH_ROWS, BatchBuilder } from '../../arrow/batch-builder.ts';
import { RecordFlag, tapRecordSchema } from '../../arrow/schemas.ts';
import { SERVICES, type Service } from '../../domain/service.ts';
import { setNumber } from '../ber/values.ts';
import type { TapTotals } from '../outcome.ts';
import { finish32 } from '../text-dictionary.ts';
import { Money, type TapState, type Wide } from './state.ts';
import { Tag } from './tags.ts';

/** Octets of a small call event: the first guess of how many records a list holds. */
const SMALL_EVENT_OCTETS = 128;

const code = (service: Service) => SERVICES.indexOf(service);
const SERVICE = {
  data: code('data'),
  smsMo: code('sms_mo'),
  smsMt: code('sms_mt'),
  voiceMo: code('voice_mo'),
  voiceMt: code('voice_mt'),
  volte: code('volte'),
  content: code('content'),
  location: code('location'),
  other: code('other'),
} as const;

/** MessagingEventService codes, mobile originated and terminated: the usual order, the code list is not public. */
export const MESSAGING_MO = 1;
export const MESSAGING_MT = 2;

/** Service of the event (contracts.md, In/TAP). */
function serviceOf(d: TapState): number {
  switch (d.eventTag) {
    case Tag.GprsCall:
      return SERVICE.data;
    case Tag.MobileOriginatedCall:
      return d.isShortMessage ? SERVICE.smsMo : SERVICE.voiceMo;
    case Tag.MobileTerminatedCall:
      return d.isShortMessage ? SERVICE.smsMt : SERVICE.voiceMt;
    case Tag.MobileSession:
      return SERVICE.volte;
    case Tag.MessagingEvent:
      if (d.messagingService === MESSAGING_MO) return SERVICE.smsMo;
      return d.messagingService === MESSAGING_MT ? SERVICE.smsMt : SERVICE.other;
    case Tag.ContentTransaction:
      return SERVICE.content;
    case Tag.LocationService:
      return SERVICE.location;
    default:
      return SERVICE.other;
  }
}

export class RecordWriter {
  readonly batches: ColumnBatch[] = [];
  readonly #builder: BatchBuilder;
  readonly #totals = new Map<number, bigint>();
  #records = 0;
  /** Lanes of the duplicate hash. */
  #a = 0;
  #b = 0;
  readonly #at;

  /** `octets`: length of the list of call events, as far as it is known. */
  constructor(octets: number) {
    const builder = new BatchBuilder(tapRecordSchema, ['file_id'], Math.ceil(octets / SMALL_EVENT_OCTETS));
    this.#builder = builder;
    this.#at = {
      recordIndex: builder.column('record_index'),
      byteOffset: builder.column('byte_offset'),
      eventTag: builder.column('event_tag'),
      service: builder.column('service'),
      imsi: builder.column('imsi'),
      imei: builder.column('imei'),
      startLocal: builder.column('start_local'),
      utcOffset: builder.column('utc_offset'),
      duration: builder.column('duration'),
      bytesUp: builder.column('bytes_up'),
      bytesDown: builder.column('bytes_down'),
      charge: builder.column('charge'),
      camelFee: builder.column('camel_fee'),
      refund: builder.column('refund'),
      tax: builder.column('tax'),
      taxRefund: builder.column('tax_refund'),
      discount: builder.column('discount'),
      discountRefund: builder.column('discount_refund'),
      exchangeRateCode: builder.column('exchange_rate_code'),
      reference: builder.column('reference'),
      recEntity: builder.column('rec_entity'),
      gateway: builder.column('gateway'),
      partialType: builder.column('partial_type'),
      apn: builder.column('apn'),
      apnOi: builder.column('apn_oi'),
      servingNetwork: builder.column('serving_network'),
      teleservice: builder.column('teleservice'),
      locationArea: builder.column('location_area'),
      cellId: builder.column('cell_id'),
      duplicateHash: builder.column('duplicate_hash'),
      flags: builder.column('flags'),
      msisdn: builder.column('msisdn'),
      contextStart: builder.column('context_start_utc'),
      causeForTerm: builder.column('cause_for_term'),
      rapSequence: builder.column('rap_sequence'),
      chargedItem: builder.column('charged_item'),
      charges: builder.column('charges'),
    };
  }

  /** Writes the event at hand; its start, offset and entities are settled already. */
  write(d: TapState): void {
    const b = this.#builder;
    const at = this.#at;
    const { money, entities } = d;
    b.set32(at.recordIndex, d.recordIndex);
    b.set64(at.byteOffset, d.eventAt, 0);
    b.set16(at.eventTag, d.eventTag);
    b.set8(at.service, serviceOf(d));
    this.#wide(at.imsi, d.imsi);
    this.#wide(at.imei, d.imei);
    b.set64(at.startLocal, d.start.lo, d.start.hi);
    b.set16(at.utcOffset, d.offset);
    this.#wide(at.duration, d.duration);
    this.#wide(at.bytesUp, d.bytesUp);
    this.#wide(at.bytesDown, d.bytesDown);
    b.set64(at.charge, money[0]!, money[1]!);
    b.set64(at.camelFee, money[2]!, money[3]!);
    b.set64(at.refund, money[4]!, money[5]!);
    b.set64(at.tax, money[6]!, money[7]!);
    b.set64(at.taxRefund, money[8]!, money[9]!);
    b.set64(at.discount, money[10]!, money[11]!);
    b.set64(at.discountRefund, money[12]!, money[13]!);
    this.#int(at.exchangeRateCode, d.exchangeRateCode, d.hasExchangeRateCode);
    this.#wide(at.reference, d.reference);
    this.#text(at.recEntity, entities.text);
    this.#text(at.gateway, entities.gateway);
    this.#text(at.partialType, d.partialType);
    this.#text(at.apn, d.apn);
    this.#text(at.apnOi, d.apnOi);
    this.#text(at.servingNetwork, d.servingNetwork);
    this.#text(at.teleservice, d.teleservice);
    this.#int(at.locationArea, d.locationArea, d.hasLocationArea);
    this.#wide(at.cellId, d.cellId);
    this.#hash(d);
    b.set32(at.flags, d.reference.set ? d.flags : d.flags | RecordFlag.NO_REFERENCE);
    for (const column of [
      at.msisdn,
      at.contextStart,
      at.causeForTerm,
      at.rapSequence,
      at.chargedItem,
      at.charges,
    ])
      b.setNull(column);
    b.endRow();
    this.#records++;
    if (b.isFull) this.#flush();
  }

  /** Closes the last batch. Money in units of 10^-TapDecimalPlaces; charge includes CAMEL fees, as the audit does. */
  finish(): TapTotals {
    if (this.#builder.rows > 0) this.#flush();
    const total = (...slots: number[]) =>
      slots.reduce((sum, slot) => sum + (this.#totals.get(slot) ?? 0n), 0n).toString();
    return {
      records: this.#records,
      charge: total(Money.CHARGE, Money.CAMEL_FEE),
      refund: total(Money.REFUND),
      tax: total(Money.TAX),
      taxRefund: total(Money.TAX_REFUND),
      discount: total(Money.DISCOUNT),
      discountRefund: total(Money.DISCOUNT_REFUND),
    };
  }

  #wide(column: number, field: Wide): void {
    if (field.set) this.#builder.set64(column, field.lo, field.hi);
    else this.#builder.setNull(column);
  }

  #int(column: number, value: number, set: boolean): void {
    if (set) this.#builder.set32(column, value);
    else this.#builder.setNull(column);
  }

  #text(column: number, value: number): void {
    if (value >= 0) this.#builder.set32(column, value);
    else this.#builder.setNull(column);
  }

  /** The duplicate key of contracts.md but for the sender; an absent value differs from every present one. */
  #hash(d: TapState): void {
    const { money, entities } = d;
    const { texts, text } = entities;
    const partial = d.texts.partial_type.hashes;
    this.#a = 0x2c1b3c6d;
    this.#b = 0x297a2d39;
    this.#take((d.eventTag << 16) ^ d.offset, presence(d));
    this.#take(d.start.lo, d.start.hi);
    if (d.imsi.set) this.#take(d.imsi.lo, d.imsi.hi);
    if (d.reference.set) this.#take(d.reference.lo, d.reference.hi);
    if (text >= 0) this.#take(texts.hashes[2 * text]!, texts.hashes[2 * text + 1]!);
    if (d.partialType >= 0) this.#take(partial[2 * d.partialType]!, partial[2 * d.partialType + 1]!);
    if (d.duration.set) this.#take(d.duration.lo, d.duration.hi);
    if (d.bytesUp.set) this.#take(d.bytesUp.lo, d.bytesUp.hi);
    if (d.bytesDown.set) this.#take(d.bytesDown.lo, d.bytesDown.hi);
    this.#take(money[Money.CHARGE]!, money[Money.CHARGE + 1]!);
    this.#take(money[Money.CAMEL_FEE]!, money[Money.CAMEL_FEE + 1]!);
    this.#take(money[Money.REFUND]!, money[Money.REFUND + 1]!);
    this.#builder.set64(
      this.#at.duplicateHash,
      finish32(this.#a),
      finish32(this.#b ^ Math.imul(this.#a, 0x9e3779b1)),
    );
  }

  /** Two words into both lanes. Each step can be undone, so equal lanes need equal words so far or a true collision. */
  #take(x: number, y: number): void {
    let a = Math.imul(this.#a ^ x, 0xcc9e2d51);
    a = Math.imul((a ^ (a >>> 15)) + y, 0x1b873593);
    this.#a = a ^ (a >>> 13);
    let b = Math.imul(this.#b ^ y, 0x85ebca6b);
    b = Math.imul((b ^ (b >>> 16)) + x, 0xc2b2ae35);
    this.#b = b ^ (b >>> 14);
  }

  #flush(): void {
    const at = this.#at;
    const rows = this.#builder.rows;
    const columns: readonly (readonly [number, number])[] = [
      [Money.CHARGE, at.charge],
      [Money.CAMEL_FEE, at.camelFee],
      [Money.REFUND, at.refund],
      [Money.TAX, at.tax],
      [Money.TAX_REFUND, at.taxRefund],
      [Money.DISCOUNT, at.discount],
      [Money.DISCOUNT_REFUND, at.discountRefund],
    ];
    for (const [slot, column] of columns) {
      const sum = sumWords(this.#builder.words(column), rows);
      this.#totals.set(slot, (this.#totals.get(slot) ?? 0n) + sum);
    }
    this.batches.push(this.#builder.finish());
  }
}

/** Which of the optional parts of the duplicate key the event has. */
function presence(d: TapState): number {
  return (
    (d.imsi.set ? 1 : 0) |
    (d.reference.set ? 2 : 0) |
    (d.entities.text >= 0 ? 4 : 0) |
    (d.partialType >= 0 ? 8 : 0) |
    (d.duration.set ? 16 : 0) |
    (d.bytesUp.set ? 32 : 0) |
    (d.bytesDown.set ? 64 : 0)
  );
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

/** Puts whole seconds into a start field. */
export function setStart(d: TapState, seconds: number): void {
  setNumber(d.c, seconds);
  d.start.lo = d.c.lo;
  d.start.hi = d.c.hi;
}
