/**
 * The walk that knows groups only by what they hold: every amount of a call event wherever it stands, in any release,
 * and refunds. It serves every event without a fast walker of its own.
 */
import { enter, more } from '../ber/cursor.ts';
import { isSegmented, skip } from '../ber/elements.ts';
import { Amount } from './charge-ledger.ts';
import {
  add,
  addAmount,
  addCamelFee,
  addCharge,
  addDetail,
  chargeField,
  detail,
  readChargeDetail,
  refundIndicator,
} from './money.ts';
import type { TapState } from './state.ts';
import { Tag } from './tags.ts';

/** Takes the current member where it is a field; false leaves it to the walk. */
export type OnField = (d: TapState) => boolean;

/**
 * The current group, whatever it is: every amount inside it, and refunds where the group carries a
 * ChargeRefundIndicator of 1, before or after its charges. `onField` gets the members that are no money.
 * `directCharge`: a Charge right here has no ChargeType and counts as 00 (MessagingEvent).
 */
export function walkMoney(d: TapState, directCharge: boolean, onField: OnField | null): void {
  const { c, rows } = d;
  const group = c.tag;
  const information = group === Tag.ChargeInformation || group === Tag.SessionChargeInformation;
  const own = information || directCharge || group === Tag.CamelServiceUsed || group === Tag.MessagingEvent;
  const first = group === Tag.MessagingEvent || (information && d.chargeInformations++ === 0);
  const entries = d.ledger.length;
  const typed = d.typedCharges.length;
  const outer = own ? d.ledger.begin(group === Tag.CamelServiceUsed, information) : d.ledger.open;
  const at = 2 * rows.row;
  const { charge, tax, discount } = rows;
  const before = [charge[at]!, charge[at + 1]!, tax[at]!, tax[at + 1]!, discount[at]!, discount[at + 1]!];
  const limit = enter(c);
  let refund = false;
  while (more(c, limit)) {
    // A tag that the file's release does not have means nothing in it.
    if (!d.enterUnknown && !d.table.names.has(c.tag)) {
      skip(c);
      continue;
    }
    switch (c.tag) {
      case Tag.ChargeDetail:
        readChargeDetail(d);
        if (detail.isTotal) addDetail(d, rows.refund);
        else if (d.old && !detail.refund) keepType(d);
        break;
      case Tag.Charge:
        if (!directCharge) {
          skip(c);
          break;
        }
        addCharge(d, charge);
        break;
      case Tag.TaxValue:
        addAmount(d, tax, Amount.TAX);
        break;
      case Tag.Discount:
        addAmount(d, discount, Amount.DISCOUNT);
        break;
      case Tag.CamelInvocationFee:
        addCamelFee(d);
        break;
      case Tag.DiscountValue:
      case Tag.AbsoluteAmount:
        oldAmount(d, group);
        break;
      case Tag.ChargedItem:
      case Tag.ExchangeRateCode:
        if (own) chargeField(d, first);
        else skip(c);
        break;
      case Tag.ChargeRefundIndicator:
        if (refundIndicator(d)) refund = true;
        break;
      case Tag.AdvisedChargeInformation:
        skip(c);
        break;
      default:
        if (onField?.(d)) break;
        if (c.constructed && holdsElements(d) && !isCamelDestination(group, c.tag)) {
          walkMoney(d, false, onField);
        } else {
          skip(c);
        }
    }
  }
  d.ledger.open = outer;
  if (!refund) return;
  // CAMEL fees are not refunded in TAP.
  move(d, charge, rows.refund, before[0]!, before[1]!);
  move(d, tax, rows.taxRefund, before[2]!, before[3]!);
  move(d, discount, rows.discountRefund, before[4]!, before[5]!);
  d.ledger.refundFrom(entries);
  d.typedCharges.length = typed;
}

/**
 * Up to 3.10 some members are typed by common types and carry their tags: the discount of a DiscountInformation, the
 * tax of a TaxInformation (up to 3.9), the fee of a CamelServiceUsed.
 */
function oldAmount(d: TapState, group: number): void {
  const { rows } = d;
  if (!d.old) skip(d.c);
  else if (group === Tag.DiscountInformation) addAmount(d, rows.discount, Amount.DISCOUNT);
  else if (d.c.tag === Tag.DiscountValue) skip(d.c);
  else if (group === Tag.TaxInformation) addAmount(d, rows.tax, Amount.TAX);
  else if (group === Tag.CamelServiceUsed) addCamelFee(d);
  else skip(d.c);
}

/** Keeps a charge that is not of type 00, as old audits state a sum for each type. */
function keepType(d: TapState): void {
  const { lo, hi, type } = detail;
  if (type !== '') d.typedCharges.push({ type, amount: (BigInt(hi) << 32n) | BigInt(lo >>> 0) });
}

/** Adds the event's charges to the sums of their types; a refund's are in none, as with type 00. */
export function countTypes(d: TapState): void {
  for (const { type, amount } of d.typedCharges)
    d.chargeTypes.set(type, (d.chargeTypes.get(type) ?? 0n) + amount);
  d.typedCharges.length = 0;
}

/** Known groups are walked; groups of unknown tags only in an event that is itself unknown. */
function holdsElements(d: TapState): boolean {
  const { c, table } = d;
  if (table.names.has(c.tag)) return table.groups[c.tag] === 1;
  return d.enterUnknown && !isSegmented(c);
}

/** The access point that a CAMEL service routed to is not the session's. */
function isCamelDestination(group: number, tag: number): boolean {
  return (
    tag === Tag.ThreeGcamelDestination || (group === Tag.CamelServiceUsed && tag === Tag.GprsDestination)
  );
}

/** Moves what the column `from` gained since it was `lo`/`hi`. */
function move(d: TapState, from: Int32Array, to: Int32Array, lo: number, hi: number): void {
  const at = 2 * d.rows.row;
  const low = (from[at]! >>> 0) - (lo >>> 0);
  const high = from[at + 1]! - hi - (low < 0 ? 1 : 0);
  from[at] = lo;
  from[at + 1] = hi;
  add(d, to, low | 0, high);
}
