/**
 * What a TAP file's money adds up to, worked out from the plain objects alone (tap312.md "Money" and "Audit"): the
 * independent side of every comparison with the decoder's columns and totals.
 */
import type {
  CamelModel,
  ChargeModel,
  Stamp,
  StampLong,
  TapEvent,
  TapFileModel,
  TaxModel,
} from './tap-model.ts';

/** Amounts of one event, in units of 10^-TapDecimalPlaces. `charge` has no CAMEL fee in it. */
interface EventMoney {
  readonly charge: bigint;
  readonly camel: bigint;
  readonly refund: bigint;
  readonly tax: bigint;
  readonly taxRefund: bigint;
  readonly discount: bigint;
  readonly discountRefund: bigint;
}

/** A charge information and whether it stands in a refund group. */
interface Booked {
  readonly charge: ChargeModel;
  readonly refund: boolean;
}

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);
const taxOf = (taxes: readonly TaxModel[] | undefined): bigint => sum((taxes ?? []).map((tax) => tax.value));
const plain = (charges: readonly ChargeModel[] | undefined): Booked[] =>
  (charges ?? []).map((charge) => ({ charge, refund: false }));

function booked(event: TapEvent): Booked[] {
  switch (event.kind) {
    case 'moc':
    case 'mtc':
      return event.services.flatMap((service) => plain(service.charges));
    case 'ss':
    case 'scu':
      return event.charge ? plain([event.charge]) : [];
    case 'content':
      return event.services.flatMap((service) =>
        (service.charges ?? []).map((charge) => ({ charge, refund: service.refund === 1 })),
      );
    case 'session':
      return (event.charges ?? []).map((charge) => ({ charge, refund: charge.refund === 1 }));
    case 'messaging': {
      // A MessagingEvent has one direct Charge, which is its total (type 00).
      const details = event.charge === undefined ? [] : [{ type: '00', amount: event.charge }];
      return plain([{ details, ...(event.taxes ? { taxes: event.taxes } : {}) }]);
    }
    default:
      return plain(event.charges);
  }
}

function camelOf(event: TapEvent): CamelModel {
  return ('camel' in event ? event.camel : undefined) ?? {};
}

export function eventMoney(event: TapEvent): EventMoney {
  const all = booked(event);
  const camel = camelOf(event);
  const total = (refund: boolean, of: (charge: ChargeModel) => bigint): bigint =>
    sum(all.filter((entry) => entry.refund === refund).map((entry) => of(entry.charge)));
  const type00 = (charge: ChargeModel): bigint =>
    sum(charge.details.filter((detail) => detail.type === '00').map((detail) => detail.amount));
  const tax = (charge: ChargeModel): bigint => taxOf(charge.taxes);
  const discount = (charge: ChargeModel): bigint => charge.discount?.value ?? 0n;
  return {
    charge: total(false, type00),
    camel: camel.fee ?? 0n,
    refund: total(true, type00),
    tax: total(false, tax) + taxOf(camel.taxes),
    taxRefund: total(true, tax),
    discount: total(false, discount) + (camel.discount?.value ?? 0n),
    discountRefund: total(true, discount),
  };
}

/** A charge of an event as `tap_charge` has it: its charge informations in the order of the file, then the CAMEL fee. */
export interface ExpectedCharge {
  readonly item: string | null;
  readonly rateCode: number | null;
  readonly charge: bigint;
  readonly tax: bigint;
  readonly discount: bigint;
  readonly refund: boolean;
  readonly camelFee: boolean;
}

/** Every charge of the event. A charge information counts without a charge of type 00 too; a CAMEL service only with a fee. */
export function eventCharges(event: TapEvent): ExpectedCharge[] {
  const rows = booked(event)
    .filter(() => event.kind !== 'messaging' || event.charge !== undefined)
    .map(({ charge, refund }) => ({
      item: charge.item ?? null,
      rateCode: (event.kind === 'messaging' ? event.rateCode : charge.rateCode) ?? null,
      charge: sum(charge.details.filter(({ type }) => type === '00').map(({ amount }) => amount)),
      tax: taxOf(charge.taxes),
      discount: charge.discount?.value ?? 0n,
      refund,
      camelFee: false,
    }));
  const { fee, rateCode, taxes, discount } = camelOf(event);
  if (fee === undefined) return rows;
  const camel = { item: null, rateCode: rateCode ?? null, charge: fee, tax: taxOf(taxes) };
  return [...rows, { ...camel, discount: discount?.value ?? 0n, refund: false, camelFee: true }];
}

/** ExchangeRateCode of the first charge information; a MessagingEvent carries its own. */
export function firstRateCode(event: TapEvent): number | null {
  if (event.kind === 'messaging') return event.rateCode ?? null;
  return booked(event)[0]?.charge.rateCode ?? null;
}

/** `records` counts events; `charge` is TotalCharge: with CAMEL fees, without refunds. */
export function fileTotals(
  events: readonly TapEvent[],
): Omit<EventMoney, 'camel'> & { readonly records: number } {
  const each = events.map(eventMoney);
  const total = (key: keyof EventMoney): bigint => sum(each.map((money) => money[key]));
  return {
    records: events.length,
    charge: total('charge') + total('camel'),
    refund: total('refund'),
    tax: total('tax'),
    taxRefund: total('taxRefund'),
    discount: total('discount'),
    discountRefund: total('discountRefund'),
  };
}

/** Seconds since 1970-01-01 of a local clock's 14 digits. */
export function localSeconds(local: string): number {
  const part = (from: number, to: number): number => Number(local.slice(from, to));
  return Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(8, 10), part(10, 12), part(12, 14)) / 1000;
}

/** Minutes east of UTC of `+hhmm`. */
export function offsetMinutes(offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3, 5));
  return offset.startsWith('-') ? -minutes : minutes;
}

/** The event's start and the offset that its code names, or null where either is missing. */
export function startOf(event: TapEvent, file: TapFileModel): StampLong | null {
  const start: Stamp | undefined = event.kind === 'unknown' ? undefined : event.start;
  const entry = file.network?.utcOffsets.find((row) => row.code === start?.code);
  return start && entry ? { local: start.local, offset: entry.offset } : null;
}

/** First and last start by UTC instant, each in its own local time and offset. */
export function callTimeSpan(file: TapFileModel): {
  readonly earliest?: StampLong;
  readonly latest?: StampLong;
} {
  const instant = (stamp: StampLong): number => localSeconds(stamp.local) - 60 * offsetMinutes(stamp.offset);
  const starts = (file.events ?? [])
    .map((event) => startOf(event, file))
    .filter((start) => start !== null)
    .sort((a, b) => instant(a) - instant(b));
  const earliest = starts[0];
  const latest = starts.at(-1);
  return earliest && latest ? { earliest, latest } : {};
}
