/** AuditControlInfo: what the sender says the file holds. A wrong value refuses the file. */
import type { LocalTime, TapAudit } from '../../../src/decode/outcome.ts';
import type { Node } from './ber.ts';
import { type Knowledge, TAG } from './tags.ts';
import { dateTimeLongOf, membersOf, octetsOf, totalOf, ValueFault } from './values.ts';

const MAX_CHARGE_TYPES = 1000;

type Declared = TapAudit['declared'];
type Item = Exclude<keyof Declared, 'earliest' | 'latest'>;

const ITEMS = new Map<number, Item>([
  [TAG.callEventDetailsCount, 'records'],
  [TAG.totalCharge, 'charge'],
  [TAG.totalChargeRefund, 'refund'],
  [TAG.totalTaxValue, 'tax'],
  [TAG.totalTaxRefund, 'taxRefund'],
  [TAG.totalDiscountValue, 'discount'],
  [TAG.totalDiscountRefund, 'discountRefund'],
]);

/** The totals and time stamps that are declared. */
export function readAudit(bytes: Uint8Array, node: Node, tags: Knowledge): Declared {
  const totals = new Map<Item, bigint>();
  const times = new Map<number, LocalTime | null>();
  for (const member of membersOf(node)) {
    const item = ITEMS.get(member.tag);
    if (member.tag === TAG.earliestCallTimeStamp || member.tag === TAG.latestCallTimeStamp)
      times.set(member.tag, dateTimeLongOf(bytes, member, TAG));
    else if (tags.old && member.tag === TAG.totalChargeValueList) readChargeTypes(bytes, member, totals);
    // Up to 3.10 the charges stand in their list alone.
    else if (item !== undefined && !(tags.old && item === 'charge')) totals.set(item, totalOf(bytes, member));
  }
  const text = (item: Item): string | null => totals.get(item)?.toString() ?? null;
  const records = totals.get('records');
  return {
    records: records === undefined ? null : Number(records),
    charge: text('charge'),
    refund: text('refund'),
    tax: text('tax'),
    taxRefund: text('taxRefund'),
    discount: text('discount'),
    discountRefund: text('discountRefund'),
    earliest: times.get(TAG.earliestCallTimeStamp) ?? null,
    latest: times.get(TAG.latestCallTimeStamp) ?? null,
  };
}

/** Adds up the charges of type 00 and their refunds; the other types are parts of it. */
function readChargeTypes(bytes: Uint8Array, list: Node, totals: Map<Item, bigint>): void {
  const others = new Set<string>();
  for (const entry of membersOf(list)) {
    if (entry.tag !== TAG.totalChargeValue) continue;
    let type = '';
    let charge = 0n;
    let refund: bigint | null = null;
    for (const part of membersOf(entry)) {
      if (part.tag === TAG.chargeType) type = String.fromCharCode(...octetsOf(bytes, part).slice(0, 3));
      else if (part.tag === TAG.absoluteAmount) charge = totalOf(bytes, part);
      else if (part.tag === TAG.totalChargeRefund) refund = totalOf(bytes, part);
    }
    if (type !== '00') {
      if (others.add(type).size > MAX_CHARGE_TYPES) throw new ValueFault(entry.at, 'range');
      continue;
    }
    totals.set('charge', (totals.get('charge') ?? 0n) + charge);
    if (refund !== null) totals.set('refund', (totals.get('refund') ?? 0n) + refund);
  }
}
