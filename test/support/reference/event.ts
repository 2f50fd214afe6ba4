/** A call event while it is read: its row, its money and its charges, and whether a wrong value rejects it. */
import type { LocalTime } from '../../../src/decode/outcome.ts';
import type { DecodedCharge, DecodedRow } from '../decoded-rows.ts';
import type { Node } from './ber.ts';
import type { Knowledge } from './tags.ts';
import { membersOf, ValueFault } from './values.ts';

const INT64_MAX = (1n << 63n) - 1n;

/** What the events of a file need of it. */
export interface FileContext {
  readonly bytes: Uint8Array;
  readonly tags: Knowledge;
  readonly available: LocalTime;
  readonly offsets: ReadonlyMap<number, number>;
  readonly entities: ReadonlyMap<number, { readonly type: number | null; readonly id: string }>;
}

/**
 * A row without `duplicate_hash`. Where a reference is a text, the product keeps a hash of its own choice: here it is the
 * text's octets in hex behind `hash:`.
 */
export type ReferenceRow = Omit<DecodedRow, 'duplicate_hash' | 'reference'> & {
  readonly reference: bigint | string | null;
};

/** Columns of the row that values are read into. */
export type Fields = { -readonly [K in keyof ReferenceRow]?: ReferenceRow[K] };

export type MoneyColumn =
  | 'charge'
  | 'camel_fee'
  | 'refund'
  | 'tax'
  | 'tax_refund'
  | 'discount'
  | 'discount_refund';

/** One charge of the event, as `tap_charge` has it. */
export interface ChargeEntry {
  item: string | null;
  rateCode: number | null;
  charge: bigint;
  tax: bigint;
  discount: bigint;
  refund: boolean;
  readonly camelFee: boolean;
  /** It holds a charge: a CamelServiceUsed may be without a fee. */
  charged: boolean;
}

export class EventReading {
  readonly node: Node;
  readonly file: FileContext;
  readonly fields: Fields = {};
  readonly codes: number[] = [];
  money: Record<MoneyColumn, bigint> = noMoney();
  charges: ChargeEntry[] = [];
  /** The charge that is open. */
  open: ChargeEntry | null = null;
  /** Charge informations so far. */
  informations = 0;
  rejected = false;
  flags = 0;
  /** The start on its local clock and its offset, as far as they are known. */
  start: number | null = null;
  offset: number | null = null;
  messagingService: bigint | null = null;
  /** A ChargeRefundIndicator stands in a group that was walked by the grammar. */
  refundSeen = false;

  constructor(node: Node, file: FileContext) {
    this.node = node;
    this.file = file;
  }

  /** Reads a value; a wrong one rejects the event and gives `instead`. */
  value<T>(read: (bytes: Uint8Array) => T, instead: T): T {
    try {
      return read(this.file.bytes);
    } catch (error) {
      if (!(error instanceof ValueFault)) throw error;
      this.rejected = true;
      return instead;
    }
  }

  members(node: Node): readonly Node[] {
    return this.value(() => membersOf(node), []);
  }

  /** A value into its column, unless it is wrong or absent. */
  set<K extends keyof Fields>(column: K, read: (bytes: Uint8Array) => Fields[K] | null): void {
    const value = this.value(read, null);
    if (value !== null && value !== undefined) this.fields[column] = value;
  }

  /** Adds an amount; a sum beyond 64 bits rejects the event. */
  add(column: MoneyColumn, amount: bigint): void {
    if (this.money[column] + amount > INT64_MAX) this.rejected = true;
    else this.money[column] += amount;
  }

  /** Opens a charge and returns the one that was open. */
  begin(camelFee: boolean, charged: boolean): ChargeEntry | null {
    const outer = this.open;
    this.open = {
      item: null,
      rateCode: null,
      charge: 0n,
      tax: 0n,
      discount: 0n,
      refund: false,
      camelFee,
      charged,
    };
    this.charges.push(this.open);
    return outer;
  }

  /** Forgets all money: it is read again. */
  restart(): void {
    this.money = noMoney();
    this.charges = [];
    this.open = null;
    this.informations = 0;
  }

  /** The rows of `tap_charge`, where there are several charges. */
  chargeRows(recordIndex: number): DecodedCharge[] {
    const charged = this.charges.filter((entry) => entry.charged);
    if (charged.length < 2) return [];
    return charged.map((entry, index) => ({
      record_index: recordIndex,
      charge_index: index,
      charged_item: entry.item,
      exchange_rate_code: entry.rateCode,
      charge: BigInt.asIntN(64, entry.charge),
      tax: BigInt.asIntN(64, entry.tax),
      discount: BigInt.asIntN(64, entry.discount),
      is_refund: entry.refund ? 1 : 0,
      is_camel_fee: entry.camelFee ? 1 : 0,
    }));
  }
}

function noMoney(): Record<MoneyColumn, bigint> {
  return {
    charge: 0n,
    camel_fee: 0n,
    refund: 0n,
    tax: 0n,
    tax_refund: 0n,
    discount: 0n,
    discount_refund: 0n,
  };
}
