/**
 * The money of a call event (contracts.md "As billed", TD.57 AuditControlInfo): charges of type 00, CAMEL invocation
 * fees, taxes, discounts, and what of them is refunded. Sums are int64 per record; more is TAP_RANGE.
 *
 * The walkers here are the fast path of events without refunds. Where a ChargeRefundIndicator shows up, the event is
 * walked again by `walkMoney`, which knows groups only by what they hold.
 */
import { enter, more } from '../ber/cursor.ts';
import { isSegmented, skip, value } from '../ber/elements.ts';
import { exchangeRateCode, integer, natural } from './fields.ts';
import { Money, skipMember, type TapState } from './state.ts';
import { TAP_TABLE } from './tag-names.ts';
import { Tag } from './tags.ts';

/** Adds `lo`/`hi` (natural) to a slot. */
function add(d: TapState, slot: number, lo: number, hi: number): void {
  const { money } = d;
  const low = (money[slot]! >>> 0) + (lo >>> 0);
  const high = money[slot + 1]! + hi + (low > 0xffff_ffff ? 1 : 0);
  if (high > 0x7fff_ffff) {
    d.fail('TAP_RANGE', d.c.at, 'The sum of the record does not fit 64 bits.');
    return;
  }
  money[slot] = low | 0;
  money[slot + 1] = high;
}

/** The current amount into a slot. */
function addAmount(d: TapState, slot: number): void {
  if (natural(d)) add(d, slot, d.c.lo, d.c.hi);
}

/** ChargeDetail: its Charge counts when its ChargeType is 00, wherever the two stand; `refundable` on the second walk. */
function chargeDetail(d: TapState, refundable: boolean): void {
  const { c } = d;
  const { at } = c;
  const limit = enter(c);
  let isTotal = false;
  let hasType = false;
  let hasCharge = false;
  let lo = 0;
  let hi = 0;
  let refund = false;
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.ChargeType: {
        const b = value(c);
        isTotal = c.ve - c.vs === 2 && b[c.vs] === 0x30 && b[c.vs + 1] === 0x30;
        hasType = true;
        break;
      }
      case Tag.Charge:
        if (hasCharge) {
          d.fail('TAP_SYNTAX', c.at, 'A ChargeDetail has one Charge.');
          break;
        }
        if (natural(d)) {
          lo = c.lo;
          hi = c.hi;
        }
        hasCharge = true;
        break;
      case Tag.ChargeRefundIndicator:
        refund = refundIndicator(d);
        d.refundSeen = true;
        break;
      default:
        skip(c);
    }
  }
  if (isTotal) add(d, refund && refundable ? Money.REFUND : Money.CHARGE, lo, hi);
  else if (hasCharge && !hasType)
    d.warn('CHARGE_TYPE_MISSING', at, 'A Charge without ChargeType is not counted.');
}

/** True for 1; 0 is a charge. */
function refundIndicator(d: TapState): boolean {
  return integer(d) && d.c.lo === 1 && d.c.hi === 0;
}

function chargeDetailList(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.ChargeDetail) chargeDetail(d, false);
    else skipMember(d);
  }
}

export function chargeInformationList(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.ChargeInformation) chargeInformation(d);
    else skipMember(d);
  }
}

function chargeInformation(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  const first = d.chargeInformations++ === 0;
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.ExchangeRateCode:
        if (first) exchangeRateCode(d);
        else skip(c);
        break;
      case Tag.ChargeDetailList:
        chargeDetailList(d);
        break;
      case Tag.TaxInformationList:
        taxInformationList(d);
        break;
      case Tag.DiscountInformation:
        discountInformation(d);
        break;
      default:
        skipMember(d);
    }
  }
}

function taxInformationList(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.TaxInformation) taxInformation(d);
    else skipMember(d);
  }
}

function taxInformation(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.TaxValue) addAmount(d, Money.TAX);
    else skipMember(d);
  }
}

function discountInformation(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.Discount) addAmount(d, Money.DISCOUNT);
    else skipMember(d);
  }
}

export function camelServiceUsed(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.CamelInvocationFee:
        addAmount(d, Money.CAMEL_FEE);
        break;
      case Tag.TaxInformationList:
        taxInformationList(d);
        break;
      case Tag.DiscountInformation:
        discountInformation(d);
        break;
      default:
        skipMember(d);
    }
  }
}

/** Slots that a refunding group moves, and where to. CAMEL fees are not refunded in TAP. */
const REFUNDED = [
  [Money.CHARGE, Money.REFUND],
  [Money.TAX, Money.TAX_REFUND],
  [Money.DISCOUNT, Money.DISCOUNT_REFUND],
] as const;

/**
 * The current group, whatever it is: every amount inside it, and refunds where the group carries a
 * ChargeRefundIndicator of 1, before or after its charges. `onField` gets the members that are no money.
 * `directCharge`: a Charge right here has no ChargeType and counts as 00 (MessagingEvent).
 */
export function walkMoney(
  d: TapState,
  directCharge: boolean,
  onField: ((d: TapState) => boolean) | null,
): void {
  const { c, money } = d;
  const rated = holdsRate(d);
  const before = [money[0]!, money[1]!, money[6]!, money[7]!, money[10]!, money[11]!];
  const limit = enter(c);
  let refund = false;
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.ChargeDetail:
        chargeDetail(d, true);
        break;
      case Tag.Charge:
        if (directCharge) addAmount(d, Money.CHARGE);
        else skip(c);
        break;
      case Tag.TaxValue:
        addAmount(d, Money.TAX);
        break;
      case Tag.Discount:
        addAmount(d, Money.DISCOUNT);
        break;
      case Tag.CamelInvocationFee:
        addAmount(d, Money.CAMEL_FEE);
        break;
      case Tag.ExchangeRateCode:
        if (rated) exchangeRateCode(d);
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
        if (c.constructed && holdsElements(d)) walkMoney(d, false, onField);
        else skip(c);
    }
  }
  if (!refund) return;
  for (const [i, [from, to]] of REFUNDED.entries()) move(d, from, to, before[2 * i]!, before[2 * i + 1]!);
}

/** True for the group whose ExchangeRateCode is the event's: the first charge information, or a MessagingEvent. */
function holdsRate(d: TapState): boolean {
  const { tag } = d.c;
  if (tag === Tag.MessagingEvent) return true;
  return (
    (tag === Tag.ChargeInformation || tag === Tag.SessionChargeInformation) && d.chargeInformations++ === 0
  );
}

/** Known groups are walked; groups of unknown tags only in an event that is itself unknown. */
function holdsElements(d: TapState): boolean {
  const { c } = d;
  if (TAP_TABLE.names.has(c.tag)) return TAP_TABLE.groups[c.tag] === 1;
  return d.enterUnknown && !isSegmented(c);
}

/** Moves what `from` gained since it was `lo`/`hi`. */
function move(d: TapState, from: number, to: number, lo: number, hi: number): void {
  const { money } = d;
  const low = (money[from]! >>> 0) - (lo >>> 0);
  const high = money[from + 1]! - hi - (low < 0 ? 1 : 0);
  money[from] = lo;
  money[from + 1] = hi;
  add(d, to, low | 0, high);
}
