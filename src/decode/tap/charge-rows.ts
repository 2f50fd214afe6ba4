/**
 * The charges of a call event that has several, one row each: a second walk over the event, so that the first one stays
 * fast for the many events with one charge. It follows the same rules, so the rows add up to the record.
 */
import type { ColumnBatch } from '../../arrow/batch.ts';
import { BatchBuilder } from '../../arrow/batch-builder.ts';
import { tapChargeSchema } from '../../arrow/schemas.ts';
import { type Cursor, enter, more } from '../ber/cursor.ts';
import { isSegmented, skip } from '../ber/elements.ts';
import { asBigInt } from '../ber/values.ts';
import { natural, tableCode, textCode } from './fields.ts';
import { detail, readChargeDetail, refundIndicator } from './money.ts';
import type { TapState } from './state.ts';
import { Tag } from './tags.ts';

interface ChargeRow {
  item: number;
  rateCode: number;
  charge: bigint;
  tax: bigint;
  discount: bigint;
  refund: boolean;
  camelFee: boolean;
  /** It holds a charge: a CamelServiceUsed may be without a fee. */
  charged: boolean;
}

export class ChargeRows {
  readonly batches: ColumnBatch[] = [];
  readonly #builder = new BatchBuilder(tapChargeSchema, ['file_id'], 0);
  readonly #at = Object.fromEntries(
    tapChargeSchema.names.slice(1).map((name) => [name, this.#builder.column(String(name))]),
  );
  readonly #rows: ChargeRow[] = [];

  /** Walks the event whose content stands between `pos` and `limit`, and adds its charges. Returns their number. */
  add(d: TapState, pos: number, limit: number): number {
    const { c } = d;
    this.#rows.length = 0;
    c.pos = pos;
    c.limit = limit;
    c.tag = d.eventTag;
    c.constructed = true;
    this.#walk(d, null);
    const rows = this.#rows.filter((row) => row.charged);
    for (const [index, row] of rows.entries()) this.#write(d.rows.records, index, row);
    return rows.length;
  }

  finish(): readonly ColumnBatch[] {
    if (this.#builder.rows > 0) this.batches.push(this.#builder.finish());
    return this.batches;
  }

  /** The current group; `outer` is the charge that holds it. */
  #walk(d: TapState, outer: ChargeRow | null): void {
    const { c } = d;
    const group = c.tag;
    const first = this.#rows.length;
    const row = this.#opens(group) ?? outer;
    const own = row !== outer;
    const limit = enter(c);
    let refund = false;
    while (more(c, limit)) {
      switch (c.tag) {
        case Tag.ChargeDetail:
          readChargeDetail(d);
          if (row !== null && detail.isTotal) {
            row.charge += (BigInt(detail.hi) << 32n) | BigInt(detail.lo >>> 0);
            if (detail.refund) row.refund = true;
          }
          break;
        case Tag.Charge:
          if (group === Tag.MessagingEvent) charge(d, row);
          else skip(c);
          break;
        case Tag.CamelInvocationFee:
          charge(d, row);
          break;
        case Tag.AbsoluteAmount:
          if (d.old && group === Tag.CamelServiceUsed) charge(d, row);
          else if (d.old && group === Tag.TaxInformation) tax(d, row);
          else if (d.old && group === Tag.DiscountInformation) discount(d, row);
          else skip(c);
          break;
        case Tag.TaxValue:
          tax(d, row);
          break;
        case Tag.Discount:
          discount(d, row);
          break;
        case Tag.DiscountValue:
          if (d.old && group === Tag.DiscountInformation) discount(d, row);
          else skip(c);
          break;
        case Tag.ChargedItem:
          if (own && row !== null) row.item = textCode(d, d.texts.charged_item);
          else skip(c);
          break;
        case Tag.ExchangeRateCode:
          if (own && row !== null) row.rateCode = tableCode(d);
          else skip(c);
          break;
        case Tag.ChargeRefundIndicator:
          if (refundIndicator(d)) refund = true;
          break;
        case Tag.AdvisedChargeInformation:
          skip(c);
          break;
        default:
          if (c.constructed && mayHoldCharges(d, c)) this.#walk(d, row);
          else skip(c);
      }
    }
    if (refund) for (const refunded of this.#rows.slice(first)) refunded.refund = !refunded.camelFee;
  }

  /** The charge that a group of this tag is; null where it is none. */
  #opens(tag: number): ChargeRow | null {
    const camelFee = tag === Tag.CamelServiceUsed;
    const information = tag === Tag.ChargeInformation || tag === Tag.SessionChargeInformation;
    if (!camelFee && !information && tag !== Tag.MessagingEvent) return null;
    const row: ChargeRow = {
      item: -1,
      rateCode: -1,
      charge: 0n,
      tax: 0n,
      discount: 0n,
      refund: false,
      camelFee,
      charged: information,
    };
    this.#rows.push(row);
    return row;
  }

  #write(recordIndex: number, index: number, row: ChargeRow): void {
    const b = this.#builder;
    const at = this.#at as Record<string, number>;
    const wide = (name: string, amount: bigint) =>
      b.set64(at[name]!, Number(BigInt.asIntN(32, amount)), Number(BigInt.asIntN(32, amount >> 32n)));
    b.set32(at.record_index!, recordIndex);
    b.set32(at.charge_index!, index);
    if (row.item >= 0) b.set32(at.charged_item!, row.item);
    else b.setNull(at.charged_item!);
    if (row.rateCode >= 0) b.set32(at.exchange_rate_code!, row.rateCode);
    else b.setNull(at.exchange_rate_code!);
    wide('charge', row.charge);
    wide('tax', row.tax);
    wide('discount', row.discount);
    b.set16(at.is_refund!, row.refund ? 1 : 0);
    b.set16(at.is_camel_fee!, row.camelFee ? 1 : 0);
    b.endRow();
    if (b.isFull) this.batches.push(b.finish());
  }
}

function mayHoldCharges(d: TapState, c: Cursor): boolean {
  if (d.table.names.has(c.tag)) return d.table.groups[c.tag] === 1;
  return d.enterUnknown && !isSegmented(c);
}

function charge(d: TapState, row: ChargeRow | null): void {
  if (!natural(d) || row === null) return;
  row.charge += asBigInt(d.c);
  row.charged = true;
}

function tax(d: TapState, row: ChargeRow | null): void {
  if (natural(d) && row !== null) row.tax += asBigInt(d.c);
}

function discount(d: TapState, row: ChargeRow | null): void {
  if (natural(d) && row !== null) row.discount += asBigInt(d.c);
}
