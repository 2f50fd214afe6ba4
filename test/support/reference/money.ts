/** The money of a call event (tap312.md "Money" and "Audit"), wherever it stands and by the grammar. */
import type { Node } from './ber.ts';
import type { EventReading, MoneyColumn } from './event.ts';
import { TAG } from './tags.ts';
import { codeOf, integerOf, naturalOf, octetsOf, textOf } from './values.ts';

/** Adds a natural amount to a column of the record and to the charge that is open. */
export function amount(event: EventReading, node: Node, column: MoneyColumn): void {
  const outer = event.open;
  // A fee outside any charge is one by itself.
  if (column === 'camel_fee' && outer === null) event.begin(true, false);
  const { open } = event;
  event.open = outer;
  // A charge whose amount is wrong is one all the same.
  if ((column === 'charge' || column === 'camel_fee') && open !== null) open.charged = true;
  const value = event.value((bytes) => naturalOf(bytes, node), null);
  if (value === null) return;
  event.add(column, value);
  if (open === null) return;
  if (column === 'tax') open.tax += value;
  else if (column === 'discount') open.discount += value;
  else open.charge += value;
}

/** True where a ChargeRefundIndicator is 1. */
export function refunds(event: EventReading, node: Node): boolean {
  return event.value((bytes) => integerOf(bytes, node), 0n) === 1n;
}

/** A ChargeDetail: its one Charge, which counts where its ChargeType is 00. */
function readDetail(event: EventReading, node: Node): { isTotal: boolean; charge: bigint; refund: boolean } {
  let type: string | null = null;
  let charge: bigint | null = null;
  let refund = false;
  let charges = 0;
  for (const member of event.members(node)) {
    if (member.tag === TAG.chargeType) {
      type = event.value((bytes) => String.fromCharCode(...octetsOf(bytes, member)), '');
    } else if (member.tag === TAG.charge) {
      if (charges++ > 0) event.rejected = true;
      else charge = event.value((bytes) => naturalOf(bytes, member), null);
    } else if (member.tag === TAG.chargeRefundIndicator) {
      refund = refunds(event, member);
      event.refundSeen = true;
    }
  }
  return { isTotal: type === '00', charge: charge ?? 0n, refund };
}

/** A ChargeDetail into the record and the charge that is open. */
export function chargeDetail(event: EventReading, node: Node, refundColumn: MoneyColumn): void {
  const { isTotal, charge, refund } = readDetail(event, node);
  if (!isTotal) return;
  event.add(refund ? refundColumn : 'charge', charge);
  if (event.open === null) return;
  event.open.charge += charge;
  if (refund) event.open.refund = true;
}

/** ChargedItem or ExchangeRateCode: of the open charge, and of the record where `first`. */
export function chargeField(event: EventReading, node: Node, first: boolean, own: boolean): void {
  const { open } = event;
  if (node.tag === TAG.chargedItem) {
    if (first) event.set('charged_item', (bytes) => textOf(bytes, node));
    if (own && open !== null) open.item = event.value((bytes) => textOf(bytes, node), null) ?? open.item;
  } else {
    if (first) event.set('exchange_rate_code', (bytes) => codeOf(bytes, node));
    if (own && open !== null)
      open.rateCode = event.value((bytes) => codeOf(bytes, node), null) ?? open.rateCode;
  }
}
