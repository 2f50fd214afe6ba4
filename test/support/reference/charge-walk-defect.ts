/**
 * A known defect of the product (src/decode/tap/charge-rows.ts), told exactly, so that the fuzzer can tell it from
 * others: the rows of `tap_charge` come from a walk of their own that follows other rules than the record's money. It
 * looks into every group, where the record's walk of calls and data goes by the grammar; it takes tags that the file's
 * release does not have; and it writes rows though only one charge is left. Delete this file when the product has one
 * rule for both: `npm test` then says that test/corpus/found/charge-rows-* agree without it.
 */
import type { Node } from './ber.ts';
import type { ChargeEntry, EventReading } from './event.ts';
import { readDetail, refunds } from './money.ts';
import { TAG } from './tags.ts';
import { codeOf, naturalOf, textOf } from './values.ts';

/** Puts the charges of the event as the product walks them in place of those that make up its money. */
export function walkCharges(event: EventReading): void {
  event.charges = [];
  event.open = null;
  walk(event, event.node);
}

function walk(event: EventReading, node: Node): void {
  const { tags } = event.file;
  const group = node.tag;
  const information = group === TAG.chargeInformation || group === TAG.sessionChargeInformation;
  const camel = group === TAG.camelServiceUsed;
  const own = information || camel || group === TAG.messagingEvent;
  const first = event.charges.length;
  const outer = own ? event.begin(camel, information) : event.open;
  const row = event.open;
  let refund = false;
  for (const member of event.members(node)) {
    switch (member.tag) {
      case TAG.chargeDetail: {
        const detail = readDetail(event, member);
        if (row === null || !detail.isTotal) break;
        row.charge += detail.charge;
        if (detail.refund) row.refund = true;
        break;
      }
      case TAG.charge:
        if (group === TAG.messagingEvent) add(event, member, row, 'charge');
        break;
      case TAG.camelInvocationFee:
        add(event, member, row, 'charge');
        break;
      case TAG.taxValue:
        add(event, member, row, 'tax');
        break;
      case TAG.discount:
        add(event, member, row, 'discount');
        break;
      case TAG.absoluteAmount:
      case TAG.discountValue:
        if (tags.old) oldAmount(event, member, row, group);
        break;
      case TAG.chargedItem:
        if (own && row !== null) row.item = event.value((bytes) => textOf(bytes, member), null);
        break;
      case TAG.exchangeRateCode:
        if (own && row !== null) row.rateCode = event.value((bytes) => codeOf(bytes, member), null);
        break;
      case TAG.chargeRefundIndicator:
        if (refunds(event, member)) refund = true;
        break;
      case TAG.advisedChargeInformation:
        break;
      default:
        if (member.constructed && isWalked(event, member)) walk(event, member);
    }
  }
  event.open = outer;
  if (refund) for (const entry of event.charges.slice(first)) entry.refund = !entry.camelFee;
}

function isWalked(event: EventReading, member: Node): boolean {
  const { tags } = event.file;
  if (tags.knows(member.tag)) return tags.isGroup(member.tag);
  return !tags.knows(event.node.tag) && !member.segments;
}

function oldAmount(event: EventReading, node: Node, row: ChargeEntry | null, group: number): void {
  if (group === TAG.discountInformation) add(event, node, row, 'discount');
  else if (node.tag === TAG.discountValue) return;
  else if (group === TAG.taxInformation) add(event, node, row, 'tax');
  else if (group === TAG.camelServiceUsed) add(event, node, row, 'charge');
}

function add(
  event: EventReading,
  node: Node,
  row: ChargeEntry | null,
  column: 'charge' | 'tax' | 'discount',
): void {
  const value = event.value((bytes) => naturalOf(bytes, node), null);
  if (value === null || row === null) return;
  row[column] += value;
  if (column === 'charge') row.charged = true;
}
