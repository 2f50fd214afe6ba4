/**
 * The money of a call event (contracts.md "As billed", TD.57 AuditControlInfo): charges of type 00, CAMEL invocation
 * fees, taxes, discounts. Sums are int64 per record; more is TAP_RANGE.
 *
 * The walkers here are the fast path of events without refunds. Where a ChargeRefundIndicator shows up, the event is
 * walked again by the generic walk (money-walk.ts), which knows groups only by what they hold.
 */
import { enter, more } from '../ber/cursor.ts';
import { skip, value } from '../ber/elements.ts';
import { exchangeRateCode, integer, natural, text } from './fields.ts';
import { Has } from './record-columns.ts';
import { skipMember, type TapState } from './state.ts';
import { Tag } from './tags.ts';

/** Adds `lo`/`hi` (natural) to the row's amount in a money column. */
export function add(d: TapState, column: Int32Array, lo: number, hi: number): void {
  const at = 2 * d.rows.row;
  const low = (column[at]! >>> 0) + (lo >>> 0);
  const high = column[at + 1]! + hi + (low > 0xffff_ffff ? 1 : 0);
  if (high > 0x7fff_ffff) {
    d.fail('TAP_RANGE', d.c.at, 'The sum of the record does not fit 64 bits.');
    return;
  }
  column[at] = low | 0;
  column[at + 1] = high;
}

/** The current amount into a money column. */
export function addAmount(d: TapState, column: Int32Array): void {
  if (natural(d)) add(d, column, d.c.lo, d.c.hi);
}

/** What a ChargeDetail holds; one object, reused. */
export const detail = { lo: 0, hi: 0, isTotal: false, hasCharge: false, refund: false, type: '' };

/**
 * Reads a ChargeDetail into `detail`: its Charge counts when its ChargeType is 00, wherever the two stand.
 * `type` is kept for old releases only, whose audit lists every type.
 */
export function readChargeDetail(d: TapState): void {
  const { c } = d;
  const { at } = c;
  const limit = enter(c);
  let hasType = false;
  detail.lo = 0;
  detail.hi = 0;
  detail.isTotal = false;
  detail.hasCharge = false;
  detail.refund = false;
  detail.type = '';
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.ChargeType: {
        const b = value(c);
        detail.isTotal = c.ve - c.vs === 2 && b[c.vs] === 0x30 && b[c.vs + 1] === 0x30;
        if (d.old) detail.type = String.fromCharCode(...b.subarray(c.vs, Math.min(c.ve, c.vs + 3)));
        hasType = true;
        break;
      }
      case Tag.Charge:
        if (detail.hasCharge) {
          d.fail('TAP_SYNTAX', c.at, 'A ChargeDetail has one Charge.');
          skip(c);
          break;
        }
        if (natural(d)) {
          detail.lo = c.lo;
          detail.hi = c.hi;
        }
        detail.hasCharge = true;
        break;
      case Tag.ChargeRefundIndicator:
        detail.refund = refundIndicator(d);
        d.refundSeen = true;
        break;
      default:
        skip(c);
    }
  }
  if (detail.hasCharge && !hasType)
    d.warn('CHARGE_TYPE_MISSING', at, 'A Charge without ChargeType is not counted.');
}

/** True for 1; 0 is a charge. */
export function refundIndicator(d: TapState): boolean {
  return integer(d) && d.c.lo === 1 && d.c.hi === 0;
}

function chargeDetailList(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.ChargeDetail) {
      readChargeDetail(d);
      if (detail.isTotal) add(d, d.rows.charge, detail.lo, detail.hi);
    } else {
      skipMember(d);
    }
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

/** ChargedItem of the event's first charge information. */
export function chargedItem(d: TapState): void {
  text(d, d.texts.charged_item, d.rows.chargedItem, Has.CHARGED_ITEM);
}

function chargeInformation(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  const first = d.chargeInformations++ === 0;
  d.charges++;
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.ChargedItem:
        if (first) chargedItem(d);
        else skip(c);
        break;
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
    if (c.tag === Tag.TaxValue) addAmount(d, d.rows.tax);
    else skipMember(d);
  }
}

function discountInformation(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    if (c.tag === Tag.Discount) addAmount(d, d.rows.discount);
    else skipMember(d);
  }
}

export function camelServiceUsed(d: TapState): void {
  const { c } = d;
  const limit = enter(c);
  while (more(c, limit)) {
    switch (c.tag) {
      case Tag.CamelInvocationFee:
        d.charges++;
        addAmount(d, d.rows.camelFee);
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
