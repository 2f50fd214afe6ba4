/** The rows of `tap_charge`: the charges of call events that have several. */
import type { ColumnBatch } from '../../arrow/batch.ts';
import { BatchBuilder } from '../../arrow/batch-builder.ts';
import { tapChargeSchema } from '../../arrow/schemas.ts';
import { Amount, type ChargeLedger } from './charge-ledger.ts';

export class ChargeRows {
  readonly batches: ColumnBatch[] = [];
  readonly #builder = new BatchBuilder(tapChargeSchema, ['file_id'], 0);
  readonly #at = Object.fromEntries(
    tapChargeSchema.names.slice(1).map((name) => [name, this.#builder.column(String(name))]),
  ) as Readonly<Record<string, number>>;

  /** Adds the charges of the event with index `recordIndex`. */
  add(recordIndex: number, ledger: ChargeLedger): void {
    let index = 0;
    for (let entry = 0; entry < ledger.length; entry++)
      if (ledger.isCharged(entry)) this.#write(recordIndex, index++, ledger, entry);
  }

  finish(): readonly ColumnBatch[] {
    if (this.#builder.rows > 0) this.batches.push(this.#builder.finish());
    return this.batches;
  }

  #write(recordIndex: number, index: number, ledger: ChargeLedger, entry: number): void {
    const b = this.#builder;
    const at = this.#at;
    const code = (name: string, value: number) =>
      value >= 0 ? b.set32(at[name]!, value) : b.setNull(at[name]!);
    const wide = (name: string, amount: number) =>
      b.set64(at[name]!, ledger.word(entry, amount, 0), ledger.word(entry, amount, 1));
    b.set32(at.record_index!, recordIndex);
    b.set32(at.charge_index!, index);
    code('charged_item', ledger.item[entry]!);
    code('exchange_rate_code', ledger.rateCode[entry]!);
    wide('charge', Amount.CHARGE);
    wide('tax', Amount.TAX);
    wide('discount', Amount.DISCOUNT);
    b.set16(at.is_refund!, ledger.isRefund(entry) ? 1 : 0);
    b.set16(at.is_camel_fee!, ledger.isCamelFee(entry) ? 1 : 0);
    b.endRow();
    if (b.isFull) this.batches.push(b.finish());
  }
}
